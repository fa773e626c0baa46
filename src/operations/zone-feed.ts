// Where served zones come from, and how they are kept as they are there.
import { DnsctlError, type Problem, problem } from '../base/errors.ts'
import type { Name } from '../dns/name.ts'
import type { Snapshot } from '../server/authoritative/snapshot.ts'
import type { ZoneDirectory } from '../server/authoritative/zone-directory.ts'

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

export interface FeedTarget {
  readonly zones: ZoneDirectory
  readonly onEvent: (event: ZoneEvent) => void
}

/** Keeps the zones of a directory as they are at their source. */
export interface ZoneFeed {
  /** Reads every zone anew. */
  reload(): Promise<void>
  stop(): Promise<void>
}

/** Serves a compiled zone, and tells of it. */
export function publish({ zones, onEvent }: FeedTarget, zone: Name, snapshot: Snapshot): void {
  const changed = zones.set(snapshot)
  onEvent({ event: 'zone', zone, serial: snapshot.serial, records: snapshot.records, changed })
}

/** What is wrong, as problems; a fault of ours is one too, as the other zones are to be served nonetheless. */
export function problemsOf(error: unknown): readonly Problem[] {
  if (error instanceof DnsctlError) return error.problems
  return [problem('internal-fault', error instanceof Error ? (error.stack ?? error.message) : String(error))]
}

/**
 * Makes a function that does some work for a key, once at a time: asked for again meanwhile, it does the work once
 * more, so that what it saw last is never older than the last request.
 */
export function coalesced<K>(work: (key: K) => Promise<void>): (key: K) => Promise<void> {
  const running = new Map<K, { again: boolean; readonly done: Promise<void> }>()
  return key => {
    const current = running.get(key)
    if (current) {
      current.again = true
      return current.done
    }
    const repeat = async (): Promise<void> => {
      try {
        do {
          run.again = false
          await work(key)
        } while (run.again)
      } finally {
        running.delete(key)
      }
    }
    const run = { again: false, done: Promise.resolve().then(repeat) }
    running.set(key, run)
    return run.done
  }
}
