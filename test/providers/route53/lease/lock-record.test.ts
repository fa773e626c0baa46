import { describe, expect, it, test } from 'vitest'
import { parseName } from '../../../../src/dns/name.ts'
import {
  isLock,
  leaseOfLock,
  lockSetOf,
  unknownLock,
} from '../../../../src/providers/route53/lease/lock-record.ts'
import type { RecordSet } from '../../../../src/route53/record-set.ts'
import { rrset } from '../../contract/notation.ts'
import { leaseRecord, zone } from '../lease-fixture.ts'

const textOf = (set: RecordSet) => set.ResourceRecords!.map(({ Value }) => Value).join()
const withValue = (...values: string[]): RecordSet => ({
  ...lockSetOf(zone, leaseRecord('x')),
  ResourceRecords: values.map(Value => ({ Value })),
})

describe('the lock of a zone', () => {
  it('is a TXT record that people can read', () => {
    const holder = { pid: 4711, host: 'ci-1', user: 'runner', started: '12345', system: 'b00t/4026531836' }
    expect(lockSetOf(zone, leaseRecord('7f3a', { holder }))).toEqual({
      Name: '_dnsctl-lock.example.com.',
      Type: 'TXT',
      TTL: 60,
      ResourceRecords: [
        {
          Value:
            '"dnsctl-lock=1" "holder=runner@ci-1" "purpose=apply" "since=2023-11-14T22:13:20.000Z" ' +
            '"expires=2023-11-14T22:14:20.000Z" "token=1700000000000" "id=7f3a" "pid=4711" ' +
            '"started=12345" "system=b00t/4026531836"',
        },
      ],
    })
  })

  test.each([
    ['a user with an @', { user: 'anna@example.org', host: 'box', pid: 1 }],
    ['marks that are escaped', { user: 'a"b\\c', host: 'höst\n', pid: 1 }],
    ['no user', { user: '', host: 'box', pid: 1, started: '', system: 'x=y' }],
  ])('is read as it was written, with %s', (_what, holder) => {
    const record = leaseRecord('7f3a', { holder, purpose: 'roll=back' })
    expect(leaseOfLock(lockSetOf(zone, record))).toEqual(record)
  })

  it('has no string of more than 255 octets', () => {
    const holder = { user: 'ü'.repeat(300), host: 'box', pid: 1 }
    const set = lockSetOf(zone, leaseRecord('7f3a', { holder, purpose: 'x'.repeat(300) }))
    const strings = textOf(set).match(/"[^"]*"/g)!
    const octets = strings.map(text => text.slice(1, -1).replace(/\\\d{3}/g, '?').length)
    expect(Math.max(...octets)).toBe(255)
  })

  test.each([
    ['text of somebody else', '"v=spf1 -all"'],
    ['an unknown version', textOf(lockSetOf(zone, leaseRecord('x'))).replace('lock=1', 'lock=2')],
    ['a broken time', textOf(lockSetOf(zone, leaseRecord('x'))).replace(/expires=[^"]*/, 'expires=soon')],
    ['no holder', textOf(lockSetOf(zone, leaseRecord('x'))).replace('holder=', 'held=')],
    ['no text at all', 'hello \\'],
  ])('is unreadable with %s', (_what, value) => {
    expect(leaseOfLock(withValue(value))).toBeUndefined()
  })

  test.each([
    ['several values', withValue('"a"', '"b"')],
    ['a policy', { ...lockSetOf(zone, leaseRecord('x')), SetIdentifier: 'a', Weight: 1 }],
    ['an alias', { Name: '_dnsctl-lock.example.com.', Type: 'TXT' }],
  ])('is unreadable as %s', (_what, set) => {
    expect(leaseOfLock(set)).toBeUndefined()
  })

  it('is told where it is unreadable', () => {
    expect(unknownLock(zone, withValue('"hands off"')).message).toBe(
      'zone-locked: example.com. is locked by somebody unknown: _dnsctl-lock.example.com. TXT holds "hands off", which is no lock of this dnsctl; delete it at Route 53 if nobody needs it',
    )
  })

  test.each([
    ['_dnsctl-lock', 'TXT', true],
    ['_DNSCTL-Lock', 'TXT', true],
    ['_dnsctl-lock', 'A', false],
    ['_dnsctl-lock.sub', 'TXT', false],
    ['dnsctl-lock', 'TXT', false],
  ])('has the place of %s %s: %s', (owner, type, expected) => {
    expect(isLock(parseName('EXAMPLE.com.'), { owner: rrset(owner, 'A', '192.0.2.1').owner, type })).toBe(
      expected,
    )
  })
})
