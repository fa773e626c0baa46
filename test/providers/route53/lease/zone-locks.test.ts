import { beforeEach, describe, expect, it, test } from 'vitest'
import type { LeaseRecord } from '../../../../src/base/lease-record.ts'
import { parseName } from '../../../../src/dns/name.ts'
import type { LeaseRegister } from '../../../../src/providers/lease/lease.ts'
import { leaseOfLock, lockSetOf } from '../../../../src/providers/route53/lease/lock-record.ts'
import { ZoneLocks } from '../../../../src/providers/route53/lease/zone-locks.ts'
import { type FakeAccount, fakeAccount } from '../fake-account.ts'
import { refused } from '../fake-api.ts'
import { brought, endless, leaseRecord, memoryRegister, recordSet, zone } from '../lease-fixture.ts'

const options = { what: 'testing' }
let account: FakeAccount
let folder: LeaseRegister
let exists: boolean
let locks: ZoneLocks

const open = () =>
  new ZoneLocks({
    api: account.api,
    clock: () => 1_700_000_030_000,
    leaseMs: 60_000,
    findZone: async () => (exists ? account.zone : undefined),
    forget() {},
    folder,
  })
beforeEach(() => {
  account = fakeAccount(brought)
  folder = memoryRegister()
  exists = true
  locks = open()
})

const ours = leaseRecord('ours')
const renewed = leaseRecord('ours', { expires: ours.expires + 30_000 })
const theirs = leaseRecord('theirs')
const held = (): LeaseRecord | undefined => account.lock && leaseOfLock(account.lock)
const operations = () => account.requests.map(({ operation }) => operation)

describe('a lease in a zone', () => {
  it('is taken, renewed and given back in a request each', async () => {
    expect(await locks.swap(zone, undefined, ours)).toBe(true)
    expect(held()).toEqual(ours)
    expect(locks.isInZone(zone)).toBe(true)
    expect(await locks.swap(zone, ours, renewed)).toBe(true)
    expect(held()).toEqual(renewed)
    expect(await locks.swap(zone, renewed, undefined)).toBe(true)
    expect(held()).toBeUndefined()
    expect(locks.isInZone(zone)).toBe(false)
    expect(operations()).toEqual(Array(3).fill('ChangeResourceRecordSets'))
  })

  it('is not taken where somebody has one', async () => {
    account.lock = lockSetOf(zone, theirs)
    expect(await locks.swap(zone, undefined, ours)).toBe(false)
    expect(await locks.read(zone)).toEqual(theirs)
    expect(held()).toEqual(theirs)
  })

  it('is not taken where its place is, and tells why', async () => {
    const message =
      'RRSet of type TXT with DNS name _dnsctl-lock.example.com. is not permitted because a conflicting RRSet of type CNAME with the same DNS name already exists in zone example.com.'
    account.meet('ChangeResourceRecordSets', () => {
      throw refused('InvalidChangeBatch', { message })
    })
    await expect(locks.swap(zone, undefined, ours)).rejects.toThrow(message)
  })

  it('is not asked for where the name of the zone leaves it no room', async () => {
    const label = 'a'.repeat(63)
    const long = parseName(`${label}.${label}.${label}.${'b'.repeat(50)}.`)
    const longest = parseName(`${label}.${label}.${label}.${'b'.repeat(48)}.`)
    await expect(locks.swap(long, undefined, ours)).rejects.toThrow('leaves no room for its lock')
    expect(account.requests).toEqual([])
    expect(await locks.swap(longest, undefined, ours)).toBe(true)
  })

  it('is taken over exactly as it was seen', async () => {
    account.lock = lockSetOf(zone, { ...theirs, expires: theirs.expires + 1 })
    expect(await locks.swap(zone, theirs, ours)).toBe(false)
    account.lock = lockSetOf(zone, theirs)
    expect(await locks.swap(zone, theirs, ours)).toBe(true)
    expect(held()).toEqual(ours)
  })

  it('is not taken over from who renews it at that moment', async () => {
    account.lock = lockSetOf(zone, theirs)
    account.meet('ChangeResourceRecordSets', () => {
      account.lock = lockSetOf(zone, { ...theirs, expires: theirs.expires + 1 })
    })
    expect(await locks.swap(zone, theirs, ours)).toBe(false)
  })

  test.each([
    ['taken', undefined, ours],
    ['renewed', ours, renewed],
    ['given back', renewed, undefined],
  ])('is %s though the answer is lost', async (_what, before, after) => {
    if (before) await locks.swap(zone, undefined, before)
    account.meet('ChangeResourceRecordSets', 'lost')
    const swapped = await locks.swap(zone, before, after)
    expect(held()).toEqual(after)
    // Whoever gives it back does not care whether somebody else took it away.
    if (after) expect(swapped).toBe(true)
  })

  it('is taken by who comes while it is given back', async () => {
    account.lock = lockSetOf(zone, theirs)
    account.meet('ListResourceRecordSets', () => {
      account.lock = undefined
    })
    expect(await locks.swap(zone, undefined, ours)).toBe(false)
    expect(await locks.swap(zone, undefined, ours)).toBe(true)
  })

  it('is as it was if Route 53 cannot be reached', async () => {
    account.meet('ChangeResourceRecordSets', 'unreachable')
    await expect(locks.swap(zone, undefined, ours)).rejects.toThrow('route53-unreachable')
    expect(locks.isInZone(zone)).toBe(false)
  })

  it('goes on from a renewal that was taken for lost and came late', async () => {
    await locks.swap(zone, undefined, ours)
    account.lock = lockSetOf(zone, renewed)
    const later = { ...ours, expires: renewed.expires + 1 }
    expect(await locks.swap(zone, ours, later)).toBe(true)
    expect(held()).toEqual(later)
  })

  test.each([
    ['text of somebody else', recordSet('_dnsctl-lock', 'TXT', '"hands off"')],
    ['sets of a policy', { ...lockSetOf(zone, theirs), SetIdentifier: 'a', Weight: 1 }],
  ])('never takes the place of %s', async (_what, set) => {
    account.lock = set
    expect(await locks.swap(zone, undefined, ours)).toBe(false)
    await expect(locks.read(zone)).rejects.toThrow('zone-locked: example.com. is locked by somebody unknown')
    expect(account.lock).toEqual(set)
  })
})

describe('a change under a lease', () => {
  const lease = endless(ours)
  const change = (fate: 'renewed' | 'kept' | 'left' = 'renewed') => {
    const changes = [{ Action: 'CREATE', ResourceRecordSet: recordSet('a', 'A', '192.0.2.1') }] as const
    return locks.change(lease, { zone: account.zone, changes, comment: 'test', options }, fate)
  }
  beforeEach(async () => {
    await locks.swap(zone, undefined, ours)
  })

  it('renews it', async () => {
    await change()
    expect(held()).toEqual(renewed)
  })

  it('waits for a renewal, and a renewal for it', async () => {
    const done = await Promise.all([
      locks.swap(zone, ours, { ...ours, expires: ours.expires + 1 }),
      change(),
      locks.swap(zone, ours, { ...ours, expires: ours.expires + 2 }),
    ])
    expect(done).toEqual([true, 'C3', true])
    // No renewal makes it shorter than a change before it has made it.
    expect(held()!.expires).toBe(renewed.expires + 1)
  })

  test.each([
    ['was taken away', undefined, 'it was taken away'],
    ['is somebody else’s', theirs, 'runner@ci-1 has taken it'],
  ])('is refused if it %s', async (_what, other, message) => {
    account.lock = other && lockSetOf(zone, other)
    await expect(change()).rejects.toThrow(`lease-lost: the lock of example.com. is lost: ${message}`)
    expect(account.sets).toEqual(brought)
    const requests = account.requests.length
    await expect(change()).rejects.toThrow('lease-lost')
    expect(() => locks.assertHeld(lease)).toThrow('lease-lost')
    expect(account.requests.length).toBe(requests)
  })

  it('that gives it up leaves nothing to give back', async () => {
    await change('left')
    expect(held()).toBeUndefined()
    const requests = account.requests.length
    expect(await locks.swap(zone, ours, undefined)).toBe(true)
    expect(account.requests.length).toBe(requests)
  })

  it('has its id though its answer is lost, if it alters nothing', async () => {
    account.meet('ChangeResourceRecordSets', 'lost')
    const renewal = { zone: account.zone, changes: [], comment: 'test', options }
    expect(await locks.change(lease, renewal, 'kept')).toBe('C3')
    expect(held()).toEqual(ours)
  })
})

describe('a lease of a zone that is not there', () => {
  beforeEach(() => {
    exists = false
  })

  it('is kept in the folder, and moves into the zone', async () => {
    expect(await locks.swap(zone, undefined, ours)).toBe(true)
    expect(await folder.read(zone)).toEqual(ours)
    expect(await open().read(zone)).toEqual(ours)
    exists = true
    await locks.enter(endless(ours), account.zone, options)
    expect(held()).toEqual(ours)
    expect(await folder.read(zone)).toBeUndefined()
    expect(await locks.swap(zone, ours, undefined)).toBe(true)
    expect(held()).toBeUndefined()
  })

  it('is lost if somebody else has taken it in the zone', async () => {
    await locks.swap(zone, undefined, ours)
    exists = true
    account.lock = lockSetOf(zone, theirs)
    await expect(locks.enter(endless(ours), account.zone, options)).rejects.toThrow(
      'lease-lost: the lock of example.com. is lost: runner@ci-1 has taken it',
    )
    expect(held()).toEqual(theirs)
  })
})
