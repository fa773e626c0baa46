// Zones of any content: what is written or edited reads back as what was meant.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { canonicalRRset } from '../../../src/dns/canonical.ts'
import { type Name, parseName, sameName } from '../../../src/dns/name.ts'
import type { RRType } from '../../../src/dns/rr/define-type.ts'
import { rrTypes, typeOf } from '../../../src/dns/rr/table.ts'
import type { Annotations, RRset } from '../../../src/dns/rrset.ts'
import { Zone } from '../../../src/dns/zone.ts'
import { editZoneFile } from '../../../src/zonefile/yaml/edit.ts'
import type { RRsetEdit } from '../../../src/zonefile/yaml/edit-rrsets.ts'
import { formatZoneFile } from '../../../src/zonefile/yaml/format.ts'
import { readYamlZone } from '../../../src/zonefile/yaml/read.ts'
import { writeZone } from '../../../src/zonefile/yaml/write.ts'

const origin = parseName('Example.com.')

/** Record data as they come, and in which names lie in the zone. */
const examples = (type: RRType) => [
  ...type.examples.map(example => type.parseScalar(example)),
  ...type.examples.map(example => type.parseScalar(example.replace(/example\.com\./g, 'Example.com.'))),
]

const odd = fc.string({
  unit: fc.constantFrom(...'a0 :#\'"\\$\\{}[],@*~ä\n\t-', '\u2028', '😀'),
  maxLength: 12,
})
const txt = fc
  .array(
    fc
      .uint8Array({ maxLength: 9 })
      .map(octets => [...octets].map(octet => `\\${String(octet).padStart(3, '0')}`)),
    {
      minLength: 1,
      maxLength: 3,
    },
  )
  .map(strings => typeOf('TXT').parse(strings.map(string => `"${string.join('')}"`).join(' ')))
const text = fc.oneof(odd, fc.string({ unit: 'binary', maxLength: 600 })).map(value => {
  const octets = Buffer.from(value, 'utf8')
  const escaped = [...octets].map(octet => `\\${String(octet).padStart(3, '0')}`)
  const strings = []
  for (let at = 0; at === 0 || at < escaped.length; at += 255)
    strings.push(`"${escaped.slice(at, at + 255).join('')}"`)
  return typeOf('TXT').parse(strings.join(' '))
})

const stated = rrTypes.filter(({ meta, name }) => !meta && name !== 'SOA')
const valuesOf = (type: RRType) =>
  type.name === 'TXT' ? fc.oneof(txt, text) : fc.constantFrom(...examples(type))

const label = fc.oneof(
  fc.constantFrom('@', 'www', 'a', 'b.a', '*', '*.dev', '1', '10', 'no', '_sip._tcp', 'B', 'xn--bcher-kva'),
  fc.constantFrom('\\@', 'a\\.b', '\\032', 'x\\$\\123y}', '\\"q\\"', "it's", '\\#', '\\255'),
)

const note = fc.string({ unit: fc.constantFrom(...'ab: #{}$\'"ä'), minLength: 1, maxLength: 8 })
const annotations = fc.record(
  { owner: note, reason: note, expires: fc.constant('2027-01-01') },
  { requiredKeys: [] },
)

const rrset = fc
  .tuple(label, fc.constantFrom(...stated), fc.constantFrom(0, 60, 90, 3600, 3600, 3600, 86_400, 2 ** 31 - 1))
  .chain(([owner, type, ttl]) =>
    fc
      .tuple(
        fc.uniqueArray(valuesOf(type), {
          minLength: 1,
          maxLength: type.singleton ? 1 : 4,
          selector: type.canonical,
        }),
        fc.option(annotations, { nil: undefined, freq: 5 }),
      )
      .map(
        ([rdatas, notes]): RRset => ({
          owner: parseName(owner, origin),
          type: type.name,
          ttl,
          rdatas,
          ...some(notes),
        }),
      ),
  )

const some = (notes: Annotations | undefined): { annotations?: Annotations } =>
  notes && Object.keys(notes).length > 0 ? { annotations: notes } : {}

const rrsets = fc.uniqueArray(rrset, {
  maxLength: 8,
  comparator: (a, b) => a.type === b.type && sameName(a.owner, b.owner),
})

const meaning = (zone: Zone): string[] =>
  [...zone.rrsets()]
    .map(one => canonicalRRset(one) + JSON.stringify(one.annotations ?? {}, ['expires', 'owner', 'reason']))
    .sort()

async function read(source: string): Promise<Zone> {
  const options = { file: 'x.yaml', env: {}, readFile: () => '' }
  const { zone, problems } = await readYamlZone(source, options)
  expect(problems).toEqual([])
  return zone!.zone
}

test('every zone that is written reads back as itself, and is in canonical form', async () => {
  await fc.assert(
    fc.asyncProperty(rrsets, async wanted => {
      const zone = new Zone(origin, wanted)
      const source = writeZone(zone)
      expect(meaning(await read(source))).toEqual(meaning(zone))
      expect(formatZoneFile(source, 'x.yaml')).toBe(source)
    }),
    { numRuns: 150 },
  )
})

const layouts: readonly ((source: string) => string)[] = [
  source => source,
  source =>
    source.replace(/^( {2}\S.*:)\n {4}(\S+: .*)\n(?! {4})/gm, '$1 # beside\n    # above\n    $2 # behind\n'),
  source => source.replace(/\[(.*)\]$/gm, '[$1]   # list'),
]

test('every edit gives the zone that was meant', async () => {
  await fc.assert(
    fc.asyncProperty(rrsets, rrsets, fc.constantFrom(...layouts), async (first, second, layout) => {
      const source = layout(writeZone(new Zone(origin, first)))
      const before = await read(source)
      const after = new Zone(
        origin,
        second.filter(one => !one.annotations),
      )
      const result = editZoneFile(source, 'x.yaml', origin, edits(before, after))
      expect(meaning(withoutNotes(await read(result)))).toEqual(meaning(after))
    }),
    { numRuns: 150 },
  )
})

function edits(before: Zone, after: Zone): RRsetEdit[] {
  const keys = new Map<string, { owner: Name; type: string }>()
  for (const one of [...before.rrsets(), ...after.rrsets()])
    keys.set(`${one.owner.toLowerCase()} ${one.type}`, one)
  return [...keys.values()].map(({ owner, type }) => {
    const [old, wanted] = [before.get(owner, type), after.get(owner, type)]
    return { owner, type, ...(old && { before: old }), ...(wanted && { after: wanted }) }
  })
}

const withoutNotes = (zone: Zone): Zone =>
  new Zone(
    zone.origin,
    [...zone.rrsets()].map(({ annotations: _, ...one }) => one),
  )
