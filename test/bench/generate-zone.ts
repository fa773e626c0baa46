// Zones for benchmarks: as large as wanted, mixed as real ones are, and the same for the same seed.
import { closeSync, openSync, writeSync } from 'node:fs'
import { seededRandom } from '../seeded-random.ts'

/** One record: an owner relative to the zone, and its data in presentation form, relative too. */
export interface GeneratedRecord {
  readonly owner: string
  readonly type: 'A' | 'AAAA' | 'CNAME' | 'MX' | 'TXT'
  readonly data: string
}

const types = ['A', 'AAAA', 'CNAME', 'MX', 'TXT'] as const

/**
 * Yields `count` records, one an owner, of five types in turn; names in their data are owners of addresses.
 * `changedShare` of them (0 to 1) have other data than with a share of 0.
 */
export function* generateRecords(count: number, changedShare: number, seed = 1): Generator<GeneratedRecord> {
  const random = seededRandom(seed)
  for (let i = 0; i < count; i++) {
    const draw = Math.floor(random() * 2 ** 24)
    const isChanged = random() < changedShare
    const type = types[i % types.length]!
    yield {
      owner: `host${i}`,
      type,
      data: dataOf(type, isChanged ? draw ^ 1 : draw, Math.ceil(count / types.length)),
    }
  }
}

/** Every fifth host has an address. */
function dataOf(type: GeneratedRecord['type'], draw: number, addresses: number): string {
  const host = `host${(draw % addresses) * types.length}`
  switch (type) {
    case 'A':
      return `198.51.${100 + (draw & 1)}.${(draw >> 1) & 255}`
    case 'AAAA':
      return `2001:db8:${(draw >> 12).toString(16)}::${(draw & 4095).toString(16)}`
    case 'CNAME':
      return host
    case 'MX':
      return `10 ${host}`
    case 'TXT':
      return `"token=${draw.toString(36)}"`
    default:
      return type satisfies never
  }
}

/** Writes the records as a YAML zone file. */
export function writeYamlZone(file: string, zone: string, records: Iterable<GeneratedRecord>): void {
  writeLines(
    file,
    [`zone: ${zone}`, 'ttl: 1h', 'records:', "  '@': { NS: ns1.example.net. }"],
    records,
    record =>
      record.type === 'TXT'
        ? `  ${record.owner}: { TXT: ${record.data} }`
        : `  ${record.owner}: { ${record.type}: '${record.data}' }`,
  )
}

/** Writes the records as a master file. */
export function writeMasterFile(file: string, zone: string, records: Iterable<GeneratedRecord>): void {
  const head = [
    `$ORIGIN ${zone}.`,
    '$TTL 1h',
    '@ SOA ns1.example.net. hostmaster 1 7200 3600 1209600 300',
    '@ NS ns1.example.net.',
  ]
  writeLines(file, head, records, ({ owner, type, data }) => `${owner} ${type} ${data}`)
}

const linesAtOnce = 10_000

function writeLines(
  file: string,
  head: readonly string[],
  records: Iterable<GeneratedRecord>,
  line: (record: GeneratedRecord) => string,
): void {
  const out = openSync(file, 'w')
  let lines = [...head]
  for (const record of records) {
    lines.push(line(record))
    if (lines.length < linesAtOnce) continue
    writeSync(out, `${lines.join('\n')}\n`)
    lines = []
  }
  writeSync(out, `${lines.join('\n')}\n`)
  closeSync(out)
}
