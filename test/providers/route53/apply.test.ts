import { beforeEach, describe, expect, test } from 'vitest'
import { DnsctlError } from '../../../src/base/errors.ts'
import type { Change } from '../../../src/plan/plan.ts'
import { create, remove, rrset, update } from '../contract/notation.ts'
import { type LeasedAccount, leasedAccount, recordSet } from './lease-fixture.ts'

const a = rrset('a', 'A', '192.0.2.1')
const b = rrset('b', 'A', '192.0.2.2')
const c = rrset('c', 'TXT', '"hello"')

let at: LeasedAccount
beforeEach(async () => {
  at = await leasedAccount([recordSet('a', 'A', '192.0.2.1'), recordSet('b', 'A', '192.0.2.2')])
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

describe('changes', () => {
  test('are one batch, and waited for', async () => {
    const longer = { ...a, ttl: 600 }
    const applied = await apply(update(a, longer), remove(b), create(c))
    expect(applied).toEqual({ id: 'C2', problems: [] })
    expect(at.account.sets.map(({ Name, Type, TTL }) => [Name, Type, TTL])).toEqual([
      ['example.com.', 'NS', 300],
      ['example.com.', 'SOA', 300],
      ['a.example.com.', 'A', 600],
      ['c.example.com.', 'TXT', 300],
    ])
    expect(at.account.requests.map(({ operation }) => operation)).toEqual([
      'ListResourceRecordSets',
      'ChangeResourceRecordSets',
      'GetChange',
    ])
  })

  test('that are none send nothing', async () => {
    expect(await apply()).toEqual({ problems: [] })
    expect(at.account.count('ChangeResourceRecordSets')).toBe(0)
  })

  test('delete what is there exactly as it was read', async () => {
    const odd = { ...recordSet('t', 'TXT', '"a"" b"'), Name: 't.example.com.' }
    at.account.sets = [...at.account.sets, odd]
    await apply(remove(rrset('t', 'TXT', '"a" " b"')))
    expect(valuesOf('t', 'TXT')).toEqual([])
  })

  test('tell how far they are', async () => {
    await apply(create(c))
    expect(
      at.events.flatMap(event => (event.kind === 'progress' ? [[event.task, event.done, event.total]] : [])),
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
    at = await leasedAccount(undefined)
    await apply(create(rrset('@', 'NS', 'ns1.example.net.')), create(a))
    expect(valuesOf('', 'NS')).toEqual(['ns1.example.net.'])
    expect(valuesOf('a', 'A')).toEqual(['192.0.2.1'])
    expect(at.account.sets.length).toBe(3)
  })
})

describe('nothing is written', () => {
  test('if something has moved', async () => {
    const error = await failed(update({ ...a, ttl: 1 }, a), create(b), create(c))
    expect(error.problems.map(({ message }) => message)).toEqual([
      'a.example.com. A: the plan saw "1 192.0.2.1", the zone has "300 192.0.2.1"',
      'b.example.com. A: the plan saw nothing, the zone has "300 192.0.2.2"',
    ])
    expect(await at.moved(at.changeSet(create(b)))).toMatchObject([{ code: 'plan-stale' }])
    expect(at.account.count('ChangeResourceRecordSets')).toBe(0)
  })

  test('if something moves just before the batch', async () => {
    at.account.meet('ChangeResourceRecordSets', ({ sets }) => {
      at.account.sets = sets.map(set => (set.Name === 'a.example.com.' ? { ...set, TTL: 5 } : set))
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
    expect(at.account.count('ChangeResourceRecordSets')).toBe(0)
  })

  test('if the zone has come or gone', async () => {
    await expect(at.apply({ ...at.changeSet(create(c)), createsZone: true })).rejects.toThrow(
      'has been created since the plan',
    )
    at = await leasedAccount(undefined)
    await expect(at.apply({ ...at.changeSet(create(c)), createsZone: false })).rejects.toThrow(
      'has gone since the plan',
    )
  })
})

const hosts = (count: number) =>
  Array.from({ length: count }, (_, i) => create(rrset(`h${String(i).padStart(4, '0')}`, 'A', '192.0.2.1')))

describe('a lost answer', () => {
  test('is no failure if the batch has landed, as the lock tells', async () => {
    at.account.meet('ChangeResourceRecordSets', 'lost')
    expect(await apply(remove(a), create(c))).toEqual({ id: 'C3', problems: [] })
    expect(valuesOf('c', 'TXT')).toEqual(['"hello"'])
    const [, later] = at.account.requests.filter(({ operation }) => operation === 'ChangeResourceRecordSets')
    const lock = expect.objectContaining({ Name: '_dnsctl-lock.example.com.' })
    expect(later!.input).toMatchObject({
      ChangeBatch: {
        Changes: [
          { Action: 'DELETE', ResourceRecordSet: lock },
          { Action: 'CREATE', ResourceRecordSet: lock },
        ],
      },
    })
    expect(at.account.count('ListResourceRecordSets')).toBe(2)
  })

  test('leaves it open whether all is in sync if the next one is lost too', async () => {
    at.account.meet('ChangeResourceRecordSets', 'lost')
    at.account.meet('ChangeResourceRecordSets', 'unreachable')
    expect(await apply(remove(a))).toMatchObject({ problems: [{ code: 'route53-not-in-sync' }] })
    expect(valuesOf('a', 'A')).toEqual([])
  })

  test('is a failure if it has not', async () => {
    at.account.meet('ChangeResourceRecordSets', 'unreachable')
    expect((await failed(create(c))).code).toBe('route53-unreachable')
  })
})

describe('several batches', () => {
  test('are as few as can be, and one after the other', async () => {
    const applied = await apply(...hosts(2500))
    expect(applied.id).toBe('C2,C3,C4')
    expect(at.account.sets.length).toBe(2504)
    expect(at.account.count('ChangeResourceRecordSets')).toBe(3)
  })

  test('that fail on the way say what is in place', async () => {
    at.account.meet('ChangeResourceRecordSets', () => {})
    at.account.meet('ChangeResourceRecordSets', 'unreachable')
    const error = await failed(...hosts(1000))
    expect(error.problems.map(({ code }) => code)).toEqual(['apply-partial', 'route53-unreachable'])
    expect(error.message).toContain('998 of 1000 changes are in place: create h0000.example.com. A, ')
    expect(error.message).toContain('not in place: create h0998.example.com. A, create h0999.example.com. A')
  })

  test('that meet drift on the way say what has moved', async () => {
    at.account.meet('ChangeResourceRecordSets', () => {})
    at.account.meet('ChangeResourceRecordSets', ({ sets }) => {
      at.account.sets = [...sets, recordSet('h0999', 'A', '203.0.113.9')]
    })
    const error = await failed(...hosts(1000))
    expect(error.problems.map(({ code }) => code)).toEqual(['apply-partial', 'plan-stale'])
    expect(error.problems[1]!.message).toContain('h0999.example.com. A: the plan saw nothing')
  })

  test('of a new zone say that it is created', async () => {
    at = await leasedAccount(undefined)
    at.account.meet('ChangeResourceRecordSets', () => {})
    at.account.meet('ChangeResourceRecordSets', 'unreachable')
    const error = await failed(create(a))
    expect(error.problems.map(({ code }) => code)).toEqual(['apply-partial', 'route53-unreachable'])
    expect(error.message).toContain('the zone example.com. is created')
  })
})

test('what is not in sync in time is told', async () => {
  at.account.pending.set('C2', 1000)
  const applied = await apply(create(c))
  expect(applied).toMatchObject({
    id: 'C2',
    problems: [{ code: 'route53-not-in-sync', severity: 'warning' }],
  })
  expect(at.pulse.slept.slice(0, 4)).toEqual([1000, 1500, 2250, 3375])
  expect(at.pulse.slept.reduce((sum, ms) => sum + ms, 0)).toBeLessThan(60_000)
})
