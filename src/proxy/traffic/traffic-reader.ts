// The last traffic of all threads as its operator asks for it.
import type { Clock } from '../../base/clock.ts'
import type { TopEntry, TopKind, TrafficEntry } from '../control.ts'
import type { RingSettings } from '../settings/ring-buffers.ts'
import type { SharedMemory } from '../shared-memory.ts'
import { grepTraffic } from './grep-traffic.ts'
import { takeRings } from './ring.ts'
import { topTraffic } from './top-traffic.ts'

export interface TrafficReader {
  /** The most frequent of a kind; with `labels`, names are counted by so many of their last labels. */
  top(kind: TopKind, count: number, labels?: number): TopEntry[]
  /** The last queries that all patterns match: names, addresses, networks, `2000ms` for those that took longer. */
  grep(patterns: readonly string[], count: number): TrafficEntry[]
}

export interface ReaderSite {
  readonly threads: number
  /** Of the main thread, which counts since the same moment as those of the others. */
  readonly clock: { readonly ms: number; read(): void }
  /** Milliseconds since 1970. */
  readonly now: Clock
}

/** Opens the rings of all threads; to be done anew after a reload. */
export function createTrafficReader(
  memory: SharedMemory,
  { threads, clock, now }: ReaderSite,
  { ring_buffers }: { readonly ring_buffers: RingSettings },
): TrafficReader {
  const rings = takeRings(memory, threads, ring_buffers.size)
  return {
    top: (kind, count, labels) => topTraffic(rings, kind, count, labels),
    grep(patterns, count) {
      clock.read()
      return grepTraffic(rings, patterns, count, now() - clock.ms)
    },
  }
}
