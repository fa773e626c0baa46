// The lock is a record of the zone, and nothing that plans and readers see.
import { describe, expect, it, test } from 'vitest'
import { Zone } from '../../../../src/dns/zone.ts'
import { heldForm } from '../../../../src/providers/route53/held-form/held-form.ts'
import { route53 } from '../../../../src/providers/route53/index.ts'
import { lockSetOf } from '../../../../src/providers/route53/lease/lock-record.ts'
import { change, create, creation, held, ns, origin, rrset } from '../../contract/notation.ts'
import { settingsOf } from '../fake-zones.ts'
import { apply, lockOf, useFaultPlace } from '../fault-place.ts'
import { leasedAccount, leaseRecord, zone } from '../lease-fixture.ts'

const place = useFaultPlace()
const mine = rrset('_dnsctl-lock', 'TXT', '"mine"')

describe('the lock of a zone', () => {
  it('is not read, not counted and not deleted while it is ours', async () => {
    const provider = place.open()
    await apply(provider, creation([ns]))
    const before = await held(provider)
    await provider.withLease(origin, { purpose: 'apply', waitMs: 0 }, async () => {
      expect(place.endpoint.store.rrset(origin, lockOf(origin), 'TXT')).toBeDefined()
      expect(await held(provider)).toEqual(before)
      expect((await provider.readRRsets(origin, [mine])).get(mine.owner, 'TXT')).toBeUndefined()
      expect(await provider.findZone(origin)).toMatchObject({ rrsets: before.length })
    })
    expect(place.endpoint.store.rrset(origin, lockOf(origin), 'TXT')).toBeUndefined()
    await provider.close()
  })

  it.each(['TXT', 'CNAME'] as const)('cannot be stated in a zone file, as %s', type => {
    const stated = type === 'TXT' ? mine : rrset('_dnsctl-lock', 'CNAME', 'www.example.com.')
    const file = { zone: new Zone(origin, [ns, stated]), isPrivate: false }
    expect(heldForm(stated, file)).toEqual({
      rrsets: [],
      objections: [
        {
          code: 'route53-record-unsupported',
          why: 'is left out: dnsctl itself keeps the lock of the zone there',
        },
      ],
    })
    expect(heldForm({ ...stated, type: 'A' }, file).objections).toEqual([])
  })

  it('is left alone by a change set that has it', async () => {
    const at = await leasedAccount([])
    const lock = lockSetOf(zone, leaseRecord('ours'))
    await expect(at.apply(at.changeSet(create(mine)))).rejects.toThrow('route53-refused')
    expect(at.account.lock).toEqual(lock)
    const provider = place.open()
    await expect(apply(provider, change({ action: 'delete', ...mine, before: mine }))).rejects.toThrow(
      'plan-stale',
    )
    await provider.close()
  })
})

test.each([
  [settingsOf(), true],
  [settingsOf({ visibility: 'public' }), true],
  [settingsOf({ visibility: 'private' }), false],
  [settingsOf({ vpcs: [{ id: 'vpc-1', region: 'eu-west-1' }] }), false],
  [settingsOf({ endpoint: 'http://127.0.0.1:8053' }), false],
])('whether name servers of %j answer: %s', (settings, expected) => {
  expect(route53.isAnsweredByNameServers!(settings)).toBe(expected)
})
