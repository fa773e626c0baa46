// What a lease costs: Route 53 allows an account five requests a second.
import { expect, test } from 'vitest'
import { parseName } from '../../../../src/dns/name.ts'
import { change, create, creation, ns, origin, remove, rrset } from '../../contract/notation.ts'
import { apply, useFaultPlace } from '../fault-place.ts'

const place = useFaultPlace()

test('a lease adds a request before an apply and one after it', async () => {
  const provider = place.open()
  const { requests } = place.endpoint
  await apply(provider, creation([ns]))
  const c = rrset('c', 'TXT', 'hello')
  const counted = async (work: () => Promise<unknown>): Promise<readonly string[]> => {
    const before = requests.length
    await work()
    return requests.slice(before)
  }
  // As after a plan, the zone's id is known.
  await provider.findZone(origin)
  expect(await counted(() => apply(provider, change(create(c))))).toEqual([
    'ChangeResourceRecordSets',
    'ListHostedZonesByName',
    'ListResourceRecordSets',
    'ChangeResourceRecordSets',
    'GetChange',
    'ChangeResourceRecordSets',
  ])
  expect(await counted(() => provider.leaseOf(origin))).toEqual(['ListResourceRecordSets'])
  const hosts = Array.from({ length: 10_002 }, (_, i) => create(rrset(`h${i}`, 'A', '192.0.2.1')))
  const sent = await counted(() => apply(provider, change(...hosts)))
  expect(sent.filter(name => name === 'ChangeResourceRecordSets').length).toBe(11 + 2)
  await apply(provider, change(remove(c)))
  await provider.close()
})

test('a zone that is created has its lock in the folder first', async () => {
  const provider = place.open()
  const { requests } = place.endpoint
  const before = requests.length
  const zone = parseName('example.net.')
  await apply(provider, { ...creation([{ ...ns, owner: zone }]), zone })
  expect(requests.slice(before)).toEqual([
    'ListHostedZonesByName',
    'ListHostedZonesByName',
    'ListHostedZonesByName',
    'ListHostedZonesByName',
    'CreateHostedZone',
    'ListHostedZonesByName',
    'ChangeResourceRecordSets',
    'ListResourceRecordSets',
    'ChangeResourceRecordSets',
    'GetChange',
    'ChangeResourceRecordSets',
  ])
  await provider.close()
})
