import { expect, test } from 'vitest'
import { problem } from '../../../src/base/errors.ts'
import { colorsFor } from '../../../src/cli/colors.ts'
import { printable } from '../../../src/cli/printable.ts'
import { planHtml } from '../../../src/cli/views/plan-html.ts'
import { planJson } from '../../../src/cli/views/plan-json.ts'
import { planMarkdown } from '../../../src/cli/views/plan-markdown.ts'
import { planText } from '../../../src/cli/views/plan-text.ts'
import { parseName } from '../../../src/dns/name.ts'
import type { AliasTarget, HealthCheck, ProbeCheck, RoutedSet } from '../../../src/dns/routing.ts'
import type { RRset } from '../../../src/dns/rrset.ts'
import type { Change, Plan, ZonePlan } from '../../../src/plan/plan.ts'
import { origin, rrset } from '../../plan/rrsets.ts'

const create = (after: RRset): Change => ({ action: 'create', owner: after.owner, type: after.type, after })
const remove = (before: RRset): Change => ({
  action: 'delete',
  owner: before.owner,
  type: before.type,
  before,
})
const update = (before: RRset, after: RRset): Change => ({
  action: 'update',
  owner: after.owner,
  type: after.type,
  before,
  after,
})

const zone: ZonePlan = {
  zone: origin,
  provider: 'local',
  createsZone: false,
  serial: 'increment',
  fingerprint: 'ab',
  existing: 9,
  ignored: 0,
  unmanaged: [],
  changes: [
    update(rrset('@ 3600 A 192.0.2.1 | 192.0.2.2'), rrset('@ 300 A 192.0.2.2 | 192.0.2.3')),
    create({
      ...rrset('api 60 A 192.0.2.4'),
      annotations: { owner: 'team', reason: 'a\u001b[31m\nb', expires: '2027-01-01' },
    }),
    remove(rrset('old 60 TXT "<b>```</b>"')),
  ],
  cachedFor: 3600,
  safety: [{ guard: 'protected', message: 'deletes old.example.com. TXT, which "old" protects' }],
  warnings: [problem('plan-ttl-raised', 'api has the TTL 1', { file: 'z.yaml', line: 1, column: 2 })],
}
const still: ZonePlan = { ...zone, changes: [], cachedFor: 0, safety: [], warnings: [] }
const planOf = (...zones: ZonePlan[]): Plan => ({
  version: 2,
  created: '2026-01-01T00:00:00.000Z',
  tool: '0.1.0',
  configuration: '0'.repeat(64),
  zones,
})
const plain = colorsFor(false)

test('text', () => {
  expect(planText(planOf(zone, { ...still, provider: 'aws' }), plain)).toMatchInlineSnapshot(`
    "example.com. at local
      ~ @ A, TTL 1h → 5m
            192.0.2.2
          - 192.0.2.1
          + 192.0.2.3
      + api A, TTL 1m
          + 192.0.2.4
          owner: team, reason: a\\u{1b}[31m\\u{a}b, expires: 2027-01-01
      - old TXT, TTL 1m
          - "<b>\`\`\`</b>"
      resolvers may serve the old answer for up to 1h
      ! protected: deletes old.example.com. TXT, which "old" protects; --force=protected applies it
      warning: z.yaml:1:2: plan-ttl-raised: api has the TTL 1

    Plan: 1 to create, 1 to update, 1 to delete in 1 zone"
  `)
})

test.each<[string, ZonePlan[], string]>([
  ['no zone', [], 'Nothing selected'],
  ['one zone', [still], 'Nothing to do: 1 zone as its file says'],
  ['one zone at two providers', [still, still], 'Nothing to do: 1 zone as its file says'],
  [
    'a new zone without records',
    [{ ...still, createsZone: true }],
    'example.com. at local (new zone)\n  + the zone itself\n\nPlan: 0 to create, 0 to update, 0 to delete in 1 zone',
  ],
])('text of %s', (_title, zones, text) => {
  expect(planText(planOf(...zones), plain)).toBe(text)
})

const spf = (include: string): RRset =>
  rrset(`@ 60 TXT "v=spf1 include:_spf.example.net include:${include} ip4:192.0.2.0/24 -all"`)
const longer: ZonePlan = { ...still, changes: [update(spf('a.example.org'), spf('b.example.org'))] }

test('colours, and the words that differ between two long values', () => {
  const lines = planText(planOf(longer), colorsFor(true)).split('\n')
  expect(lines.slice(1, 4)).toMatchInlineSnapshot(`
    [
      "  [33m~[39m @ TXT, TTL 1m",
      "      [31m- "v=spf1 include:_spf.example.net include:[4ma[24m.example.org ip4:192.0.2.0/24 -all"[39m",
      "      [32m+ "v=spf1 include:_spf.example.net include:[4mb[24m.example.org ip4:192.0.2.0/24 -all"[39m",
    ]
  `)
})

test('a routing policy shows each value with its set', () => {
  const policy = (weight: number): RRset => ({
    ...rrset('www 60 A 192.0.2.1'),
    rdatas: [],
    policy: {
      kind: 'weighted',
      sets: [
        {
          id: 'blue',
          weight,
          health: { type: 'reference', id: 'web' },
          rdatas: rrset('www 60 A 192.0.2.1').rdatas,
        },
        { id: 'green', weight: 10, rdatas: rrset('www 60 A 192.0.2.2').rdatas },
      ],
    },
  })
  const text = planText(planOf({ ...still, changes: [update(policy(90), policy(50))] }), plain)
  expect(text).toMatchInlineSnapshot(`
    "example.com. at local
      ~ www A, TTL 1m
            192.0.2.2 [weighted green, weight 10]
          - 192.0.2.1 [weighted blue, weight 90, health web]
          + 192.0.2.1 [weighted blue, weight 50, health web]

    Plan: 0 to create, 1 to update, 0 to delete in 1 zone"
  `)
})

const health = (name: string, more: Partial<ProbeCheck> = {}): ProbeCheck => ({
  type: 'https',
  name,
  host: 'shop.example.com',
  interval: 30,
  timeout: 5,
  failures: 3,
  successes: 3,
  ...more,
})
const to = (target: string, more: Partial<AliasTarget> = {}): { rdatas: []; alias: AliasTarget } => ({
  rdatas: [],
  alias: { target: parseName(target), evaluateHealth: false, ...more },
})
const { rdatas } = rrset('www 60 A 192.0.2.1')
const www = (more: Partial<RRset>): RRset => ({ ...rrset('www 60 A 192.0.2.1'), rdatas: [], ...more })
const multi = (...sets: Partial<RoutedSet>[]): RRset =>
  www({ policy: { kind: 'multivalue', sets: sets.map((set, i) => ({ id: `s${i}`, rdatas, ...set })) } })
const both = (check: ProbeCheck, healthy = 1): HealthCheck => ({
  type: 'calculated',
  name: 'both',
  checks: [check, { type: 'reference', id: '4a0b' }],
  healthy,
})

test.each<[string, Change, string[]]>([
  [
    'a new alias',
    create(www({ ttl: 0, ...to('lb.example.net.', { evaluateHealth: true, hostedZone: 'Z1' }) })),
    ['+ www A', '    + alias → lb.example.net., evaluates its health, in zone Z1'],
  ],
  [
    'an alias in place of values',
    update(www({ rdatas }), www({ ttl: 0, ...to('lb.example.net.') })),
    ['~ www A, TTL 1m → none', '    - 192.0.2.1', '    + alias → lb.example.net.'],
  ],
  [
    'values in place of an alias',
    update(www({ ttl: 0, ...to('lb.example.net.') }), www({ rdatas })),
    ['~ www A, TTL none → 1m', '    - alias → lb.example.net.', '    + 192.0.2.1'],
  ],
  [
    'what an alias says beside its target',
    update(
      www({ ttl: 0, ...to('LB.example.net.') }),
      www({ ttl: 0, ...to('lb.example.net.', { evaluateHealth: true }) }),
    ),
    ['~ www A', '    - alias → LB.example.net.', '    + alias → lb.example.net., evaluates its health'],
  ],
  [
    'an alias that goes',
    remove(www({ ttl: 0, ...to('lb.example.net.') })),
    ['- www A', '    - alias → lb.example.net.'],
  ],
  [
    'all that a set may have',
    create(
      www({
        policy: {
          kind: 'geoproximity',
          sets: [
            { id: 'a', rdatas, coordinates: '1,2', bias: -9, ttl: 30, health: health('web') },
            { id: 'b', ...to('lb.example.net.'), region: 'eu-west-1' },
          ],
        },
      }),
    ),
    [
      '+ www A, TTL 1m',
      '    + 192.0.2.1 [geoproximity a, coordinates 1,2, bias -9, TTL 30s, health web]',
      '    + alias → lb.example.net. [geoproximity b, region eu-west-1]',
    ],
  ],
  [
    'networks',
    create(
      www({
        policy: { kind: 'ip', sets: [{ id: 'a', rdatas, networks: ['192.0.2.0/24', '2001:db8::/32'] }] },
      }),
    ),
    ['+ www A, TTL 1m', '    + 192.0.2.1 [ip a, networks 192.0.2.0/24 2001:db8::/32]'],
  ],
  [
    'the TTL of a set',
    update(multi({}, { ttl: 30 }), multi({}, { ttl: 90 })),
    [
      '~ www A, TTL 1m',
      '      192.0.2.1 [multivalue s0]',
      '    - 192.0.2.1 [multivalue s1, TTL 30s]',
      '    + 192.0.2.1 [multivalue s1, TTL 90s]',
    ],
  ],
  [
    'nothing but the definition of a check',
    update(
      multi({ health: health('web', { contains: 'ok' }) }, { health: health('db') }),
      multi({ health: health('web', { interval: 10, path: '/up' }) }, { health: health('db') }),
    ),
    [
      '~ www A, TTL 1m',
      '      192.0.2.1 [multivalue s1, health db]',
      '    - 192.0.2.1 [multivalue s0, health web (path /, contains "ok", interval 30s)]',
      '    + 192.0.2.1 [multivalue s0, health web (path /up, interval 10s, no contains)]',
    ],
  ],
  [
    'a check within a check',
    update(
      multi({ health: both(health('web')) }),
      multi({ health: both(health('web', { port: 8443, inverted: true }), 2) }),
    ),
    [
      '~ www A, TTL 1m',
      '    - 192.0.2.1 [multivalue s0, health both (healthy 1 of 2, web.port 443, no web.inverted)]',
      '    + 192.0.2.1 [multivalue s0, health both (healthy 2 of 2, web.port 8443, web.inverted yes)]',
    ],
  ],
  [
    'another check',
    update(multi({ health: { type: 'reference', id: '4a0b' } }), multi({ health: health('a\u001b[31m') })),
    [
      '~ www A, TTL 1m',
      '    - 192.0.2.1 [multivalue s0, health 4a0b]',
      '    + 192.0.2.1 [multivalue s0, health a\\u{1b}[31m]',
    ],
  ],
])('a plan tells of %s', (_what, change, expected) => {
  const plan = planOf({ ...still, changes: [change] })
  const lines = planText(plan, plain).split('\n').slice(1, -2)
  expect(lines.map(line => line.slice(2))).toEqual(expected)
  const [removed, added] = ['-', '+'].map(mark =>
    expected.flatMap(line => (line.startsWith(`    ${mark} `) ? [line.slice(6)] : [])),
  )
  const { values } = planJson({ plan, problems: [] }).zones[0]!.changes[0]!
  expect([values.removed.map(printable), values.added.map(printable)]).toEqual([removed, added])
  const others = [planMarkdown({ plan, problems: [] }), planHtml({ plan, problems: [] })]
  for (const text of [...others, ...lines]) expect(text).not.toMatch(/\[object|undefined|\u001b/)
  for (const line of expected.slice(1)) expect(others[0]).toContain(line.slice(4))
})

test('JSON has the images and the values compared', () => {
  const json = planJson({ plan: planOf(zone), problems: [] })
  expect(json.totals).toEqual({ create: 1, update: 1, delete: 1, zones: 1 })
  expect(json.zones[0]!.changes[0]).toMatchObject({
    action: 'update',
    before: { ttl: 3600 },
    after: { ttl: 300 },
    values: { removed: ['192.0.2.1'], kept: ['192.0.2.2'], added: ['192.0.2.3'] },
  })
})

test('Markdown', () => {
  const problems = [problem('zone-locked', 'example.org. is locked')]
  expect(planMarkdown({ plan: planOf(zone, still), problems })).toMatchInlineSnapshot(`
    "<!-- dnsctl-plan -->

    ### DNS plan: 1 to create, 1 to update, 1 to delete in 1 zone

    <details open><summary>Held back by guards</summary>

    \`\`\`text
    example.com. at local: protected: deletes old.example.com. TXT, which "old" protects; --force=protected applies it
    \`\`\`

    </details>

    <details open><summary>Problems</summary>

    \`\`\`text
    zone-locked: example.org. is locked
    z.yaml:1:2: plan-ttl-raised: api has the TTL 1
    \`\`\`

    </details>

    <details open><summary>example.com. at local: 1 to create, 1 to update, 1 to delete</summary>

    \`\`\`\`diff
    @@ ~ @ A, TTL 1h → 5m @@
      192.0.2.2
    - 192.0.2.1
    + 192.0.2.3
    @@ + api A, TTL 1m @@
    + 192.0.2.4
    # owner: team, reason: a\\u{1b}[31m\\u{a}b, expires: 2027-01-01
    @@ - old TXT, TTL 1m @@
    - "<b>\`\`\`</b>"
    \`\`\`\`

    resolvers may serve the old answer for up to 1h

    </details>
    "
  `)
})

test('Markdown stays within what a comment may have, and counts what it leaves out', () => {
  const changes = Array.from({ length: 3000 }, (_, i) => create(rrset(`host${i} 60 A 192.0.2.1`)))
  const zones = ['a', 'b'].map(provider => ({ ...still, provider, changes }))
  const text = planMarkdown({ plan: planOf(...zones), problems: [] })
  expect(text.length).toBeGreaterThan(60_000)
  expect(text.length).toBeLessThanOrEqual(65_536)
  const shown = text.match(/@@ \+/g)!.length
  expect(text).toContain(`${6000 - shown} items left out`)
  expect(text.match(/^```/gm)!.length % 2).toBe(0)
})

test('HTML escapes what it shows', () => {
  const html = planHtml({ plan: planOf(zone, longer), problems: [] })
  expect(html).not.toMatch(/<b>`|\u001b/)
  expect(html).toContain('&#60;b&#62;```&#60;/b&#62;')
  expect(html).toContain('include:<del>a</del>.example.org')
  expect(html).toContain('include:<ins>b</ins>.example.org')
  expect(html.match(/<details/g)!.length).toBe(2)
})

test('what something else manages is a line of each view', () => {
  const managed = { ...still, unmanaged: [{ owner: origin, type: 'A', by: 'traffic policy instance <1>' }] }
  const plan = planOf(managed)
  const line = '@ A stays as it is: traffic policy instance <1> manages it'
  expect(planText(plan, plain).split('\n')).toContain(`  ${line}`)
  expect(planMarkdown({ plan, problems: [] })).toContain(`\nexample.com. at local: ${line}\n`)
  expect(planHtml({ plan, problems: [] })).toContain(`<li>${line.replace('<1>', '&#60;1&#62;')}`)
  expect(planJson({ plan, problems: [] }).zones[0]).toMatchObject({ unmanaged: managed.unmanaged })
})
