// What a server counts: plain numbers in one array, which one thread writes and any may read.
import { rcodes } from '../dns/codes.ts'

/** Where each counter stands; answers by rcode start at `rcodes`. */
export const counterAt = { udp: 0, tcp: 1, dropped: 2, truncated: 3, rcodes: 4 } as const

/** The last rcode that a server gives is BADVERS. */
const rcodeCount = rcodes.code('BADVERS') + 1

/** Room for every counter, all 0. */
export type Counters = Float64Array

export const createCounters = (): Counters => new Float64Array(counterAt.rcodes + rcodeCount)

/** The counters by name, without the rcodes that did not occur. */
export interface CounterReport {
  /** Packets and messages that came in over UDP and TCP. */
  readonly udp: number
  readonly tcp: number
  /** Not worth an answer: too short, or answers themselves. */
  readonly dropped: number
  /** Answered with TC. */
  readonly truncated: number
  /** Answers by rcode. */
  readonly rcodes: Readonly<Record<string, number>>
}

/** The sums of counters that several threads have written. */
export function addCounters(each: readonly Counters[]): Counters {
  const sums = createCounters()
  for (const counters of each) for (const [i, count] of counters.entries()) sums[i]! += count
  return sums
}

/** Reads the counters; what came in is what was dropped plus the answers of all rcodes. */
export function reportCounters(counters: Counters): CounterReport {
  const byRcode: Record<string, number> = {}
  for (let code = 0; code < rcodeCount; code++) {
    const count = counters[counterAt.rcodes + code]!
    if (count > 0) byRcode[rcodes.name(code)] = count
  }
  return {
    udp: counters[counterAt.udp]!,
    tcp: counters[counterAt.tcp]!,
    dropped: counters[counterAt.dropped]!,
    truncated: counters[counterAt.truncated]!,
    rcodes: byRcode,
  }
}
