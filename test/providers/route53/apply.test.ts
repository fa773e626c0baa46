import { beforeEach, describe, expect, test } from 'vitest'
import { DnsctlError } from '../../../src/base/errors.ts'
import type { Event } from '../../../src/base/io.ts'
import { parseName } from '../../../src/dns/name.ts'
import type { HealthCheck, ProbeCheck, RoutedSet } from '../../../src/dns/routing.ts'
import type { RRset } from '../../../src/dns/rrset.ts'
import { orderChanges } from '../../../src/plan/order.ts'
import type { Change } from '../../../src/plan/plan.ts'
import { applyChanges, movedAtRoute53 } from '../../../src/providers/route53/apply.ts'
import type { HealthConfig } from '../../../src/route53/health-config.ts'
import type { RecordSet } from '../../../src/route53/record-set.ts'
import { create, remove, rrset, update } from '../contract/notation.ts'
import { type FakeAccount, fakeAccount } from './fake-account.ts'
import { virtualPulse } from './virtual-pulse.ts'

const zone = parseName('example.com.')
const recordSet = (name: string, type: string, ...values: string[]): RecordSet => ({
  Name: `${name}${name && '.'}example.com.`,
  Type: type,
  TTL: 300,
  ResourceRecords: values.map(Value => ({ Value })),
})
const apexNs = recordSet('', 'NS', 'ns-1.awsdns-01.org.', 'ns-2.awsdns-02.net.')
const apexSoa = recordSet(
  '',
  'SOA',
  'ns-1.awsdns-01.org. awsdns-hostmaster.amazon.com. 1 7200 900 1209600 86400',
)
const a = rrset('a', 'A', '192.0.2.1')
const b = rrset('b', 'A', '192.0.2.2')
const c = rrset('c', 'TXT', '"hello"')

let account: FakeAccount
let events: Event[]
let exists: boolean
const pulse = virtualPulse()

beforeEach(() => {
  account = fakeAccount([apexNs, apexSoa, recordSet('a', 'A', '192.0.2.1'), recordSet('b', 'A', '192.0.2.2')])
  events = []
  exists = true
})

const applying = () => ({
  account,
  clock: () => 1_700_000_000_000,
  pulse,
  syncTimeoutMs: 60_000,
  findZone: async () => (exists ? account.zone : undefined),
  createZone: async () => {
    account.sets = [apexNs, apexSoa]
    exists = true
    return account.zone
  },
})
const changeSet = (...changes: Change[]) => ({
  zone,
  createsZone: !exists,
  changes: orderChanges(changes),
  serial: 'increment' as const,
})
const apply = (...changes: Change[]) =>
  applyChanges(applying(), changeSet(...changes), event => events.push(event))
const failed = async (...changes: Change[]): Promise<DnsctlError> => {
  const error = await apply(...changes).catch(thrown => thrown)
  expect(error).toBeInstanceOf(DnsctlError)
  return error
}
const valuesOf = (name: string, type: string) =>
  account.sets
    .filter(set => set.Name === `${name}${name && '.'}example.com.` && set.Type === type)
    .flatMap(({ ResourceRecords = [] }) => ResourceRecords.map(({ Value }) => Value))

describe('changes', () => {
  test('are one batch, and waited for', async () => {
    const longer = { ...a, ttl: 600 }
    const applied = await apply(update(a, longer), remove(b), create(c))
    expect(applied).toEqual({ id: 'C1', problems: [] })
    expect(account.sets.map(({ Name, Type, TTL }) => [Name, Type, TTL])).toEqual([
      ['example.com.', 'NS', 300],
      ['example.com.', 'SOA', 300],
      ['a.example.com.', 'A', 600],
      ['c.example.com.', 'TXT', 300],
    ])
    expect(account.requests.map(({ operation }) => operation)).toEqual([
      'ListResourceRecordSets',
      'ChangeResourceRecordSets',
      'GetChange',
    ])
  })

  test('that are none send nothing', async () => {
    expect(await apply()).toEqual({ problems: [] })
    expect(account.count('ChangeResourceRecordSets')).toBe(0)
  })

  test('delete what is there exactly as it was read', async () => {
    const odd = { ...recordSet('t', 'TXT', '"a"" b"'), Name: 't.example.com.' }
    account.sets = [...account.sets, odd]
    await apply(remove(rrset('t', 'TXT', '"a" " b"')))
    expect(valuesOf('t', 'TXT')).toEqual([])
  })

  test('tell how far they are', async () => {
    await apply(create(c))
    expect(
      events.flatMap(event => (event.kind === 'progress' ? [[event.task, event.done, event.total]] : [])),
    ).toEqual([
      ['changing example.com.', 0, 1],
      ['changing example.com.', 1, 1],
      ['waiting for Route 53’s servers', 1, 1],
    ])
  })

  test('overwrite the NS and the SOA of a zone, with its serial', async () => {
    const ns = rrset('@', 'NS', 'ns-1.awsdns-01.org.', 'ns-2.awsdns-02.net.')
    const soa = rrset(
      '@',
      'SOA',
      'ns-1.awsdns-01.org. awsdns-hostmaster.amazon.com. 7 7200 900 1209600 86400',
    )
    const shorter = rrset(
      '@',
      'SOA',
      'ns-1.awsdns-01.org. awsdns-hostmaster.amazon.com. 9 7200 900 1209600 60',
    )
    await apply(update(ns, rrset('@', 'NS', 'ns1.example.net.')), update(soa, shorter))
    expect(valuesOf('', 'NS')).toEqual(['ns1.example.net.'])
    expect(valuesOf('', 'SOA')).toEqual([
      'ns-1.awsdns-01.org. awsdns-hostmaster.amazon.com. 1 7200 900 1209600 60',
    ])
  })

  test('create a zone', async () => {
    exists = false
    account.sets = []
    await apply(create(rrset('@', 'NS', 'ns1.example.net.')), create(a))
    expect(valuesOf('', 'NS')).toEqual(['ns1.example.net.'])
    expect(valuesOf('a', 'A')).toEqual(['192.0.2.1'])
    expect(account.sets.length).toBe(3)
  })
})

describe('nothing is written', () => {
  test('if something has moved', async () => {
    const error = await failed(update({ ...a, ttl: 1 }, a), create(b), create(c))
    expect(error.problems.map(({ message }) => message)).toEqual([
      'a.example.com. A: the plan saw "1 192.0.2.1", the zone has "300 192.0.2.1"',
      'b.example.com. A: the plan saw nothing, the zone has "300 192.0.2.2"',
    ])
    expect(await movedAtRoute53(applying(), changeSet(create(b)))).toMatchObject([{ code: 'plan-stale' }])
    expect(account.count('ChangeResourceRecordSets')).toBe(0)
  })

  test('if something moves just before the batch', async () => {
    account.meet('ChangeResourceRecordSets', ({ sets }) => {
      account.sets = sets.map(set => (set.Name === 'a.example.com.' ? { ...set, TTL: 5 } : set))
    })
    const error = await failed(update(a, { ...a, ttl: 600 }), create(c))
    expect(error.problems).toMatchObject([
      { code: 'plan-stale', message: expect.stringContaining('has "5 192.0.2.1"') },
    ])
    expect(valuesOf('c', 'TXT')).toEqual([])
  })

  test('if one name is too large', async () => {
    const values = Array.from({ length: 1001 }, (_, i) => `10.0.${i >> 8}.${i & 255}`)
    const error = await failed(create(c), create(rrset('big', 'A', ...values)))
    expect(error.code).toBe('route53-name-too-large')
    expect(error.message).toContain('big.example.com. has 1001 values')
    expect(account.count('ChangeResourceRecordSets')).toBe(0)
  })

  test('if the zone has come or gone', async () => {
    exists = false
    const gone = { ...changeSet(create(c)), createsZone: false }
    await expect(applyChanges(applying(), gone, () => {})).rejects.toThrow('has gone since the plan')
    const come = changeSet(create(c))
    exists = true
    await expect(applyChanges(applying(), come, () => {})).rejects.toThrow('has been created since the plan')
  })
})

const hosts = (count: number) =>
  Array.from({ length: count }, (_, i) => create(rrset(`h${String(i).padStart(4, '0')}`, 'A', '192.0.2.1')))

describe('a lost answer', () => {
  test('is no failure if the batch has landed', async () => {
    account.meet('ChangeResourceRecordSets', 'lost')
    expect(await apply(update(a, { ...a, ttl: 600 }), create(c))).toEqual({ id: 'C2', problems: [] })
    expect(valuesOf('c', 'TXT')).toEqual(['"hello"'])
    const [, later] = account.requests.filter(({ operation }) => operation === 'ChangeResourceRecordSets')
    const same = expect.objectContaining({ Name: 'a.example.com.', TTL: 600 })
    expect(later!.input).toMatchObject({
      ChangeBatch: {
        Changes: [
          { Action: 'DELETE', ResourceRecordSet: same },
          { Action: 'CREATE', ResourceRecordSet: same },
        ],
      },
    })
  })

  test('is no failure if somebody has changed some of it since', async () => {
    account.meet('ChangeResourceRecordSets', 'lost')
    account.meet('ListResourceRecordSets', () => {})
    account.meet('ListResourceRecordSets', () => {
      account.sets = account.sets.map(set => (set.Type === 'TXT' ? { ...set, TTL: 5 } : set))
    })
    expect(await apply(update(a, { ...a, ttl: 600 }), create(c))).toMatchObject({ id: 'C2', problems: [] })
  })

  test('leaves it open whether deletions are in sync', async () => {
    account.meet('ChangeResourceRecordSets', 'lost')
    expect(await apply(remove(a))).toMatchObject({ problems: [{ code: 'route53-not-in-sync' }] })
    expect(valuesOf('a', 'A')).toEqual([])
  })

  test('is a failure if it has not', async () => {
    account.meet('ChangeResourceRecordSets', 'unreachable')
    expect((await failed(create(c))).code).toBe('route53-unreachable')
  })
})

describe('several batches', () => {
  test('are as few as can be, and one after the other', async () => {
    const applied = await apply(...hosts(2500))
    expect(applied.id).toBe('C1,C2,C3')
    expect(account.sets.length).toBe(2504)
    expect(account.count('ChangeResourceRecordSets')).toBe(3)
  })

  test('that fail on the way say what is in place', async () => {
    account.meet('ChangeResourceRecordSets', () => {})
    account.meet('ChangeResourceRecordSets', 'unreachable')
    const error = await failed(...hosts(1002))
    expect(error.problems.map(({ code }) => code)).toEqual(['apply-partial', 'route53-unreachable'])
    expect(error.message).toContain('1000 of 1002 changes are in place: create h0000.example.com. A, ')
    expect(error.message).toContain('not in place: create h1000.example.com. A, create h1001.example.com. A')
  })

  test('that meet drift on the way say what has moved', async () => {
    account.meet('ChangeResourceRecordSets', () => {})
    account.meet('ChangeResourceRecordSets', ({ sets }) => {
      account.sets = [...sets, recordSet('h1001', 'A', '203.0.113.9')]
    })
    const error = await failed(...hosts(1002))
    expect(error.problems.map(({ code }) => code)).toEqual(['apply-partial', 'plan-stale'])
    expect(error.problems[1]!.message).toContain('h1001.example.com. A: the plan saw nothing')
  })

  test('of a new zone say that it is created', async () => {
    exists = false
    account.meet('ChangeResourceRecordSets', 'unreachable')
    const error = await failed(create(a))
    expect(error.problems.map(({ code }) => code)).toEqual(['apply-partial', 'route53-unreachable'])
    expect(error.message).toContain('the zone example.com. is created')
  })
})

test('what is not in sync in time is told', async () => {
  account.pending.set('C1', 1000)
  const applied = await apply(create(c))
  expect(applied).toMatchObject({
    id: 'C1',
    problems: [{ code: 'route53-not-in-sync', severity: 'warning' }],
  })
  expect(pulse.slept.slice(0, 4)).toEqual([1000, 1500, 2250, 3375])
  expect(pulse.slept.reduce((sum, ms) => sum + ms, 0)).toBeLessThan(60_000)
})

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
  account.sets.filter(set => set.Name === `${name}.example.com.`).map(({ HealthCheckId }) => HealthCheckId)

describe('health checks', () => {
  const shop = weighted('shop', check)
  const moved = weighted('shop', { ...check, path: '/other' })
  const slower = weighted('shop', { ...check, interval: 10 })

  test('are created before what refers to them, and tagged', async () => {
    await apply(create(shop))
    const [id] = [...account.checks.keys()]
    expect(idsOf('shop')).toEqual([id, undefined])
    expect(Object.fromEntries(account.tags.get(id!)!)).toEqual({
      Name: 'shop of example.com.',
      'dnsctl:health': 'shop',
      'dnsctl:zone': 'Z1',
    })
    expect(await movedAtRoute53(applying(), changeSet(remove(shop)))).toEqual([])
  })

  test('have a name in the console that tags can take', async () => {
    await apply(create(weighted('shop', { ...check, name: 'shop (old), "x"' })))
    const [tags] = account.tags.values()
    expect(tags!.get('Name')).toBe('shop _old__ _x_ of example.com.')
    expect(tags!.get('dnsctl:health')).toBe('shop (old), "x"')
  })

  test('are shared, and left alone where only records change', async () => {
    await apply(create(shop), create(weighted('shop2', check)))
    await apply(update(shop, weighted('shop', check, 77)))
    expect(account.checks.size).toBe(1)
    expect(account.count('UpdateHealthCheck')).toBe(0)
    const last = account.requests.findLast(({ operation }) => operation === 'ChangeResourceRecordSets')
    expect((last!.input as never as { ChangeBatch: { Changes: unknown[] } }).ChangeBatch.Changes.length).toBe(
      2,
    )
  })

  test('are updated in place if all who refer to them change alike', async () => {
    await apply(create(shop))
    await apply(update(shop, moved))
    expect([...account.checks.values()]).toMatchObject([{ version: 2, config: { ResourcePath: '/other' } }])
    expect(account.count('ChangeResourceRecordSets')).toBe(1)
    expect(await movedAtRoute53(applying(), changeSet(remove(moved)))).toEqual([])
  })

  test.each<[string, Partial<HealthConfig>]>([
    ['disabled', { Disabled: true }],
    ['kept to some regions', { Regions: ['eu-west-1', 'us-east-1', 'us-west-2'] }],
  ])('that somebody has %s are put right again', async (_what, altered) => {
    await apply(create(shop))
    const id = idsOf('shop')[0]!
    const held = account.checks.get(id)!
    account.checks.set(id, { ...held, config: { ...held.config, ...altered } })
    const found = weighted('shop', { type: 'reference', id })
    await apply(update(found, shop))
    expect(account.checks.size).toBe(1)
    expect(await movedAtRoute53(applying(), changeSet(remove(shop)))).toEqual([])
  })

  test('are replaced if others need them as they are', async () => {
    await apply(create(shop), create(weighted('shop2', check)))
    await apply(update(shop, moved))
    expect(account.checks.size).toBe(2)
    expect(idsOf('shop')[0]).not.toBe(idsOf('shop2')[0])
  })

  test('are replaced in a safe order where they cannot be updated', async () => {
    await apply(create(shop))
    const [old] = idsOf('shop')
    const before = account.requests.length
    await apply(update(shop, slower))
    expect(account.checks.size).toBe(1)
    expect(account.checks.has(old!)).toBe(false)
    const writes = account.requests.slice(before).map(({ operation }) => operation)
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
    expect(account.checks.size).toBe(1)
    await apply(remove(other))
    expect(account.checks.size).toBe(0)
  })

  test('stay while it is not certain that nobody is sent to them', async () => {
    await apply(create(shop))
    account.pending.set(`C${Number(account.checks.keys().next().value!.slice(6)) + 2}`, 1000)
    const { problems } = await apply(remove(shop))
    expect(problems).toMatchObject([{ code: 'route53-not-in-sync' }])
    expect(account.checks.size).toBe(1)
  })

  test('that are not ours are never touched', async () => {
    const config = { Type: 'HTTPS', FullyQualifiedDomainName: 'shop.example.com', RequestInterval: 30 }
    account.checks.set('theirs', { config, version: 1, reference: 'x' })
    const theirs = weighted('shop', { type: 'reference', id: 'theirs' })
    await apply(create(theirs))
    await apply(update(theirs, shop))
    await apply(remove(shop))
    expect([...account.checks]).toEqual([['theirs', { config, version: 1, reference: 'x' }]])
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
    expect([...account.checks.values()].map(({ config }) => config.Type)).toEqual([
      'HTTPS',
      'HTTPS',
      'CALCULATED',
    ])
    const [one] = account.checks.keys()
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
    expect(account.checks.get(one!)!.config.ResourcePath).toBe('/x')
    expect(account.checks.size).toBe(3)
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
    expect(account.checks.size).toBe(0)
  })

  test('are taken back if the records cannot be changed', async () => {
    account.meet('ChangeResourceRecordSets', () => {
      account.sets = [...account.sets, recordSet('shop', 'A', '192.0.2.99')]
    })
    expect((await failed(create(shop))).code).toBe('plan-stale')
    expect(account.checks.size).toBe(0)
  })

  test('are created anew where their reference is used up', async () => {
    await apply(create(shop))
    await apply(update(shop, moved))
    await apply(create(weighted('shop2', check)))
    expect(account.checks.size).toBe(2)
    expect([...account.checks.values()].every(({ reference }) => reference.length <= 64)).toBe(true)
  })

  test('that somebody else has just changed are not overwritten', async () => {
    await apply(create(shop))
    account.meet('UpdateHealthCheck', () => {
      const [id, found] = [...account.checks][0]!
      account.checks.set(id, { ...found, version: 2, config: { ...found.config, ResourcePath: '/theirs' } })
    })
    await failed(update(shop, moved))
    expect([...account.checks.values()][0]!.config.ResourcePath).toBe('/theirs')
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
    expect([...account.collections.values()]).toMatchObject([{ name: 'dnsctl', version: 2 }])
    const routings = account.sets.flatMap(({ CidrRoutingConfig }) => CidrRoutingConfig ?? [])
    expect(new Set(routings.map(({ LocationName }) => LocationName)).size).toBe(2)
    expect(routings.filter(({ LocationName }) => LocationName === '*').length).toBe(2)
    expect(await movedAtRoute53(applying(), changeSet(remove(routed('x', office))))).toEqual([])
  })

  test('that would take others queries go into another collection', async () => {
    await apply(create(routed('x', office)), create(routed('y', ['198.51.100.0/25'])))
    expect([...account.collections.values()].map(({ name }) => name)).toEqual(['dnsctl', 'dnsctl-2'])
  })

  test('stay where they are, whoever put them there', async () => {
    account.collections.set('theirs', {
      name: 'theirs',
      version: 1,
      blocks: new Map([['198.51.100.0/24', 'hq']]),
    })
    const common = { Name: 'x.example.com.', Type: 'A', TTL: 300, ResourceRecords: [{ Value: '192.0.2.30' }] }
    const at = (LocationName: string) => ({ CidrRoutingConfig: { CollectionId: 'theirs', LocationName } })
    account.sets = [
      ...account.sets,
      { ...common, SetIdentifier: 'office', ...at('hq') },
      { ...common, SetIdentifier: 'rest', ...at('*') },
    ]
    await apply(update(routed('x', ['198.51.100.0/24']), routed('x', ['198.51.100.0/24'], '192.0.2.31')))
    expect(account.collections.size).toBe(1)
    expect(valuesOf('x', 'A')).toEqual(['192.0.2.31', '192.0.2.31'])
  })

  test('are looked at again if others add some at the same time', async () => {
    await apply(create(routed('x', office)))
    account.meet('ChangeCidrCollection', () => {
      for (const collection of account.collections.values()) collection.version++
    })
    await apply(create(routed('y', ['203.0.113.0/24'])))
    expect([...account.collections.values()].map(({ blocks }) => blocks.size)).toEqual([3])
  })
})
