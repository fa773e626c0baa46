// What the views of plans have in common: guards, whole zones, clock times, drift, and the limit of a comment.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { problem } from '../../../src/base/errors.ts'
import { colorsFor } from '../../../src/cli/colors.ts'
import { planGithub } from '../../../src/cli/views/plan-github.ts'
import { planHtml } from '../../../src/cli/views/plan-html.ts'
import { planJson } from '../../../src/cli/views/plan-json.ts'
import { planMarkdown } from '../../../src/cli/views/plan-markdown.ts'
import { cachedText } from '../../../src/cli/views/plan-sums.ts'
import { planText } from '../../../src/cli/views/plan-text.ts'
import { parseName } from '../../../src/dns/name.ts'
import type { PlannedZones } from '../../../src/operations/plan-zones.ts'
import type { Change, ZonePlan } from '../../../src/plan/plan.ts'
import { origin, rrset } from '../../plan/rrsets.ts'

const still: ZonePlan = {
  zone: origin,
  provider: 'local',
  createsZone: false,
  serial: 'increment',
  fingerprint: 'ab',
  existing: 9,
  ignored: 0,
  unmanaged: [],
  changes: [],
  cachedFor: 0,
  safety: [],
  warnings: [],
}
const [www, old, api] = [
  rrset('www 60 A 192.0.2.1'),
  rrset('old 60 A 192.0.2.2'),
  rrset('api 60 A 192.0.2.3'),
]
const changes: readonly Change[] = [
  {
    action: 'update',
    owner: www.owner,
    type: 'A',
    before: www,
    after: { ...www, ttl: 300, rdatas: old.rdatas },
  },
  { action: 'create', owner: api.owner, type: 'A', after: api },
  { action: 'delete', owner: old.owner, type: 'A', before: old },
]
const planned = (...zones: Partial<ZonePlan>[]): PlannedZones => ({
  plan: {
    version: 2,
    created: '2026-01-01T13:05:30.000Z',
    tool: '0.1.0',
    configuration: '0'.repeat(64),
    zones: zones.map(zone => ({ ...still, ...zone })),
  },
  problems: [],
})
const plain = colorsFor(false)
const drift = { purpose: 'drift' } as const

describe('drift', () => {
  const found = planned(
    { changes, cachedFor: 60, safety: [{ guard: 'deletes', message: 'deletes 1 of 2' }] },
    { zone: parseName('example.org.'), createsZone: true },
  )

  test('text says who has what, and nothing of applying', () => {
    expect(planText(found.plan, plain, drift)).toMatchInlineSnapshot(`
      "example.com. at local
        ~ www A, TTL 1m at the provider, 5m in the file
            - 192.0.2.1
            + 192.0.2.2
        + api A, TTL 1m: the provider does not have it
            + 192.0.2.3
        - old A, TTL 1m: the file does not have it
            - 192.0.2.2

      example.org. at local (the provider does not have the zone)
        + the zone itself

      "-" is what the provider has, "+" what the file says
      Drift: 3 RRsets differ in 2 zones; 1 zone not at the provider"
    `)
  })

  test('Markdown has a mark of its own', () => {
    const text = planMarkdown(found, drift)
    expect(text).toMatch(/^<!-- dnsctl-drift -->\n\n### DNS drift: 3 RRsets differ in 2 zones; /)
    expect(text).toContain('<summary>example.com. at local: 3 RRsets differ</summary>')
    expect(text).toContain('"-" is what the provider has')
    expect(text).not.toMatch(/dnsctl-plan|--force|resolvers may/)
  })

  test('HTML and GitHub', () => {
    expect(planHtml(found, drift)).toContain('<h1>Drift: 3 RRsets differ in 2 zones; ')
    expect(planHtml(found, drift)).not.toMatch(/--force|resolvers may/)
    expect(planGithub(found, drift)).toBe(
      '::notice title=DNS drift::Drift: 3 RRsets differ in 2 zones; 1 zone not at the provider',
    )
  })

  test.each<[string, PlannedZones, string]>([
    ['none', planned({}), 'No drift: 1 zone as its file says'],
    ['one RRset', planned({ changes: changes.slice(1, 2) }), 'Drift: 1 RRset differs in 1 zone'],
    ['no zone', planned(), 'Nothing selected'],
    [
      'a zone that could not be read',
      { ...planned(), unplanned: [origin] },
      'Nothing compared; 1 zone could not be compared',
    ],
  ])('%s', (_what, zones, summary) => {
    const { plan, unplanned = [] } = zones
    expect(
      planText(plan, plain, { ...drift, unplanned })
        .split('\n')
        .at(-1),
    ).toBe(summary)
  })
})

test('zones that could not be planned are counted', () => {
  const { plan } = planned({ changes })
  const unplanned = [parseName('example.org.'), parseName('example.net.')]
  expect(planText(plan, plain, { unplanned }).split('\n').at(-1)).toBe(
    'Plan: 1 to create, 1 to update, 1 to delete in 1 zone; 2 zones could not be planned',
  )
  expect(planJson({ plan, problems: [], unplanned }).unplanned).toEqual(['example.org.', 'example.net.'])
})

test('a zone that is deleted as a whole is told in every view', () => {
  const gone = planned({ deletesZone: true })
  expect(planText(gone.plan, plain)).toBe(
    [
      'example.com. at local (the zone is deleted)',
      '  - the zone itself',
      '',
      'Plan: 0 to create, 0 to update, 0 to delete in 1 zone; 1 zone to delete as a whole',
    ].join('\n'),
  )
  expect(planMarkdown(gone)).toContain('\n@@ - the zone itself @@\n')
  expect(planHtml(gone)).toContain('<b class="removed">- the zone itself</b>')
  expect(planGithub(gone)).toContain('1 zone to delete as a whole')
  expect(planJson(gone).zones[0]).toMatchObject({ deletesZone: true })
})

test('GitHub gets problems and warnings with their places, findings, and the sum; no text ends a command', () => {
  const { plan } = planned({
    changes,
    safety: [{ guard: 'deletes', message: 'deletes 1 of 2 RRsets (50 %)' }],
    warnings: [problem('plan-ttl-raised', 'a\nb', { file: 'zones/a,b.yaml', line: 3, column: 5 })],
  })
  expect(planGithub({ plan, problems: [problem('zone-locked', '100 %')] }).split('\n')).toEqual([
    '::error title=zone-locked::100 %25',
    '::warning file=zones/a%2Cb.yaml,line=3,col=5,title=plan-ttl-raised::a%0Ab',
    '::warning title=held back by a guard::example.com. at local: deletes: deletes 1 of 2 RRsets (50 %25); --force=deletes applies it',
    '::notice title=DNS plan::Plan: 1 to create, 1 to update, 1 to delete in 1 zone',
  ])
})

test.each<[number, string, string]>([
  [3600, '2026-01-01T13:05:00.000Z', 'up to 1h, until 14:05 UTC if applied now'],
  [3600, '2026-01-01T13:05:00.001Z', 'up to 1h, until 14:06 UTC if applied now'],
  [86_400, '2026-01-01T13:05:00.000Z', 'up to 1d, until 2026-01-02 13:05 UTC if applied now'],
  [60, '2026-12-31T23:59:00.000Z', 'up to 1m, until 2027-01-01 00:00 UTC if applied now'],
])('%i seconds from %s', (cachedFor, now, text) => {
  expect(cachedText({ ...still, cachedFor }, { now: Date.parse(now) })).toBe(
    `resolvers may serve the old answer for ${text}`,
  )
})

test('JSON says until when', () => {
  expect(planJson(planned({ changes, cachedFor: 60 })).zones[0]).toMatchObject({
    cachedFor: 60,
    cachedUntil: '2026-01-01T13:06:30.000Z',
  })
  expect(planJson(planned({})).zones[0]).not.toHaveProperty('cachedUntil')
})

describe('a comment', () => {
  const letters = fc.constantFrom(
    'a',
    '`',
    '```',
    '`````',
    '<b>',
    '</details>',
    '-->',
    '🧭',
    'é',
    '\n',
    '&',
    '"',
  )
  const short = fc.array(letters, { minLength: 1, maxLength: 12 }).map(parts => parts.join(''))
  const text = fc.tuple(short, fc.constantFrom(1, 20, 1500)).map(([part, times]) => part.repeat(times))
  const changeTo = (value: string): Change => {
    const after = { ...rrset('api 60 TXT "x"'), rdatas: [value] as unknown as typeof api.rdatas }
    return { action: 'create', owner: after.owner, type: 'TXT', after }
  }
  const zone = fc.record({
    zone: fc.constant(origin),
    provider: text,
    changes: fc.oneof(
      fc.array(text.map(changeTo), { maxLength: 8 }),
      short.map(value => Array.from({ length: 1500 }, () => changeTo(value))),
    ),
    cachedFor: fc.constantFrom(0, 3600),
    safety: fc.array(fc.record({ guard: fc.constant('deletes' as const), message: text }), { maxLength: 3 }),
    warnings: fc.array(
      text.map(message => problem('plan-ttl-raised', message)),
      { maxLength: 3 },
    ),
  })

  test('fits, closes all that it opens, and counts what it leaves out', () => {
    fc.assert(
      fc.property(fc.array(zone, { maxLength: 5 }), zones => {
        const made = planned(...zones)
        const comment = planMarkdown(made, { now: 0 })
        expect(Buffer.byteLength(comment)).toBeLessThanOrEqual(65_536)
        const { shown, open } = blocksOf(comment)
        expect(open).toBe(0)
        const leftOut = Number(/^(\d+) items? left out: /m.exec(comment)?.[1] ?? 0)
        const all = zones.reduce(
          (sum, one) => sum + one.changes.length + one.safety.length + one.warnings.length,
          0,
        )
        expect(shown + leftOut).toBe(all)
      }),
      { numRuns: 40 },
    )
  })

  /** Reads blocks as GitHub does: a fence ends with one as long, and what is in it is text. */
  function blocksOf(comment: string): { shown: number; open: number } {
    let [fence, isDiff, shown, open] = ['', false, 0, 0]
    for (const line of comment.split('\n')) {
      if (fence !== '') {
        if (/^`+$/.test(line) && line.length >= fence.length) fence = ''
        else if (!isDiff || line.startsWith('@@ ')) shown++
        continue
      }
      const [, opening, language] = /^(`{3,})(\w+)$/.exec(line) ?? []
      if (opening !== undefined) [fence, isDiff] = [opening, language === 'diff']
      else if (/^<details open><summary>[^<>]*<\/summary>$/.test(line)) open++
      else if (line === '</details>') open--
      else
        expect(line).toMatch(/^(?:<!-- dnsctl-plan -->|### DNS .*|resolvers may .*|\d+ items? left out.*|)$/)
    }
    return { shown, open: open + (fence === '' ? 0 : 1) }
  }
})
