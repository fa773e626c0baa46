import fc from 'fast-check'
import { expect, test } from 'vitest'
import { canonicalRRset } from '../../src/dns/canonical.ts'
import type { RRset } from '../../src/dns/rrset.ts'
import { Zone } from '../../src/dns/zone.ts'
import { rrsetMatcher } from '../../src/plan/pattern.ts'
import type { Change, ZonePlan } from '../../src/plan/plan.ts'
import { planZone } from '../../src/plan/plan-zone.ts'
import { capable, origin, pagesOf, rrset, zoneOf } from './rrsets.ts'

const nothing = rrsetMatcher([], origin)

function plan(wanted: Zone, held: Zone | undefined, ignore = nothing): Promise<ZonePlan> {
  return planZone({
    wanted,
    serial: 'increment',
    ignore,
    provider: 'test',
    capabilities: capable,
    existing: held && pagesOf(held.rrsets()),
    limits: { maxDeletePercent: 30, maxUpdatePercent: 50, minChanges: 3, protect: nothing, access: [] },
  })
}

const soa = '@ 3600 SOA ns1 hostmaster 1 7200 3600 86400 300'

test('a zone that is not there is created', async () => {
  expect(await plan(zoneOf(['www 60 A 192.0.2.1']), undefined)).toMatchObject({
    createsZone: true,
    fingerprint: '',
    existing: 0,
    changes: [{ action: 'create' }],
    cachedFor: 0,
  })
})

test.each<[string, string[], string[], number]>([
  ['nothing changes', ['a 60 A 192.0.2.1'], [soa, 'a 60 A 192.0.2.1'], 0],
  ['a create: the negative TTL', ['a 60 A 192.0.2.1'], [soa], 300],
  ['an update: the old TTL', ['a 60 A 192.0.2.1'], [soa, 'a 900 A 192.0.2.1'], 900],
  ['a delete: the old TTL', [], [soa, 'a 70 A 192.0.2.1'], 70],
])('old answers live on after %s', async (_title, wanted, held, seconds) => {
  expect((await plan(zoneOf(wanted), zoneOf(held))).cachedFor).toBe(seconds)
})

test('a zone that declares what it ignores is an error', async () => {
  const wanted = zoneOf(['x.dev 60 A 192.0.2.1', 'y.dev 60 A 192.0.2.1'])
  await expect(plan(wanted, undefined, rrsetMatcher(['*.dev'], origin))).rejects.toMatchObject({
    problems: [{ code: 'plan-ignored-wanted' }, { code: 'plan-ignored-wanted' }],
  })
})

/** Does to a zone what a provider would. */
function applied(zone: Zone, changes: readonly Change[]): Zone {
  const result = new Zone(zone.origin, zone.rrsets())
  for (const change of changes)
    if (change.action === 'delete') expect(result.delete(change.owner, change.type)).toBe(true)
    else if (change.action === 'create') result.add(change.after)
    else result.replace(change.after)
  return result
}

const contents = (zone: Zone): string[] => [...zone.rrsets()].map(canonicalRRset).sort()

const rrsets: fc.Arbitrary<RRset> = fc
  .record({
    owner: fc.constantFrom('@', 'a', 'b', 'A.b', '*.c', 'sub', 'ns.sub'),
    ttl: fc.constantFrom(60, 300),
    data: fc.constantFrom(
      'A 192.0.2.1',
      'A 192.0.2.2 | 192.0.2.1',
      'AAAA 2001:db8::1',
      'MX 10 a | 20 b',
      'MX 20 B | 10 a',
      'CNAME a',
      'NS ns.sub',
      'TXT "x" "y"',
    ),
  })
  .map(({ owner, ttl, data }) => rrset(`${owner} ${ttl} ${data}`))

const zones: fc.Arbitrary<Zone> = fc
  .uniqueArray(rrsets, { selector: one => `${one.owner.toLowerCase()}/${one.type}`, maxLength: 20 })
  // The apex NS are never deleted, so they are in both zones or nothing could make them equal.
  .map(
    list => new Zone(origin, [...list.filter(one => !(one.type === 'NS' && one.owner === origin)), apexNs]),
  )

const apexNs = rrset('@ 300 NS ns1')

test('applying the changes gives the wanted zone, and planning again gives nothing', async () => {
  await fc.assert(
    fc.asyncProperty(zones, zones, async (wanted, held) => {
      const { changes } = await plan(wanted, held)
      const result = applied(held, changes)
      expect(contents(result)).toEqual(contents(wanted))
      expect((await plan(wanted, result)).changes).toEqual([])
    }),
    { numRuns: 300 },
  )
})

test('the plan does not depend on the order in which the provider gives its RRsets', async () => {
  await fc.assert(
    fc.asyncProperty(zones, zones, async (wanted, held) => {
      const reversed = new Zone(origin, [...held.rrsets()].reverse())
      expect(await plan(wanted, reversed)).toEqual(await plan(wanted, held))
    }),
    { numRuns: 100 },
  )
})
