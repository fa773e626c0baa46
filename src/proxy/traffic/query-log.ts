// The query log: reads the rings of all threads, writes single queries within a budget, and sums up the rest in time.
import { randomBytes } from 'node:crypto'
import type { Clock } from '../../base/clock.ts'
import type { QueryLogSettings } from '../settings/query-log.ts'
import type { RingSettings } from '../settings/ring-buffers.ts'
import type { CounterRows, SharedMemory, ThreadNumber } from '../shared-memory.ts'
import { sources } from '../transaction.ts'
import { createFrequentItems, type FrequentItems } from './frequent-items.ts'
import { type LogSummary, logFormats, type TopItem } from './log-line.ts'
import type { LogSink } from './log-sink.ts'
import { createPseudonyms } from './pseudonyms.ts'
import { copyRecord, createRingRecord, lastNumber, oldestNumber, type RingRecord } from './read-ring.ts'
import { clientOf, nameText, typeText } from './record-text.ts'
import { recordAt, takeRings } from './ring.ts'
import { differenceOf, readTotals, type Totals, takeTotals } from './totals.ts'

export interface QueryLog {
  /** Reads what is new; to be called some times a second. */
  drain(): void
  /** Writes the summary of what there was since the last one. */
  summarise(): void
}

export interface QueryLogSite extends ThreadNumber {
  readonly clock: { readonly ms: number; read(): void }
  /** Milliseconds since 1970. */
  readonly now: Clock
  readonly sink: LogSink
}

/** Records that are looked at in one go; of more, the last ones are. */
const mostAtOnce = 2000

/** Names, clients and types that are counted; of more, the rarer ones are forgotten. */
const keptItems = 500

/** Rcodes that say that something went wrong. */
const failures = new Set([1, 2, 4, 5])

/** Starts with what comes from now on. */
export function createQueryLog(
  memory: SharedMemory,
  site: QueryLogSite,
  settings: { readonly query_log: QueryLogSettings; readonly ring_buffers: RingSettings },
): QueryLog {
  const { clock, now, sink } = site
  const { queries_per_second, only, format, summary_interval, summary_top } = settings.query_log
  const rings =
    settings.ring_buffers.size === 0 ? [] : takeRings(memory, site.threads, settings.ring_buffers.size)
  const seen = rings.map(lastNumber)
  const rows: CounterRows = takeTotals(memory, site)
  const lines = logFormats[format]
  const pseudonyms = createPseudonyms(settings.query_log, () => randomBytes(32))
  const record = createRingRecord()
  const top = {
    names: createFrequentItems(keptItems),
    clients: createFrequentItems(keptItems),
    types: createFrequentItems(keptItems),
  }
  const counts = { listed: 0, unlisted: 0, unseen: 0, unwritten: 0 }
  let before = readTotals(rows)
  let summaryAt = clock.ms
  let second = -1
  let left = 0

  function look(since1970: number): void {
    const client = clientOf(record)
    const name = nameText(record)
    if (name !== '') {
      top.names.add(name.toLowerCase())
      top.types.add(typeText(record))
    }
    const time = record.doubles[recordAt.time]! + since1970
    top.clients.add(pseudonyms.network(client, time))
    if (!isWanted(record, only)) return
    if (left === 0) {
      counts.unlisted++
      return
    }
    left--
    if (sink.write(lines.query(record, time, pseudonyms.client(client, time)))) counts.listed++
    else counts.unwritten++
  }

  function drainRing(number: number, since1970: number): void {
    const ring = rings[number]!
    const last = lastNumber(ring)
    const from = Math.max(seen[number]! + 1, oldestNumber(ring), last - mostAtOnce + 1)
    counts.unseen += Math.max(0, from - seen[number]! - 1)
    for (let next = from; next <= last; next++)
      if (copyRecord(ring, next, record)) look(since1970)
      else counts.unseen++
    seen[number] = last
  }

  const log: QueryLog = {
    drain() {
      clock.read()
      const since1970 = now() - clock.ms
      const current = Math.floor(clock.ms / 1000)
      if (current !== second) {
        second = current
        left = queries_per_second
      }
      for (let number = 0; number < rings.length; number++) drainRing(number, since1970)
      if (summary_interval > 0 && clock.ms - summaryAt >= 1000 * summary_interval) log.summarise()
    },
    summarise() {
      const totals = readTotals(rows)
      const seconds = Math.round((clock.ms - summaryAt) / 100) / 10
      const summary = summaryOf(differenceOf(totals, before), seconds, counts, top, summary_top)
      sink.write(lines.summary(summary, now()))
      before = totals
      summaryAt = clock.ms
      for (const items of Object.values(top)) items.clear()
      counts.listed = counts.unlisted = counts.unseen = counts.unwritten = 0
    },
  }
  return log
}

function isWanted({ octets, words }: RingRecord, only: QueryLogSettings['only']): boolean {
  const isDropped = octets[recordAt.reason]! > 0
  if (only === 'all' || isDropped) return true
  if (only === 'dropped') return false
  return octets[recordAt.source] === sources.failure || failures.has(words[recordAt.rcode]!)
}

function summaryOf(
  { queries, octets, answers, rcodes, drops }: Totals,
  seconds: number,
  counts: Pick<LogSummary, 'listed' | 'unlisted' | 'unseen' | 'unwritten'>,
  top: Readonly<Record<'names' | 'clients' | 'types', FrequentItems>>,
  most: number,
): LogSummary {
  const items = (of: FrequentItems): TopItem[] =>
    of.top(most).map(({ key, count }) => ({ text: key, count, error: of.error }))
  return {
    seconds,
    queries,
    octets,
    answers,
    rcodes,
    drops,
    ...counts,
    names: items(top.names),
    clients: items(top.clients),
    types: items(top.types),
  }
}
