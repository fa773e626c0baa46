// Counts the last traffic by what its queries and answers have in common: the most asked names, clients, types and the like.
import type { TopEntry, TopKind } from '../control.ts'
import { wireNameText } from './name-text.ts'
import { createRingRecord, eachRecord, nameKeyOf, type RingRecord } from './read-ring.ts'
import { clientText, rcodeText, typeText } from './record-text.ts'
import { type Ring, recordAt } from './ring.ts'

/** Milliseconds above which an answer is slow. */
const slowMs = 1000

interface Counting {
  /** What a record counts as; undefined for one that is not looked at. */
  readonly key: (record: RingRecord, labels: number) => string | undefined
  /** How much it counts. */
  readonly weight: (record: RingRecord) => number
  /** What a key is called. */
  readonly text: (key: string) => string
}

const one = (): number => 1
const same = (key: string): string => key
const latencyOf = ({ doubles }: RingRecord): number => doubles[recordAt.latency]!
const octetsOf = ({ words }: RingRecord): number => words[recordAt.octets]!

const byName = { key: nameKey, weight: one, text: keyText }

const countings: Readonly<Record<TopKind, Counting>> = {
  queries: byName,
  slow: {
    ...byName,
    key: (record, labels) => (latencyOf(record) > slowMs ? nameKey(record, labels) : undefined),
  },
  large: { ...byName, weight: octetsOf },
  clients: { key: clientText, weight: one, text: same },
  types: { key: record => typeText(record) || undefined, weight: one, text: same },
  rcodes: { key: rcodeText, weight: one, text: same },
}

/** The most frequent; with `labels`, names are counted by their last labels. `large` counts octets of answers. */
export function topTraffic(rings: readonly Ring[], kind: TopKind, count: number, labels = 0): TopEntry[] {
  const { key, weight, text } = countings[kind]
  const counts = new Map<string, number>()
  let all = 0
  const record = createRingRecord()
  for (const ring of rings)
    eachRecord(ring, record, () => {
      const found = key(record, labels)
      if (found === undefined) return
      const octets = weight(record)
      all += octets
      counts.set(found, (counts.get(found) ?? 0) + octets)
    })
  return [...counts]
    .sort(([aKey, a], [bKey, b]) => b - a || (aKey < bKey ? -1 : 1))
    .slice(0, count)
    .map(([found, sum]) => ({ text: text(found), count: sum, share: all === 0 ? 0 : sum / all }))
}

/** The last labels of a name, all with 0; undefined if the name is not known. */
function nameKey(record: RingRecord, labels: number): string | undefined {
  const name = nameKeyOf(record)
  if (name === '') return undefined
  if (labels === 0) return name
  const starts: number[] = []
  for (let at = 0; at < name.length - 1; at += name.charCodeAt(at) + 1) starts.push(at)
  return name.slice(starts.at(-labels) ?? 0)
}

function keyText(key: string): string {
  return wireNameText(Buffer.from(key, 'latin1'), 0, key.length)
}
