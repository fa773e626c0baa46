import { readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import { expect, test } from 'vitest'
import { problem } from '../../src/base/errors.ts'
import { planJson } from '../../src/cli/views/plan-json.ts'
import { typeOf } from '../../src/dns/rr/table.ts'
import type { Change, Plan, ZonePlan } from '../../src/plan/plan.ts'
import { planFileText, readPlanFile } from '../../src/plan/plan-file.ts'
import { origin, rrset } from './rrsets.ts'

const www = rrset('www 60 A 192.0.2.1')
const probe = {
  type: 'http',
  name: 'web',
  host: 'b',
  interval: 30,
  timeout: 5,
  failures: 3,
  successes: 3,
} as const
const health = {
  type: 'calculated',
  name: 'both',
  checks: [probe, { type: 'reference', id: '4a0b' }],
  healthy: 1,
  inverted: true,
} as const
const routed = {
  ...rrset('geo 60 A 192.0.2.1'),
  rdatas: [],
  policy: {
    kind: 'weighted',
    sets: [
      { id: 'blue', weight: 3, rdatas: www.rdatas, ttl: 30, health },
      { id: 'green', weight: 0, rdatas: [], alias: { target: www.owner, evaluateHealth: true } },
    ],
  },
  annotations: { owner: 'team', expires: '2027-01-01' },
} as const
const alias = { ...rrset('@ 0 A 192.0.2.1'), rdatas: [], alias: { target: www.owner, evaluateHealth: false } }
const zone: ZonePlan = {
  zone: origin,
  provider: 'local',
  createsZone: false,
  serial: 'date',
  fingerprint: 'ab',
  existing: 3,
  ignored: 1,
  unmanaged: [{ owner: www.owner, type: 'AAAA', by: 'traffic policy instance 1' }],
  changes: [
    { action: 'create', owner: routed.owner, type: 'A', after: routed },
    { action: 'update', owner: www.owner, type: 'A', before: www, after: { ...www, ttl: 61 } },
    { action: 'create', owner: origin, type: 'A', after: alias },
    { action: 'delete', owner: origin, type: 'TXT', before: rrset('@ 60 TXT "a b" "c"') },
  ],
  cachedFor: 60,
  safety: [{ rule: 'protected', message: 'deletes example.com. TXT' }],
  warnings: [problem('plan-ttl-raised', 'x', { file: 'zones/a.yaml', line: 1, column: 2 })],
}
const plan: Plan = { version: 1, created: '2026-01-01T00:00:00.000Z', zones: [zone] }

test('a plan comes back as it was', () => {
  expect(readPlanFile(planFileText(plan), 'plan.json')).toEqual(plan)
})

test.each([
  ['what is unmanaged', { unmanaged: [{ owner: 'a..b.', type: 'A', by: 'x' }] }, {}],
  ['an alias', {}, { after: { ...alias, owner: www.owner, alias: { ...alias.alias, target: 'a..b.' } } }],
])('a name that is none is refused in %s', (_where, part, change) => {
  expect(() => readPlanFile(odd(part, change), 'plan.json')).toThrow('plan-file-invalid: plan.json: ')
})

test('what is at the provider may break rules, and what is to be may not', () => {
  const odd = { ...rrset('@ 60 MX 10 mail'), rdatas: [typeOf('MX').take('10 .')] }
  const withChange = (change: Change): Plan => ({ ...plan, zones: [{ ...zone, changes: [change] }] })
  const mended = withChange({ action: 'delete', owner: origin, type: 'MX', before: odd })
  expect(readPlanFile(planFileText(mended), 'plan.json')).toEqual(mended)
  const broken = withChange({ action: 'create', owner: origin, type: 'MX', after: odd })
  expect(() => readPlanFile(planFileText(broken), 'plan.json')).toThrow('null MX')
})

test('all that is wrong is said at once', () => {
  const text = odd({ existing: -1, provider: 7 }, { after: { ...www, ttl: '1h', rdatas: undefined } })
  expect(() => readPlanFile(text, 'plan.json')).toThrow(
    [
      '"zones[0].provider" is 7, not text',
      '"zones[0].existing" is -1, not a whole number from 0 up',
      '"zones[0].changes[0].after.rdatas" is missing',
      '"zones[0].changes[0].after.ttl" is "1h", not a whole number from 0 to 2147483647',
    ]
      .map(message => `plan-file-invalid: plan.json: ${message}`)
      .join('\n'),
  )
})

test.each<[object, string]>([
  [{ health: 'web' }, '"zones[0].changes[0].after.policy.sets[0].health" is "web", not a mapping'],
  [
    { health: { ...health, checks: [{ ...probe, type: 'ftp' }] } },
    '"zones[0].changes[0].after.policy.sets[0].health.checks[0].type" is "ftp", not one of http, https, tcp, calculated, reference',
  ],
  [
    { health: { ...probe, interval: '30s' } },
    '"zones[0].changes[0].after.policy.sets[0].health.interval" is "30s", not a whole number from 0 up',
  ],
  [{ alias: { target: 'b.' } }, '"zones[0].changes[0].after.policy.sets[0].alias.evaluateHealth" is missing'],
])('a set with %j is refused', (more, message) => {
  const sets = [{ ...routed.policy.sets[0], ...more }]
  const text = odd({}, { after: { ...routed, policy: { ...routed.policy, sets } } })
  expect(() => readPlanFile(text, 'plan.json')).toThrow(message)
})

test('the schema for other tools takes plan files, and what `plan --json` prints', () => {
  const schema = JSON.parse(readFileSync('schemas/plan.schema.json', 'utf8'))
  const ajv = new Ajv({ strictTypes: false })
  const takesFile = ajv.compile(schema)
  const takesPlan = ajv.compile({ ...schema.definitions.plan, definitions: schema.definitions })
  expect([takesFile(JSON.parse(planFileText(plan))), takesFile.errors]).toEqual([true, null])
  const printed = JSON.parse(JSON.stringify(planJson({ plan, problems: [] })))
  expect([takesPlan(printed), takesPlan.errors]).toEqual([true, null])
  expect(takesFile({ ...JSON.parse(planFileText(plan)), plan: { version: 1 } })).toBe(false)
})

test('spacing may change', () => {
  const compact = JSON.stringify(JSON.parse(planFileText(plan)))
  expect(readPlanFile(compact, 'plan.json')).toEqual(plan)
})

/** The file of a plan whose shape is wrong though its digest is right. */
const odd = (part: object, change: object = {}): string =>
  planFileText({
    ...plan,
    zones: [{ ...zone, changes: [{ ...zone.changes[0], ...change }], ...part }],
  } as unknown as Plan)

test.each<[string, string, string]>([
  ['no JSON', '{', 'this is no dnsctl plan'],
  ['a list', '[]', 'this is no dnsctl plan'],
  ['other JSON', '{"plan":{}}', 'this is no dnsctl plan'],
  ['edited by hand', planFileText(plan).replace('192.0.2.1', '192.0.2.9'), 'the plan was altered'],
  ['cut short', planFileText(plan).slice(0, -10), 'this is no dnsctl plan'],
  ['another version', planFileText({ ...plan, version: 2 } as unknown as Plan), 'plan version 2 is unknown'],
  ['no name', odd({ zone: 'example.com' }), 'does not end with a dot'],
  ['no count', odd({ existing: -1 }), '"zones[0].existing" is -1, not a whole number from 0 up'],
  ['no list', odd({ changes: {} }), '"zones[0].changes" is {}, not a list'],
  [
    'no action',
    odd({}, { action: 'drop' }),
    '"zones[0].changes[0].action" is "drop", not one of create, update, delete',
  ],
  ['no image', odd({}, { after: undefined }), '"zones[0].changes[0].after" is missing'],
  ['no type', odd({}, { type: 'AX' }), 'record type "AX" is unknown'],
  ['types that differ', odd({}, { type: 'AAAA' }), '"after" is not an RRset of type AAAA'],
  ['no value', odd({}, { after: { ...www, rdatas: ['192.0.2'] } }), 'plan.json: '],
])('%s is refused', (_title, text, message) => {
  expect(() => readPlanFile(text, 'plan.json')).toThrow(message)
  expect(() => readPlanFile(text, 'plan.json')).toThrow('plan-file-invalid')
})
