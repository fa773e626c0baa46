import { expect, test } from 'vitest'
import { parseName } from '../../../src/dns/name.ts'
import type { RRset } from '../../../src/dns/rrset.ts'
import { contradictionsIn } from '../../../src/plan/file/check-plan.ts'
import type { Change, Plan, ZonePlan } from '../../../src/plan/plan.ts'
import { origin, rrset } from '../rrsets.ts'

const a = rrset('www 60 A 192.0.2.1')
const other: RRset = { ...a, ttl: 61 }
const outside: RRset = { ...a, owner: parseName('www.example.net.') }
const beside: RRset = { ...a, owner: parseName('notexample.com.') }
const cname = rrset('www 60 CNAME web')

const create = (after: RRset, key = after): Change => ({
  action: 'create',
  owner: key.owner,
  type: key.type,
  after,
})
const update = (before: RRset, after: RRset): Change => ({
  action: 'update',
  owner: after.owner,
  type: after.type,
  before,
  after,
})
const remove = (before: RRset): Change => ({
  action: 'delete',
  owner: before.owner,
  type: before.type,
  before,
})

const zoneOfPlan = (changes: readonly Change[], more: Partial<ZonePlan> = {}): ZonePlan => ({
  zone: origin,
  provider: 'local',
  createsZone: false,
  serial: 'increment',
  fingerprint: 'ab',
  existing: 9,
  ignored: 0,
  unmanaged: [],
  changes,
  cachedFor: 0,
  safety: [],
  warnings: [],
  ...more,
})
const whyNot = (...zones: readonly ZonePlan[]): string[] =>
  contradictionsIn({ version: 2, created: '', tool: '', configuration: '', zones } satisfies Plan).map(
    ({ message }) => message.replace('example.com. at local has a plan by which ', ''),
  )

const set = { id: 'blue', weight: 1, rdatas: a.rdatas }
const alias = { target: a.owner, evaluateHealth: false }

test.each<[string, Change[], string[]]>([
  ['what plans say', [remove(a), create(cname), create(rrset('@ 60 MX 10 mail'))], []],
  ['letter case', [update(a, { ...other, owner: parseName('WWW.example.com.') })], []],
  ['a name elsewhere', [create(outside)], ['www.example.net. A is changed, which is not in the zone']],
  ['a name that ends like it', [remove(beside)], ['notexample.com. A is changed, which is not in the zone']],
  ['an image of another name', [create(outside, a)], ['www.example.com. A is www.example.net. too']],
  ['an RRset twice', [create(a), remove(a)], ['www.example.com. A is changed twice']],
  [
    'what others manage',
    [remove({ ...a, managedBy: 'traffic policy instance 1' })],
    ['www.example.com. A is changed, which others manage'],
  ],
  ['CNAME and other data', [create(a), create(cname)], ['www.example.com. A stands beside a CNAME']],
  ['a routed set', [create({ ...a, rdatas: [], policy: { kind: 'weighted', sets: [set] } })], []],
  ...[
    { ...a, rdatas: [] },
    { ...a, alias },
    { ...a, policy: { kind: 'weighted', sets: [set] } } as const,
    { ...a, rdatas: [], policy: { kind: 'weighted', sets: [] } } as const,
    { ...a, rdatas: [], policy: { kind: 'weighted', sets: [{ ...set, rdatas: [] }] } } as const,
  ].map((rrset): [string, Change[], string[]] => [
    `values such as ${JSON.stringify(rrset)}`,
    [create(rrset)],
    ['www.example.com. A has no values, or values of several kinds'],
  ]),
])('%s', (_title, changes, found) => {
  expect(whyNot(zoneOfPlan(changes))).toEqual(found)
})

test('a zone is planned once at each provider', () => {
  const zone = zoneOfPlan([])
  const upper = zoneOfPlan([], { zone: parseName('EXAMPLE.com.') })
  expect(whyNot(zone, zoneOfPlan([], { provider: 'aws' }))).toEqual([])
  expect(whyNot(zone, upper)).toEqual(['EXAMPLE.com. at local is planned twice'])
  expect(whyNot(zoneOfPlan([], { createsZone: true, deletesZone: true }))).toEqual([
    'example.com. at local is created and deleted',
  ])
})
