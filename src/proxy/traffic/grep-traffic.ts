// Finds queries of the last traffic: by a name that they are below, by client or network, or by how long they took.
import type { TrafficEntry } from '../control.ts'
import { readSubject } from './block-subject.ts'
import { kindBits, maskAddress } from './block-table.ts'
import { createRingRecord, eachRecord, nameKeyOf, type RingRecord } from './read-ring.ts'
import {
  clientOf,
  clientText,
  nameText,
  rcodeText,
  reasonText,
  sourceText,
  transportText,
  typeText,
} from './record-text.ts'
import { type Ring, recordAt } from './ring.ts'

type Matcher = (record: RingRecord) => boolean

/**
 * The last `count` queries that all patterns match, the oldest first. A pattern is a name, an address, a network or a
 * time such as `2000ms`. Throws `proxy-block-invalid` and the faults of names for what is none of these. `since1970` is
 * what makes milliseconds since 1970 of the time of a record.
 */
export function grepTraffic(
  rings: readonly Ring[],
  patterns: readonly string[],
  count: number,
  since1970: number,
): TrafficEntry[] {
  const matchers = patterns.map(matcherOf)
  const found: TrafficEntry[] = []
  const record = createRingRecord()
  for (const ring of rings)
    eachRecord(ring, record, () => {
      if (!matchers.every(matches => matches(record))) return
      found.push(entryOf(record, since1970))
      // Each ring has its own order, so the last ones of each are kept.
      if (found.length > 2 * count + manyEntries) keepLast(found, count)
    })
  keepLast(found, count)
  return found
}

const manyEntries = 1000

function keepLast(entries: TrafficEntry[], count: number): void {
  entries.sort((a, b) => a.time - b.time)
  entries.splice(0, Math.max(0, entries.length - count))
}

function matcherOf(pattern: string): Matcher {
  const ms = /^(\d+)ms$/.exec(pattern)?.[1]
  if (ms !== undefined) return ({ doubles }) => doubles[recordAt.latency]! >= Number(ms)
  const subject = readSubject(pattern)
  if (subject.form === 'network') {
    const masked = new Int32Array(4)
    return record => {
      maskAddress(clientOf(record), kindBits(subject.kind), masked)
      return masked.every((word, i) => word === subject.address[i])
    }
  }
  const suffix = Buffer.from(subject.octets).toString('latin1')
  return record => isBelow(nameKeyOf(record), suffix)
}

/** Says whether a name ends with a suffix, at the start of a label. */
function isBelow(name: string, suffix: string): boolean {
  if (!name.endsWith(suffix)) return false
  for (let at = 0; at < name.length; at += name.charCodeAt(at) + 1)
    if (at === name.length - suffix.length) return true
  return false
}

function entryOf(record: RingRecord, since1970: number): TrafficEntry {
  const rcode = rcodeText(record)
  const latency = Math.round(1000 * record.doubles[recordAt.latency]!) / 1000
  const what = {
    time: Math.round(record.doubles[recordAt.time]! + since1970),
    client: clientText(record),
    name: nameText(record),
    type: typeText(record),
    transport: transportText(record),
  }
  if (rcode === undefined) return { ...what, source: `dropped: ${reasonText(record)}` }
  return { ...what, rcode, latency, octets: record.words[recordAt.octets]!, source: sourceText(record) }
}
