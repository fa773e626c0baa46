// What is counted of all traffic, exactly and for good: the query log and ratios are made of it.
import { rcodes } from '../../dns/codes.ts'
import { type CounterRows, type SharedMemory, type ThreadNumber, takeCounters } from '../shared-memory.ts'
import { type AnswerSource, sources } from '../transaction.ts'

/** Rcodes above are counted as one. */
const rcodeCount = 24

/** Why a query got no answer. */
export const dropReasons = ['acl', 'dynamic', 'rule', 'noncompliant', 'overload', 'gone'] as const
export type DropReason = (typeof dropReasons)[number]

const sourceNames = Object.keys(sources)

/** Where each kind of counter starts; by source, by reason, by rcode, by transport. */
export const totalsAt = {
  queries: 0,
  octets: 1,
  sources: 2,
  drops: 2 + sourceNames.length,
  rcodes: 2 + sourceNames.length + dropReasons.length,
  transports: 2 + sourceNames.length + dropReasons.length + rcodeCount + 1,
} as const
const columns = totalsAt.transports + 4

/** The column of an rcode. */
export const rcodeColumn = (rcode: number): number => totalsAt.rcodes + Math.min(rcode, rcodeCount)

/** Takes the counters. */
export const takeTotals = (memory: SharedMemory, at: ThreadNumber): CounterRows =>
  takeCounters(memory, 'traffic/totals', columns, at)

/** The share of the queries that got past the rules which packet caches answered; 0 before the first. */
export function cacheHitRatio(totals: CounterRows): number {
  const count = (source: AnswerSource): number => totals.sum(totalsAt.sources + source)
  const hits = count(sources.cache) + count(sources.stale)
  const all = hits + count(sources.backend) + count(sources.failure)
  return all === 0 ? 0 : hits / all
}

/** The counters by name, without those that are 0. */
export interface Totals {
  readonly queries: number
  /** Octets of answers. */
  readonly octets: number
  readonly answers: Readonly<Record<string, number>>
  readonly rcodes: Readonly<Record<string, number>>
  readonly drops: Readonly<Record<string, number>>
}

/** Reads the counters of all threads. */
export function readTotals(totals: CounterRows): Totals {
  const named = (start: number, names: readonly string[]): Record<string, number> =>
    Object.fromEntries(names.map((name, i) => [name, totals.sum(start + i)]))
  const rcodeNames = Array.from({ length: rcodeCount + 1 }, (_, code) =>
    code < rcodeCount ? rcodes.name(code) : 'others',
  )
  return {
    queries: totals.sum(totalsAt.queries),
    octets: totals.sum(totalsAt.octets),
    answers: named(totalsAt.sources, sourceNames),
    rcodes: named(totalsAt.rcodes, rcodeNames),
    drops: named(totalsAt.drops, dropReasons),
  }
}

/** What has come since earlier totals. */
export function differenceOf(now: Totals, before: Totals): Totals {
  const grown = (a: Readonly<Record<string, number>>, b: Readonly<Record<string, number>>) =>
    Object.fromEntries(
      Object.entries(a)
        .map(([name, count]) => [name, count - (b[name] ?? 0)] as const)
        .filter(([, count]) => count > 0),
    )
  return {
    queries: now.queries - before.queries,
    octets: now.octets - before.octets,
    answers: grown(now.answers, before.answers),
    rcodes: grown(now.rcodes, before.rcodes),
    drops: grown(now.drops, before.drops),
  }
}
