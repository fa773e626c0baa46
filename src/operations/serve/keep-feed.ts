// Keeps a directory of zones as their feed tells; a feed that ends unexpectedly is started again, and takes over.
import type { Clock } from '../../base/clock.ts'
import { DnsctlError, type Problem, problem } from '../../base/errors.ts'
import { type Name, sameName } from '../../dns/name.ts'
import type { HealthKeeper } from './health-keeper.ts'
import { deferred, keepThread, type ThreadLimits, type ThreadRun, threadLimits } from './keep-thread.ts'
import type { PublishedZones } from './published-zones.ts'
import type { FeedNews, FeedThread, ServedZone, StartFeed, ZoneSource } from './zone-feed.ts'

/** What happens to zones while they are served. */
export type ZoneEvent =
  /** A zone is served as it is now; `changed` is false when that is the first time. */
  | {
      readonly event: 'zone'
      readonly zone: Name
      readonly serial: number
      readonly records: number
      readonly changed: boolean
    }
  | { readonly event: 'zone-gone'; readonly zone: Name }
  /** Something did not load; what was served before still is. */
  | { readonly event: 'problem'; readonly problem: Problem }

interface FeedKeeping {
  readonly source: ZoneSource
  readonly zones: PublishedZones
  readonly startFeed: StartFeed
  /** Runs the health checks of what is served. */
  readonly health: HealthKeeper
  readonly clock: Clock
  readonly onEvent: (event: ZoneEvent) => void
}

export interface KeptFeed {
  /** Asks for every zone to be read anew; what does not load stays as it was. */
  reload(): void
  stop(): Promise<void>
}

/** Starts a feed; resolves once everything is loaded, and throws all problems if something is not. */
export async function keepFeed(keeping: FeedKeeping, limits: ThreadLimits = threadLimits): Promise<KeptFeed> {
  const served = new Map<string, ServedZone>()
  const kept = keepThread({
    clock: keeping.clock,
    limits,
    start: () => startRun(keeping, served),
    onEnd: (reason, seconds) => report(keeping, [hasEnded(reason, `; it starts again in ${seconds} s`)]),
    onRestart: ({ loaded }) => void loaded.then(problems => report(keeping, problems)),
  })
  const { loaded, ended } = kept.run
  const [first, ...others] = await Promise.race([loaded, ended.then(reason => [hasEnded(reason, '')])])
  if (first) {
    await kept.stop()
    throw new DnsctlError([first, ...others])
  }
  kept.keep()
  return { reload: () => kept.run.thread.order({ order: 'reload' }), stop: kept.stop }
}

const hasEnded = (reason: string, then: string): Problem =>
  problem('zone-feed-ended', `the thread that loads zones has ended (${reason})${then}`)

function report({ onEvent }: FeedKeeping, problems: readonly Problem[]): void {
  for (const problem of problems) onEvent({ event: 'problem', problem })
}

/** A feed from its start to its end. */
interface FeedRun extends ThreadRun {
  readonly thread: FeedThread
  /** What did not load at first. */
  readonly loaded: Promise<readonly Problem[]>
}

function startRun(keeping: FeedKeeping, served: Map<string, ServedZone>): FeedRun {
  const { source, zones, startFeed } = keeping
  const loaded = deferred<readonly Problem[]>()
  const ended = deferred<string>()
  const onNews = (news: FeedNews): void => {
    switch (news.news) {
      case 'zone':
        return publish(keeping, served, news.served, spare => thread.order({ order: 'reuse', spare }))
      case 'zone-gone':
        return withdraw(keeping, served, news.from)
      case 'health-checks':
        return keeping.health.known(news.checks)
      case 'problem':
        return report(keeping, [news.problem])
      case 'loaded':
      case 'failed':
        return loaded.resolve(news.problems)
      default:
        return news satisfies never
    }
  }
  const start = { source, seed: zones.directory.seed, served: [...served.values()] }
  const thread = startFeed(start, onNews, ended.resolve)
  return { thread, loaded: loaded.promise, ended: ended.promise }
}

/**
 * Serves a zone in place of the one from the same source, whole, between two packets; that one may be written over once
 * no thread answers from it any more.
 */
function publish(
  { zones, health, onEvent }: FeedKeeping,
  served: Map<string, ServedZone>,
  next: ServedZone,
  reuse: (spare: ServedZone) => void,
): void {
  const { from, zone, snapshot } = next
  const before = served.get(from)
  served.set(from, next)
  health.watch(snapshot, before?.snapshot)
  const { serial, records } = snapshot
  const changed = zones.set(snapshot)
  const isRenamed = before !== undefined && !sameName(before.zone, zone)
  if (isRenamed) zones.delete(before.snapshot)
  zones.onceEverywhere(() => {
    onEvent({ event: 'zone', zone, serial, records, changed })
    if (isRenamed) onEvent({ event: 'zone-gone', zone: before.zone })
    if (before) reuse(before)
  })
}

/** Serves no zone from there any more. */
function withdraw(
  { zones, health, onEvent }: FeedKeeping,
  served: Map<string, ServedZone>,
  from: string,
): void {
  const before = served.get(from)
  if (!before) return
  served.delete(from)
  zones.delete(before.snapshot)
  health.unwatch(before.snapshot)
  zones.onceEverywhere(() => onEvent({ event: 'zone-gone', zone: before.zone }))
}
