import { generateKeyPairSync } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { DnsctlError, problem } from '../../../src/base/errors.ts'
import { planJson } from '../../../src/cli/views/plan-json.ts'
import { typeOf } from '../../../src/dns/rr/table.ts'
import {
  type PlanFileTerms,
  planDigest,
  planFileText,
  readPlanFile,
  readPlanToShow,
} from '../../../src/plan/file/plan-file.ts'
import { keyId } from '../../../src/plan/file/plan-signature.ts'
import type { Change, Plan, ZonePlan } from '../../../src/plan/plan.ts'
import { origin, rrset } from '../rrsets.ts'

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
  safety: [{ guard: 'protected', message: 'deletes example.com. TXT' }],
  warnings: [problem('plan-ttl-raised', 'x', { file: 'zones/a.yaml', line: 1, column: 2 })],
}
const configuration = 'c0'.repeat(32)
const plan: Plan = {
  version: 2,
  created: '2026-01-01T00:00:00.000Z',
  expires: '2026-01-08T00:00:00.000Z',
  tool: '0.1.0',
  configuration,
  commit: 'ab'.repeat(20),
  zones: [zone],
}
const terms: PlanFileTerms = {
  now: Date.UTC(2026, 0, 2),
  tool: '0.1.0',
  configuration,
  providers: ['aws', 'local'],
}
const readBack = (text: string, more: Partial<PlanFileTerms> = {}): Plan =>
  readPlanFile(text, 'plan.json', { ...terms, ...more })

test('a plan comes back as it was', () => {
  expect(readBack(planFileText(plan))).toEqual(plan)
})

test.each([
  ['what is unmanaged', { unmanaged: [{ owner: 'a..b.', type: 'A', by: 'x' }] }, {}],
  ['an alias', {}, { after: { ...alias, owner: www.owner, alias: { ...alias.alias, target: 'a..b.' } } }],
])('a name that is none is refused in %s', (_where, part, change) => {
  expect(() => readBack(odd(part, change))).toThrow('plan-file-invalid: plan.json: ')
})

test('what is at the provider may break rules, and what is to be may not', () => {
  const odd = { ...rrset('@ 60 MX 10 mail'), rdatas: [typeOf('MX').take('10 .')] }
  const withChange = (change: Change): Plan => ({ ...plan, zones: [{ ...zone, changes: [change] }] })
  const mended = withChange({ action: 'delete', owner: origin, type: 'MX', before: odd })
  expect(readBack(planFileText(mended))).toEqual(mended)
  const broken = withChange({ action: 'create', owner: origin, type: 'MX', after: odd })
  expect(() => readBack(planFileText(broken))).toThrow('null MX')
})

test('all that is wrong is said at once', () => {
  const text = odd({ existing: -1, provider: 7 }, { after: { ...www, ttl: '1h', rdatas: undefined } })
  expect(() => readBack(text)).toThrow(
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
  expect(() => readBack(text)).toThrow(message)
})

test('the schema for other tools takes plan files, and what `plan --json` prints', () => {
  const schema = JSON.parse(readFileSync('schemas/plan.schema.json', 'utf8'))
  const ajv = new Ajv({ strictTypes: false })
  const takesFile = ajv.compile(schema)
  const takesPlan = ajv.compile({ ...schema.definitions.plan, definitions: schema.definitions })
  expect([takesFile(JSON.parse(planFileText(plan))), takesFile.errors]).toEqual([true, null])
  const printed = JSON.parse(JSON.stringify(planJson({ plan, problems: [] })))
  expect([takesPlan(printed), takesPlan.errors]).toEqual([true, null])
  expect(takesFile({ ...JSON.parse(planFileText(plan)), plan: { version: 2 } })).toBe(false)
})

test('spacing may change', () => {
  const compact = JSON.stringify(JSON.parse(planFileText(plan)))
  expect(readBack(compact)).toEqual(plan)
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
  ['cut short', planFileText(plan).slice(0, -10), 'this is no dnsctl plan, or it was cut short'],
  ['another version', planFileText({ ...plan, version: 1 } as unknown as Plan), 'plan version 1 is unknown'],
  ['no expiry', planFileText({ ...plan, expires: undefined } as unknown as Plan), '"expires" is missing'],
  ['no time', planFileText({ ...plan, expires: 'never' }), '"expires" is "never", not a time such as'],
  ['a foreign member', planFileText(plan).replace('{', '{"note":1,'), '"note" is unknown'],
  [
    'a signature that is none',
    planFileText(plan).replace('{', '{"signature":{"algorithm":"none"},'),
    '"signature" is none of Ed25519',
  ],
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
  [
    'a name elsewhere',
    odd({}, { owner: 'www.example.net.' }),
    'by which www.example.net. A is changed, which is not in the zone',
  ],
  [
    'a list without end',
    `{"format":"dnsctl-plan","plan":{"version":2,"zones":${'['.repeat(100_000)}${']'.repeat(100_000)}}}`,
    'it is nested too deep',
  ],
])('%s is refused', (_title, text, message) => {
  expect(() => readBack(text)).toThrow(message)
  expect(() => readBack(text)).toThrow('plan-file-invalid')
})

test('its digest is the same before and after', () => {
  expect(planDigest(readBack(planFileText(plan)))).toBe(planDigest(plan))
})

const refusalOf = (text: string, more: Partial<PlanFileTerms> = {}): string => {
  try {
    readBack(text, more)
    return 'taken'
  } catch (error) {
    return error instanceof DnsctlError ? error.message : String(error)
  }
}

const { privateKey, publicKey } = generateKeyPairSync('ed25519')
const others = generateKeyPairSync('ed25519')
const signed = planFileText(plan, privateKey)

test.each<[string, string, Partial<PlanFileTerms>, string]>([
  ['edited by hand', planFileText(plan).replace('192.0.2.1', '192.0.2.9'), {}, 'plan-tampered: '],
  ['made broken', planFileText(plan).replace('192.0.2.1', '192.0.2.999'), {}, 'plan-tampered: '],
  [
    'with another key first',
    planFileText(plan).replace('"tool"', '"tool": "9", "tool"'),
    {},
    'plan-tampered: ',
  ],
  ['in other spelling', planFileText(plan).replace('"date"', '"d\\u0061te"'), {}, 'plan-tampered: '],
  [
    'with a prototype',
    planFileText(plan).replace('"tool"', '"__proto__": {}, "tool"'),
    {},
    'plan-tampered: ',
  ],
  ['unsigned', planFileText(plan), { verifyKey: publicKey }, 'plan-signature: plan.json is not signed; '],
  ['signed', signed, { verifyKey: publicKey }, 'taken'],
  ['signed, and nobody asks', signed, {}, 'taken'],
  [
    'signed by another',
    signed,
    { verifyKey: others.publicKey },
    'plan-signature: plan.json is signed by the key ',
  ],
  [
    'signed by another who says he is not',
    planFileText(plan, others.privateKey).replace(keyId(others.publicKey), keyId(publicKey)),
    { verifyKey: publicKey },
    'plan-signature: plan.json has a signature that is not one of the key ',
  ],
  [
    'with the signature of another plan',
    planFileText({ ...plan, zones: [] }).replace(
      '"plan"',
      `${/"signature": \{[^}]*\},/.exec(signed)![0]} "plan"`,
    ),
    { verifyKey: publicKey },
    'plan-signature: plan.json has a signature that is not one of the key ',
  ],
  [
    'of another version',
    planFileText(plan),
    { tool: '0.2.0' },
    'plan-foreign: plan.json was made by dnsctl 0.1.0; this is dnsctl 0.2.0',
  ],
  [
    'of other settings',
    planFileText(plan),
    { configuration: 'd1'.repeat(32) },
    'plan-foreign: plan.json was made with other settings (c0c0c0c0c0c0) than those here (d1d1d1d1d1d1)',
  ],
  [
    'for a provider that is not there',
    planFileText(plan),
    { providers: ['aws'] },
    'plan-foreign: plan.json is for the provider "local"; configured are: aws',
  ],
  [
    'at the moment it expires',
    planFileText(plan),
    { now: Date.UTC(2026, 0, 8) },
    'plan-expired: plan.json expired at 2026-01-08T00:00:00.000Z',
  ],
  ['a moment before', planFileText(plan), { now: Date.UTC(2026, 0, 8) - 1 }, 'taken'],
  [
    'that expires on no day',
    planFileText({ ...plan, expires: '2026-99-01T00:00:00.000Z' }),
    {},
    'plan-expired: ',
  ],
  ['as old as it may be', planFileText(plan), { maxAgeMs: 86_400_000 }, 'taken'],
  [
    'older than it may be',
    planFileText(plan),
    { maxAgeMs: 86_399_999 },
    'plan-expired: plan.json was made at 2026-01-01T00:00:00.000Z, which is longer ago than --max-age allows',
  ],
  [
    'with all of it, signature first',
    planFileText(plan),
    { verifyKey: publicKey, tool: '2', now: Date.UTC(2027, 0) },
    'plan-signature: ',
  ],
  ['foreign and expired', planFileText(plan), { tool: '2', now: Date.UTC(2027, 0) }, 'plan-foreign: '],
])('a plan %s', (_what, text, more, message) => {
  expect(refusalOf(text, more)).toMatch(new RegExp(`^${message.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}`))
})

test('what was made elsewhere is shown nonetheless, and what was altered is not', () => {
  expect(readPlanToShow(planFileText({ ...plan, tool: '7' }), 'plan.json')).toMatchObject({ tool: '7' })
  expect(() => readPlanToShow(planFileText(plan).replace('192.0.2.1', '192.0.2.9'), 'p')).toThrow(
    'plan-tampered',
  )
})

/** What refuses a plan file; a wrong one must be refused by one of these, and never by anything else. */
const refusals = /^plan-(?:file-invalid|tampered|signature): /

test('no octet of a plan file can be altered, but for spacing', () => {
  const octets = Buffer.from(signed)
  const mutation = fc.record({
    at: fc.nat(octets.length - 1),
    to: fc.oneof(fc.integer({ min: 0, max: 255 }), fc.constantFrom(...Buffer.from(' \n"{}[],:\\0'))),
    how: fc.constantFrom('replace', 'insert', 'delete', 'cut'),
  })
  fc.assert(
    fc.property(mutation, ({ at, to, how }) => {
      const rest = how === 'insert' ? octets.subarray(at) : octets.subarray(at + 1)
      const middle = how === 'replace' || how === 'insert' ? [to] : []
      const parts = [octets.subarray(0, at), Buffer.from(middle), how === 'cut' ? Buffer.of() : rest]
      const result = refusalOf(Buffer.concat(parts).toString(), { verifyKey: publicKey })
      if (result === 'taken') expect(readBack(Buffer.concat(parts).toString())).toEqual(plan)
      else expect(result).toMatch(refusals)
    }),
    { numRuns: 1500 },
  )
})

test('no value of a plan file can be altered', () => {
  const paths = leavesOf(JSON.parse(signed))
  const value = fc.oneof(fc.jsonValue(), fc.constantFrom(0, 1, '', 'a', null, true, [], {}))
  fc.assert(
    fc.property(fc.constantFrom(...paths), value, (path, to) => {
      const content = JSON.parse(signed)
      const parent = path.slice(0, -1).reduce((at, key) => at[key], content)
      const key = path.at(-1)!
      fc.pre(JSON.stringify(parent[key]) !== JSON.stringify(to))
      parent[key] = to
      expect(refusalOf(JSON.stringify(content), { verifyKey: publicKey })).toMatch(refusals)
    }),
    { numRuns: 500 },
  )
})

/** The paths of all values, objects and lists among them. */
function leavesOf(value: unknown, path: string[] = []): string[][] {
  const own = path.length > 0 ? [path] : []
  if (typeof value !== 'object' || value === null) return own
  return [...own, ...Object.entries(value).flatMap(([key, member]) => leavesOf(member, [...path, key]))]
}
