// Health checks and networks that changes need.
import { beforeEach, describe, expect, test } from 'vitest'
import { DnsctlError } from '../../../src/base/errors.ts'
import type { HealthCheck, ProbeCheck, RoutedSet } from '../../../src/dns/routing.ts'
import type { RRset } from '../../../src/dns/rrset.ts'
import type { Change } from '../../../src/plan/plan.ts'
import type { HealthConfig } from '../../../src/route53/health-config.ts'
import { create, remove, rrset, update } from '../contract/notation.ts'
import { type LeasedAccount, leasedAccount, recordSet } from './lease-fixture.ts'

let at: LeasedAccount
beforeEach(async () => {
  at = await leasedAccount([])
})

const apply = (...changes: Change[]) => at.apply(at.changeSet(...changes))
const failed = async (...changes: Change[]): Promise<DnsctlError> => {
  const error = await apply(...changes).catch(thrown => thrown)
  expect(error).toBeInstanceOf(DnsctlError)
  return error
}
const valuesOf = (name: string, type: string) =>
  at.account.sets
    .filter(set => set.Name === `${name}${name && '.'}example.com.` && set.Type === type)
    .flatMap(({ ResourceRecords = [] }) => ResourceRecords.map(({ Value }) => Value))

const check: ProbeCheck = {
  type: 'https',
  name: 'shop',
  host: 'shop.example.com',
  path: '/healthz',
  interval: 30,
  timeout: 5,
  failures: 3,
  successes: 3,
}
const weighted = (owner: string, health: HealthCheck | undefined, weight = 10): RRset => {
  const { rdatas, ...rest } = rrset(owner, 'A', '192.0.2.30')
  const sets: RoutedSet[] = [
    { id: 'blue', weight, rdatas, ...(health && { health }) },
    { id: 'green', weight: 10, rdatas },
  ]
  return { ...rest, rdatas: [], policy: { kind: 'weighted', sets } }
}
const idsOf = (name: string) =>
  at.account.sets.filter(set => set.Name === `${name}.example.com.`).map(({ HealthCheckId }) => HealthCheckId)

describe('health checks', () => {
  const shop = weighted('shop', check)
  const moved = weighted('shop', { ...check, path: '/other' })
  const slower = weighted('shop', { ...check, interval: 10 })

  test('are created before what refers to them, and tagged', async () => {
    await apply(create(shop))
    const [id] = [...at.account.checks.keys()]
    expect(idsOf('shop')).toEqual([id, undefined])
    expect(Object.fromEntries(at.account.tags.get(id!)!)).toEqual({
      Name: 'shop of example.com.',
      'dnsctl:health': 'shop',
      'dnsctl:zone': 'Z1',
    })
    expect(await at.moved(at.changeSet(remove(shop)))).toEqual([])
  })

  test('have a name in the console that tags can take', async () => {
    await apply(create(weighted('shop', { ...check, name: 'shop (old), "x"' })))
    const [tags] = at.account.tags.values()
    expect(tags!.get('Name')).toBe('shop _old__ _x_ of example.com.')
    expect(tags!.get('dnsctl:health')).toBe('shop (old), "x"')
  })

  test('are shared, and left alone where only records change', async () => {
    await apply(create(shop), create(weighted('shop2', check)))
    await apply(update(shop, weighted('shop', check, 77)))
    expect(at.account.checks.size).toBe(1)
    expect(at.account.count('UpdateHealthCheck')).toBe(0)
    const last = at.account.requests.findLast(({ operation }) => operation === 'ChangeResourceRecordSets')
    expect((last!.input as never as { ChangeBatch: { Changes: unknown[] } }).ChangeBatch.Changes.length).toBe(
      4,
    )
  })

  test('are updated in place if all who refer to them change alike', async () => {
    await apply(create(shop))
    await apply(update(shop, moved))
    expect([...at.account.checks.values()]).toMatchObject([
      { version: 2, config: { ResourcePath: '/other' } },
    ])
    expect(at.account.count('ChangeResourceRecordSets')).toBe(1)
    expect(await at.moved(at.changeSet(remove(moved)))).toEqual([])
  })

  test.each<[string, Partial<HealthConfig>]>([
    ['disabled', { Disabled: true }],
    ['kept to some regions', { Regions: ['eu-west-1', 'us-east-1', 'us-west-2'] }],
  ])('that somebody has %s are put right again', async (_what, altered) => {
    await apply(create(shop))
    const id = idsOf('shop')[0]!
    const held = at.account.checks.get(id)!
    at.account.checks.set(id, { ...held, config: { ...held.config, ...altered } })
    const found = weighted('shop', { type: 'reference', id })
    await apply(update(found, shop))
    expect(at.account.checks.size).toBe(1)
    expect(await at.moved(at.changeSet(remove(shop)))).toEqual([])
  })

  test('are replaced if others need them as they are', async () => {
    await apply(create(shop), create(weighted('shop2', check)))
    await apply(update(shop, moved))
    expect(at.account.checks.size).toBe(2)
    expect(idsOf('shop')[0]).not.toBe(idsOf('shop2')[0])
  })

  test('are replaced in a safe order where they cannot be updated', async () => {
    await apply(create(shop))
    const [old] = idsOf('shop')
    const before = at.account.requests.length
    await apply(update(shop, slower))
    expect(at.account.checks.size).toBe(1)
    expect(at.account.checks.has(old!)).toBe(false)
    const writes = at.account.requests.slice(before).map(({ operation }) => operation)
    expect(writes.filter(operation => !/^List|^GetHealth/.test(operation))).toEqual([
      'CreateHealthCheck',
      'ChangeTagsForResource',
      'ChangeResourceRecordSets',
      'GetChange',
      'DeleteHealthCheck',
    ])
  })

  test('go with the last record', async () => {
    const other = weighted('shop2', check)
    await apply(create(shop), create(other))
    await apply(remove(shop))
    expect(at.account.checks.size).toBe(1)
    await apply(remove(other))
    expect(at.account.checks.size).toBe(0)
  })

  test('stay while it is not certain that nobody is sent to them', async () => {
    await apply(create(shop))
    at.account.pending.set(`C${Number(at.account.checks.keys().next().value!.slice(6)) + 2}`, 1000)
    const { problems } = await apply(remove(shop))
    expect(problems).toMatchObject([{ code: 'route53-not-in-sync' }])
    expect(at.account.checks.size).toBe(1)
  })

  test('that are not ours are never touched', async () => {
    const config = { Type: 'HTTPS', FullyQualifiedDomainName: 'shop.example.com', RequestInterval: 30 }
    at.account.checks.set('theirs', { config, version: 1, reference: 'x' })
    const theirs = weighted('shop', { type: 'reference', id: 'theirs' })
    await apply(create(theirs))
    await apply(update(theirs, shop))
    await apply(remove(shop))
    expect([...at.account.checks]).toEqual([['theirs', { config, version: 1, reference: 'x' }]])
  })

  test('that sum up others come after them and go before them', async () => {
    const sum: HealthCheck = {
      type: 'calculated',
      name: 'all',
      healthy: 1,
      checks: [check, { ...check, name: 'two' }],
    }
    const summed = weighted('shop', sum)
    await apply(create(summed))
    expect([...at.account.checks.values()].map(({ config }) => config.Type)).toEqual([
      'HTTPS',
      'HTTPS',
      'CALCULATED',
    ])
    const [one] = at.account.checks.keys()
    await apply(
      update(
        summed,
        weighted('shop', {
          ...sum,
          checks: [
            { ...check, path: '/x' },
            { ...check, name: 'two' },
          ],
        }),
      ),
    )
    expect(at.account.checks.get(one!)!.config.ResourcePath).toBe('/x')
    expect(at.account.checks.size).toBe(3)
    await apply(
      remove(
        weighted('shop', {
          ...sum,
          checks: [
            { ...check, path: '/x' },
            { ...check, name: 'two' },
          ],
        }),
      ),
    )
    expect(at.account.checks.size).toBe(0)
  })

  test('are taken back if the records cannot be changed', async () => {
    at.account.meet('ChangeResourceRecordSets', () => {
      at.account.sets = [...at.account.sets, recordSet('shop', 'A', '192.0.2.99')]
    })
    expect((await failed(create(shop))).code).toBe('plan-stale')
    expect(at.account.checks.size).toBe(0)
  })

  test('are created anew where their reference is used up', async () => {
    await apply(create(shop))
    await apply(update(shop, moved))
    await apply(create(weighted('shop2', check)))
    expect(at.account.checks.size).toBe(2)
    expect([...at.account.checks.values()].every(({ reference }) => reference.length <= 64)).toBe(true)
  })

  test('that somebody else has just changed are not overwritten', async () => {
    await apply(create(shop))
    at.account.meet('UpdateHealthCheck', () => {
      const [id, found] = [...at.account.checks][0]!
      at.account.checks.set(id, {
        ...found,
        version: 2,
        config: { ...found.config, ResourcePath: '/theirs' },
      })
    })
    await failed(update(shop, moved))
    expect([...at.account.checks.values()][0]!.config.ResourcePath).toBe('/theirs')
  })
})

describe('networks', () => {
  const routed = (owner: string, networks: readonly string[], value = '192.0.2.30'): RRset => {
    const { rdatas, ...rest } = rrset(owner, 'A', value)
    const sets: RoutedSet[] = [
      { id: 'office', networks, rdatas },
      { id: 'rest', networks: ['*'], rdatas },
    ]
    return { ...rest, rdatas: [], policy: { kind: 'ip', sets } }
  }
  const office = ['198.51.100.0/24', '2001:db8::/48']

  test('are put into a collection that RRsets share', async () => {
    await apply(create(routed('x', office)), create(routed('y', [...office].reverse())))
    expect([...at.account.collections.values()]).toMatchObject([{ name: 'dnsctl', version: 2 }])
    const routings = at.account.sets.flatMap(({ CidrRoutingConfig }) => CidrRoutingConfig ?? [])
    expect(new Set(routings.map(({ LocationName }) => LocationName)).size).toBe(2)
    expect(routings.filter(({ LocationName }) => LocationName === '*').length).toBe(2)
    expect(await at.moved(at.changeSet(remove(routed('x', office))))).toEqual([])
  })

  test('that would take others queries go into another collection', async () => {
    await apply(create(routed('x', office)), create(routed('y', ['198.51.100.0/25'])))
    expect([...at.account.collections.values()].map(({ name }) => name)).toEqual(['dnsctl', 'dnsctl-2'])
  })

  test('stay where they are, whoever put them there', async () => {
    at.account.collections.set('theirs', {
      name: 'theirs',
      version: 1,
      blocks: new Map([['198.51.100.0/24', 'hq']]),
    })
    const common = { Name: 'x.example.com.', Type: 'A', TTL: 300, ResourceRecords: [{ Value: '192.0.2.30' }] }
    const routedTo = (LocationName: string) => ({
      CidrRoutingConfig: { CollectionId: 'theirs', LocationName },
    })
    at.account.sets = [
      ...at.account.sets,
      { ...common, SetIdentifier: 'office', ...routedTo('hq') },
      { ...common, SetIdentifier: 'rest', ...routedTo('*') },
    ]
    await apply(update(routed('x', ['198.51.100.0/24']), routed('x', ['198.51.100.0/24'], '192.0.2.31')))
    expect(at.account.collections.size).toBe(1)
    expect(valuesOf('x', 'A')).toEqual(['192.0.2.31', '192.0.2.31'])
  })

  test('are looked at again if others add some at the same time', async () => {
    await apply(create(routed('x', office)))
    at.account.meet('ChangeCidrCollection', () => {
      for (const collection of at.account.collections.values()) collection.version++
    })
    await apply(create(routed('y', ['203.0.113.0/24'])))
    expect([...at.account.collections.values()].map(({ blocks }) => blocks.size)).toEqual([3])
  })
})
