// Keeps Route 53's API served, in a thread of its own so that its work never delays an answer.
import type { Clock } from '../../base/clock.ts'
import { DnsctlError, type Problem, problem } from '../../base/errors.ts'
import type { HealthCheck } from '../../dns/routing.ts'
import type { Endpoint } from '../../net/address.ts'
import type { HealthReport } from '../../server/health/monitor.ts'
import { deferred, keepThread, type ThreadLimits, type ThreadRun, threadLimits } from './keep-thread.ts'
import type { ApiNews, ApiStart, StartApi } from './route53-api-channel.ts'

/** What happens to the API while it is served. */
export type Route53ApiEvent =
  | { readonly event: 'route53-api'; readonly endpoint: Endpoint; readonly isInsecure: boolean }
  | { readonly event: 'problem'; readonly problem: Problem }

interface ApiKeeping {
  readonly start: ApiStart
  readonly startApi: StartApi
  /** Tells what is known of a check. */
  readonly healthOf: (check: HealthCheck) => HealthReport | undefined
  readonly clock: Clock
  readonly onEvent: (event: Route53ApiEvent) => void
}

/**
 * Far more than it takes to end, as a thread that is terminated within a transaction leaves LMDB locked for good,
 * and then does not end at all.
 */
const apiLimits: ThreadLimits = { ...threadLimits, stopMs: 10_000 }

export interface KeptApi {
  readonly endpoint: Endpoint
  stop(): Promise<void>
}

/** The API from its start to its end. */
interface ApiRun extends ThreadRun {
  /** Where it listens, or why it does not. */
  readonly started: Promise<Endpoint | readonly Problem[]>
}

/** Starts the API; resolves once it listens, and throws why if it does not. */
export async function keepRoute53Api(
  keeping: ApiKeeping,
  limits: ThreadLimits = apiLimits,
): Promise<KeptApi> {
  const { start, clock, onEvent } = keeping
  const report = (problems: readonly Problem[]): void => {
    for (const problem of problems) onEvent({ event: 'problem', problem })
  }
  // Whoever found the API at a free port finds it there again.
  let { listen } = start
  const kept = keepThread({
    clock,
    limits,
    start: () => startRun(keeping, { ...start, listen }),
    onEnd: (reason, seconds) => report([hasEnded(reason, `; it starts again in ${seconds} s`)]),
    onRestart: ({ started }) =>
      void started.then(found => (isEndpoint(found) ? listening(found) : report(found))),
  })
  const listening = (endpoint: Endpoint): void =>
    onEvent({ event: 'route53-api', endpoint, isInsecure: start.keys === 'insecure' })

  const { started, ended } = kept.run
  const found = await Promise.race([started, ended.then(reason => [hasEnded(reason, '')])])
  if (!isEndpoint(found)) {
    await kept.stop()
    throw new DnsctlError(found as readonly [Problem, ...Problem[]])
  }
  listen = found
  listening(found)
  kept.keep()
  return { endpoint: found, stop: kept.stop }
}

const hasEnded = (reason: string, then: string): Problem =>
  problem('route53-api-ended', `the thread that serves the Route 53 API has ended (${reason})${then}`)

const isEndpoint = (found: Endpoint | readonly Problem[]): found is Endpoint => 'port' in found

function startRun({ startApi, healthOf, onEvent }: ApiKeeping, start: ApiStart): ApiRun {
  const started = deferred<Endpoint | readonly Problem[]>()
  const ended = deferred<string>()
  const onNews = (news: ApiNews): void => {
    switch (news.news) {
      case 'listening':
        return started.resolve(news.endpoint)
      case 'failed':
        return started.resolve(news.problems)
      case 'health':
        return thread.order({ order: 'health', ask: news.ask, report: healthOf(news.check) })
      case 'problem':
        return onEvent({ event: 'problem', problem: news.problem })
      default:
        return news satisfies never
    }
  }
  const thread = startApi(start, onNews, ended.resolve)
  return { thread, started: started.promise, ended: ended.promise }
}
