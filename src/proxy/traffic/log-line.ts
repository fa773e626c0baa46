// The lines of the query log. What comes from the network is escaped: names as in master files, and all of JSON's own.

import type { RingRecord } from './read-ring.ts'
import { nameText, rcodeText, reasonText, sourceText, transportText, typeText } from './record-text.ts'
import { recordAt } from './ring.ts'

/** What was counted between two summaries. */
export interface LogSummary {
  readonly seconds: number
  /** Queries that passed the ACL and blocks; exact, as all that follows up to `unseen`. */
  readonly queries: number
  readonly octets: number
  readonly answers: Readonly<Record<string, number>>
  readonly rcodes: Readonly<Record<string, number>>
  readonly drops: Readonly<Record<string, number>>
  /** Queries that were written one by one, those beyond the budget, and those that were overwritten before. */
  readonly listed: number
  readonly unlisted: number
  readonly unseen: number
  /** Lines that were lost as they could not be written quickly enough. */
  readonly unwritten: number
  /** The most frequent of those that were seen; counts may be too low by `error`. */
  readonly names: readonly TopItem[]
  readonly clients: readonly TopItem[]
  readonly types: readonly TopItem[]
}

export interface TopItem {
  readonly text: string
  readonly count: number
  readonly error: number
}

export interface LogFormat {
  query(record: RingRecord, since1970: number, client: string): string
  summary(summary: LogSummary, since1970: number): string
}

const timeText = (since1970: number): string => new Date(since1970).toISOString()
const latencyOf = ({ doubles }: RingRecord): number => Math.round(1000 * doubles[recordAt.latency]!) / 1000

const json: LogFormat = {
  query(record, since1970, client) {
    const rcode = rcodeText(record)
    const outcome =
      rcode === undefined
        ? { dropped: reasonText(record) }
        : { rcode, source: sourceText(record), ms: latencyOf(record), octets: record.words[recordAt.octets] }
    return JSON.stringify({
      time: timeText(since1970),
      client,
      name: nameText(record),
      type: typeText(record),
      transport: transportText(record),
      ...outcome,
    })
  },
  summary: (summary, since1970) =>
    JSON.stringify({ time: timeText(since1970), event: 'summary', ...summary }),
}

const text: LogFormat = {
  query(record, since1970, client) {
    const rcode = rcodeText(record)
    const what = [
      timeText(since1970),
      client,
      nameText(record) || '-',
      typeText(record) || '-',
      transportText(record),
    ]
    const outcome =
      rcode === undefined
        ? ['dropped', reasonText(record)]
        : [rcode, sourceText(record), `${latencyOf(record)}ms`, `${record.words[recordAt.octets]}B`]
    return [...what, ...outcome].join(' ')
  },
  summary({ answers, rcodes, drops, names, clients, types, ...numbers }, since1970) {
    const pairs = (counts: Readonly<Record<string, number>>): string =>
      Object.entries(counts)
        .map(([name, count]) => `${name}=${count}`)
        .join(',')
    const items = (top: readonly TopItem[]): string => top.map(item => `${item.text}=${item.count}`).join(',')
    const parts = { answers, rcodes, drops }
    const tops = { names, clients, types }
    return [
      `${timeText(since1970)} summary`,
      ...Object.entries(numbers).map(([name, count]) => `${name}=${count}`),
      ...Object.entries(parts).map(([name, counts]) => `${name}: ${pairs(counts)}`),
      ...Object.entries(tops).map(([name, top]) => `${name}: ${items(top)}`),
    ].join('; ')
  },
}

export const logFormats: Readonly<Record<'json' | 'text', LogFormat>> = { json, text }
