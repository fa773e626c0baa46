// What a thread that answers over UDP and the one that started it tell each other: plain data, both ways.
import type { Counters } from '../../metrics/counters.ts'
import type { Locations } from '../../server/authoritative/locations.ts'
import type { Snapshot } from '../../server/authoritative/snapshot.ts'
import type { StartThread } from '../start-thread.ts'
import type { ZoneChange } from './published-zones.ts'

export interface UdpWorkerStart {
  /** Descriptors of its sockets, one for each address, and of what wakes it for orders. */
  readonly sockets: readonly number[]
  readonly wake: number
  /** What hashes of names start from, and what policies draw with. */
  readonly seed: number
  readonly drawSeed: number
  readonly zones: readonly Snapshot[]
  /** All in shared memory; what a worker before this one has counted stands there. */
  readonly locations: Locations
  readonly counters: Counters
  readonly transfers: Float64Array
}

/** Where each counter of `transfers` stands. */
export const transferAt = { sendErrors: 0, oversized: 1 } as const

export type UdpWorkerOrder =
  | ({ readonly order: 'zone' } & ZoneChange)
  /** Answer what has arrived and end. */
  | { readonly order: 'stop' }

export type UdpWorkerNews =
  /** It answers. */
  | { readonly news: 'ready' }
  /** It has taken all changes up to a generation. */
  | { readonly news: 'taken'; readonly generation: number }

/** Starts one elsewhere. */
export type StartUdpWorker = StartThread<UdpWorkerStart, UdpWorkerNews, UdpWorkerOrder>
