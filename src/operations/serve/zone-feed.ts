// What the thread that loads zones and the one that answers from them tell each other: plain data, both ways.
import type { Problem } from '../../base/errors.ts'
import type { Name } from '../../dns/name.ts'
import type { HealthCheck } from '../../dns/routing.ts'
import type { Snapshot } from '../../server/authoritative/snapshot.ts'
import type { ZoneKey } from '../../store/store.ts'
import type { StartThread, Thread } from '../start-thread.ts'

/** Zone files, or the folder of a store. */
export type ZoneSource = { readonly files: readonly string[] } | { readonly store: string }

/** What a feed starts with. */
export interface FeedStart {
  readonly source: ZoneSource
  /** What hashes start from, in every zone. */
  readonly seed: number
  /** What a feed before this one has loaded, to go on from. */
  readonly served: readonly ServedZone[]
}

/** A zone as it is to be served. */
export interface ServedZone {
  /** Its file or its name in the store, to which there is one zone. */
  readonly from: string
  readonly zone: Name
  /** Which of the zones of that name in the store it is, and the last commit when it was read. */
  readonly version?: { readonly key: ZoneKey; readonly commit: number }
  /** In shared memory, so that telling of it copies nothing. */
  readonly snapshot: Snapshot
}

export type FeedOrder =
  /** Read every zone anew. */
  | { readonly order: 'reload' }
  /** Take the memory of a zone that is served no more: what is in shared memory is collected late, if ever. */
  | { readonly order: 'reuse'; readonly spare: ServedZone }
  /** Close everything and end. */
  | { readonly order: 'stop' }

export type FeedNews =
  /** In place of what was served from there. */
  | { readonly news: 'zone'; readonly served: ServedZone }
  /** There is no zone there any more. */
  | { readonly news: 'zone-gone'; readonly from: string }
  /** What stands behind the ids of health checks, all of them. */
  | { readonly news: 'health-checks'; readonly checks: ReadonlyMap<string, HealthCheck> }
  /** What has changed did not load. */
  | { readonly news: 'problem'; readonly problem: Problem }
  /** Everything was looked at once; what did not load. */
  | { readonly news: 'loaded'; readonly problems: readonly Problem[] }
  /** Nothing can be loaded, and the feed ends. */
  | { readonly news: 'failed'; readonly problems: readonly Problem[] }

export type TellNews = (news: FeedNews) => void

/** What a feed has to do with where it runs. */
export interface FeedSite extends Omit<FeedStart, 'source'> {
  readonly tell: TellNews
  /** Gives, once, a snapshot from there that nobody answers from any more. */
  takeSpare(from: string): Snapshot | undefined
}

/** A feed where it runs; it tells of zones from the start. */
export interface ZoneFeed {
  reload(): void
  stop(): Promise<void>
}

/** A feed that runs elsewhere. */
export type FeedThread = Thread<FeedOrder>

/** Starts a feed elsewhere. */
export type StartFeed = StartThread<FeedStart, FeedNews, FeedOrder>
