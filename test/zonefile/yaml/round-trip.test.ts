// Zones of any content: what is written or edited reads back as what was meant.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { canonicalRRset } from '../../../src/dns/canonical.ts'
import { type Name, parseName, sameName } from '../../../src/dns/name.ts'
import {
  type AliasTarget,
  type HealthCheck,
  type PolicyKind,
  policyParameters,
  type RoutedSet,
} from '../../../src/dns/routing.ts'
import type { RRType } from '../../../src/dns/rr/define-type.ts'
import { rrTypes, typeOf } from '../../../src/dns/rr/table.ts'
import { type Annotations, hasTtl, type RRset } from '../../../src/dns/rrset.ts'
import { Zone } from '../../../src/dns/zone.ts'
import { HealthNames } from '../../../src/zonefile/health-names.ts'
import type { LoadedZone } from '../../../src/zonefile/loaded-zone.ts'
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

const plain = rrset

const names = ['web', 'web-2', 'x y', '10', '${v}', '__proto__', 'b: c']
const probe = fc
  .record({
    type: fc.constantFrom('http', 'https', 'tcp'),
    name: fc.constantFrom(...names),
    host: fc.constantFrom('web.example.com', 'x'),
    port: fc.constantFrom(25, 8080),
    interval: fc.constantFrom(10, 30),
    timeout: fc.constantFrom(5, 90),
    failures: fc.constantFrom(1, 3),
    successes: fc.constantFrom(3, 10),
    contains: fc.option(fc.constantFrom('ok', '${ok}: #'), { nil: undefined }),
    inverted: fc.option(fc.constant(true as const), { nil: undefined }),
  })
  .map(({ contains, inverted, ...check }) => ({
    ...check,
    ...(contains !== undefined && check.type !== 'tcp' && { contains }),
    ...(inverted && { inverted }),
  }))
const reference = fc
  .constantFrom('4a0b6f7e-1', '4a0b6f7e-2', '${id}')
  .map(id => ({ type: 'reference' as const, id }))
const calculated = fc
  .record({
    name: fc.constantFrom(...names),
    checks: fc.array(fc.oneof(probe, reference), { minLength: 1, maxLength: 3 }),
  })
  .chain(({ name, checks }) =>
    fc
      .integer({ min: 1, max: checks.length })
      .map(healthy => ({ type: 'calculated' as const, name, checks, healthy })),
  )
const health: fc.Arbitrary<HealthCheck> = fc.oneof(probe, reference, calculated)

const alias: fc.Arbitrary<AliasTarget> = fc
  .record({
    target: fc.constantFrom(
      'Example.com.',
      'www.Example.com.',
      'a.b.Example.com.',
      'd1.example.net.',
      'x\\$\\{.example.com.',
    ),
    evaluateHealth: fc.boolean(),
    hostedZone: fc.option(fc.constantFrom('Z1', '${z}'), { nil: undefined }),
  })
  .map(({ target, evaluateHealth, hostedZone }) => ({
    target: parseName(target),
    evaluateHealth,
    ...(hostedZone !== undefined && { hostedZone }),
  }))

const address = fc.integer({ min: 1, max: 9 }).map(host => typeOf('A').parse(`192.0.2.${host}`))

/** The n-th set of a policy; no two match the same queries. */
const traits: Readonly<Record<PolicyKind, (n: number) => Partial<RoutedSet>>> = {
  weighted: n => ({ weight: n }),
  failover: n => ({ role: n === 0 ? 'primary' : 'secondary' }),
  multivalue: () => ({}),
  latency: n => ({ region: ['eu-west-1', '${r}', 'us-east-1'][n]! }),
  geolocation: n => ({ location: ['country:AF', 'US-CA', '*'][n]! }),
  geoproximity: n => (n === 0 ? { region: 'r', bias: -9 } : { coordinates: `${n}.5,-74` }),
  ip: n => ({ networks: [['192.0.2.0/24', '2001:db8::/32'], ['198.51.100.0/24'], ['*']][n]! }),
}

const content = fc.oneof(
  fc.uniqueArray(address, { minLength: 1, maxLength: 3 }).map(rdatas => ({ rdatas })),
  alias.map(target => ({ rdatas: [], alias: target })),
)

const policy = fc
  .record({
    kind: fc.constantFrom(...(Object.keys(policyParameters) as PolicyKind[])),
    contents: fc.array(
      fc.record({
        content,
        ttl: fc.constantFrom(undefined, 60),
        health: fc.option(health, { nil: undefined }),
      }),
      { minLength: 2, maxLength: 3 },
    ),
    ids: fc.uniqueArray(fc.constantFrom('blue', '10', '${x}', '__proto__', 'a: b', 'no'), {
      minLength: 3,
      maxLength: 3,
    }),
  })
  .map(({ kind, contents, ids }) => ({
    kind,
    sets: contents.slice(0, kind === 'failover' ? 2 : 3).map(({ content: held, ttl, health: check }, n) => ({
      id: ids[n]!,
      ...held,
      ...traits[kind](n),
      ...(ttl !== undefined && !('alias' in held) && { ttl }),
      ...(check && { health: check }),
    })),
  }))

const routed = fc
  .record({
    owner: label,
    held: fc.oneof(
      policy.map(value => ({ policy: value })),
      alias.map(value => ({ alias: value })),
    ),
  })
  .map(({ owner, held }): RRset => {
    const ttl = hasTtl(held) ? 3600 : 0
    return { owner: parseName(owner, origin), type: 'A', ttl, rdatas: [], ...held }
  })

const anyRRset = fc.oneof({ arbitrary: plain, weight: 2 }, { arbitrary: routed, weight: 1 })

/** Checks of one name are one check in a file, so that those of a zone have names of their own from the start. */
const withOwnNames = (all: readonly RRset[]): RRset[] => withNamesOf(all, new HealthNames())

function withNamesOf(all: readonly RRset[], known: HealthNames): RRset[] {
  return all.map(one => {
    if (!one.policy) return one
    const sets = one.policy.sets.map(set =>
      set.health ? { ...set, health: known.settle(set.health).check } : set,
    )
    return { ...one, policy: { ...one.policy, sets } }
  })
}

const rrsets = fc
  .uniqueArray(anyRRset, {
    maxLength: 8,
    comparator: (a, b) => a.type === b.type && sameName(a.owner, b.owner),
  })
  .map(withOwnNames)

const meaning = (zone: Zone): string[] =>
  [...zone.rrsets()]
    .map(one => canonicalRRset(one) + JSON.stringify(one.annotations ?? {}, ['expires', 'owner', 'reason']))
    .sort()

const read = async (source: string): Promise<Zone> => (await load(source)).zone

async function load(source: string): Promise<LoadedZone> {
  const options = { file: 'x.yaml', env: {}, readFile: () => '' }
  const { zone, problems } = await readYamlZone(source, options)
  expect(problems).toEqual([])
  return zone!
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
      const { zone: before, settings } = await load(source)
      const after = new Zone(
        origin,
        // Names that the file has for other checks are taken.
        withNamesOf(
          second.filter(one => !one.annotations),
          new HealthNames(settings.health),
        ),
      )
      const known = new HealthNames(settings.health)
      const result = editZoneFile(source, 'x.yaml', origin, edits(before, after), known)
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
