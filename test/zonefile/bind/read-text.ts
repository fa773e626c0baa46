// Reads master files from memory and shows what came of them as plain lines.
import { problemText } from '../../../src/base/errors.ts'
import { parseName } from '../../../src/dns/name.ts'
import { readBindZone } from '../../../src/zonefile/bind/read.ts'
import type { LoadedZone } from '../../../src/zonefile/loaded-zone.ts'

export interface ReadText {
  readonly zone: LoadedZone | undefined
  /** `owner ttl type rdata` for every record, in the order of the zone. */
  readonly records: readonly string[]
  /** `file:line:column: code: message`. */
  readonly problems: readonly string[]
}

/** Reads `text` as the file `example.com.zone`, or as another; `files` are there to be included. */
export function readText(
  text: string,
  {
    file = 'example.com.zone',
    origin,
    files = {},
  }: { file?: string; origin?: string; files?: Readonly<Record<string, string>> } = {},
): ReadText {
  const { zone, problems } = readBindZone(text, {
    file,
    ...(origin && { origin: parseName(origin) }),
    readFile: path => {
      const found = files[path]
      if (found === undefined) throw new Error('no such file')
      return found
    },
  })
  const rrsets = [...(zone?.zone.rrsets() ?? [])]
  return {
    zone,
    records: rrsets.flatMap(({ owner, ttl, type, rdatas }) =>
      rdatas.map(rdata => `${owner} ${ttl} ${type} ${rdata}`),
    ),
    problems: problems.map(problemText),
  }
}

/** Reads lines behind an SOA and a $TTL of 3600; gives the records without the SOA. */
export function readLines(lines: string, options: Parameters<typeof readText>[1] = {}): ReadText {
  const result = readText(`$TTL 3600\n@ SOA ns1 hostmaster 1 2 3 4 5\n${lines}`, options)
  return { ...result, records: result.records.slice(1) }
}
