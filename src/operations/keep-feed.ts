// Keeps a directory of zones as their feed tells; a feed that ends unexpectedly is started again, and takes over.
import { setTimeout as after } from 'node:timers/promises'
import type { Clock } from '../base/clock.ts'
import { DnsctlError, type Problem, problem } from '../base/errors.ts'
import { type Name, sameName } from '../dns/name.ts'
import type { ZoneDirectory } from '../server/authoritative/zone-directory.ts'
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
  readonly zones: ZoneDirectory
  readonly startFeed: StartFeed
  readonly clock: Clock
  readonly onEvent: (event: ZoneEvent) => void
}

/** How long a feed may take to end, and when one that has ended starts again: each time twice as late. */
export interface FeedLimits {
  readonly stopMs: number
  readonly firstRestartMs: number
  readonly lastRestartMs: number
}

const defaultLimits: FeedLimits = { stopMs: 1000, firstRestartMs: 1000, lastRestartMs: 60_000 }

export interface KeptFeed {
  /** Asks for every zone to be read anew; what does not load stays as it was. */
  reload(): void
  stop(): Promise<void>
}

/** Starts a feed; resolves once everything is loaded, and throws all problems if something is not. */
export async function keepFeed(keeping: FeedKeeping, limits: FeedLimits = defaultLimits): Promise<KeptFeed> {
  const served = new Map<string, ServedZone>()
  const stopping = new AbortController()
  let run = startRun(keeping, served)

  async function stop(): Promise<void> {
    stopping.abort()
    run.thread.order({ order: 'stop' })
    const deadline = setTimeout(() => run.thread.terminate(), limits.stopMs)
    await run.ended
    clearTimeout(deadline)
  }

  /** Starts one run after the other. */
  async function keep(): Promise<void> {
    let delay = limits.firstRestartMs
    for (;;) {
      const since = keeping.clock()
      const reason = await run.ended
      if (stopping.signal.aborted) return
      if (keeping.clock() - since > limits.lastRestartMs) delay = limits.firstRestartMs
      report(keeping, [hasEnded(reason, `; it starts again in ${delay / 1000} s`)])
      await after(delay, undefined, { signal: stopping.signal }).catch(() => {})
      if (stopping.signal.aborted) return
      delay = Math.min(2 * delay, limits.lastRestartMs)
      run = startRun(keeping, served)
      void run.loaded.then(problems => report(keeping, problems))
    }
  }

  const ended = run.ended.then(reason => [hasEnded(reason, '')])
  const [first, ...others] = await Promise.race([run.loaded, ended])
  if (first) {
    await stop()
    throw new DnsctlError([first, ...others])
  }
  void keep()
  return { reload: () => run.thread.order({ order: 'reload' }), stop }
}

const hasEnded = (reason: string, then: string): Problem =>
  problem('zone-feed-ended', `the thread that loads zones has ended (${reason})${then}`)

function report({ onEvent }: FeedKeeping, problems: readonly Problem[]): void {
  for (const problem of problems) onEvent({ event: 'problem', problem })
}

/** A feed from its start to its end. */
interface FeedRun {
  readonly thread: FeedThread
  /** What did not load at first. */
  readonly loaded: Promise<readonly Problem[]>
  /** Why it ended. */
  readonly ended: Promise<string>
}

function startRun(keeping: FeedKeeping, served: Map<string, ServedZone>): FeedRun {
  const { source, zones, startFeed } = keeping
  const loaded = deferred<readonly Problem[]>()
  const ended = deferred<string>()
  const onNews = (news: FeedNews): void => {
    switch (news.news) {
      case 'zone':
        for (const spare of publish(keeping, served, news.served)) thread.order({ order: 'reuse', spare })
        return
      case 'zone-gone':
        return withdraw(keeping, served, news.from)
      case 'problem':
        return report(keeping, [news.problem])
      case 'loaded':
      case 'failed':
        return loaded.resolve(news.problems)
      default:
        return news satisfies never
    }
  }
  const start = { source, seed: zones.seed, served: [...served.values()] }
  const thread = startFeed(start, onNews, ended.resolve)
  return { thread, loaded: loaded.promise, ended: ended.promise }
}

/** Serves a zone in place of the one from the same source, whole, between two packets; returns that one. */
function publish(
  { zones, onEvent }: FeedKeeping,
  served: Map<string, ServedZone>,
  next: ServedZone,
): readonly ServedZone[] {
  const { from, zone, snapshot } = next
  const before = served.get(from)
  served.set(from, next)
  const { serial, records } = snapshot
  onEvent({ event: 'zone', zone, serial, records, changed: zones.set(snapshot) })
  if (!before) return []
  if (!sameName(before.zone, zone)) {
    zones.delete(before.snapshot)
    onEvent({ event: 'zone-gone', zone: before.zone })
  }
  return [before]
}

/** Serves no zone from there any more. */
function withdraw({ zones, onEvent }: FeedKeeping, served: Map<string, ServedZone>, from: string): void {
  const before = served.get(from)
  if (!before) return
  served.delete(from)
  zones.delete(before.snapshot)
  onEvent({ event: 'zone-gone', zone: before.zone })
}

function deferred<T>(): { readonly promise: Promise<T>; readonly resolve: (value: T) => void } {
  let resolve!: (value: T) => void
  const promise = new Promise<T>(settle => {
    resolve = settle
  })
  return { promise, resolve }
}
