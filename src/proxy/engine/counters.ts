// What the engine counts, in each thread; every query that came in ends as just one of the answers or drops.
import { type CounterRows, type SharedMemory, type ThreadNumber, takeCounters } from '../shared-memory.ts'

/** In the order of a query's way; latencies follow. */
export const engineCounters = [
  // What came in, by transport.
  'queries',
  'udpQueries',
  'tcpQueries',
  'dotQueries',
  'dohQueries',
  'rdQueries',
  // Ends of a query without an answer.
  'noncompliantQueries',
  'aclDrops',
  'dynamicDrops',
  'ruleDrops',
  'overloadDrops',
  'goneDrops',
  // Ends of a query with an answer: of a rule or the proxy itself, of the cache, of a server, or that all failed.
  'selfAnswered',
  'cacheHits',
  'staleAnswers',
  'backendAnswers',
  'failures',
  // What else happened on the way.
  'cacheMisses',
  'coalesced',
  'prefetched',
  'retries',
  'hedged',
  'noServer',
  'timeouts',
  'sendErrors',
  'noncompliantResponses',
  'lateResponses',
  'truncated',
  'dynamicBlocked',
  'ruleRefused',
  'ruleNxdomain',
  'ruleServfail',
  'ruleTruncated',
  'noerrorAnswers',
  'nxdomainAnswers',
  'servfailAnswers',
  'refusedAnswers',
  'otherAnswers',
  'latencySum',
] as const
export type EngineCounter = (typeof engineCounters)[number]

/** Where each counter stands. */
export const at = Object.fromEntries(engineCounters.map((name, column) => [name, column])) as Readonly<
  Record<EngineCounter, number>
>

/** Upper limits of the latency buckets in milliseconds; the last one takes the rest. */
export const latencyLimits = [
  0.1,
  0.2,
  0.5,
  1,
  2,
  5,
  10,
  20,
  50,
  100,
  200,
  500,
  1000,
  2000,
  5000,
  Number.POSITIVE_INFINITY,
] as const
const latenciesAt = engineCounters.length

/** Counters of the engines of all threads. */
export const takeEngineCounters = (memory: SharedMemory, thread: ThreadNumber): CounterRows =>
  takeCounters(memory, 'engine/counters', latenciesAt + latencyLimits.length, thread)

/** Counts how long an answer took. */
export function countLatency({ mine }: CounterRows, ms: number): void {
  let bucket = 0
  while (ms > latencyLimits[bucket]!) bucket++
  mine[latenciesAt + bucket]!++
  mine[at.latencySum]! += ms
}

/** All counters by name. */
export const reportCounters = (counters: CounterRows): Record<EngineCounter, number> =>
  Object.fromEntries(engineCounters.map((name, column) => [name, counters.sum(column)])) as Record<
    EngineCounter,
    number
  >

/** Answers by how long they took: up to a limit, and longer than the one before. */
export const reportLatencies = (counters: CounterRows): { upTo: number; count: number }[] =>
  latencyLimits.map((upTo, bucket) => ({ upTo, count: counters.sum(latenciesAt + bucket) }))
