import { expect, test } from 'vitest'
import type { RRset } from '../../src/dns/rrset.ts'
import { Fingerprint } from '../../src/plan/fingerprint.ts'
import { rrset } from './rrsets.ts'

function fingerprint(rrsets: readonly RRset[]): string {
  const sum = new Fingerprint()
  for (const one of rrsets) sum.add(one)
  return sum.digest()
}

const www = rrset('www 60 A 192.0.2.1 | 192.0.2.2')
const mx = rrset('@ 60 MX 10 mail')
const both = fingerprint([www, mx])

test('is 64 hexadecimal digits', () => {
  expect(both).toMatch(/^[0-9a-f]{64}$/)
})

test.each<[string, RRset[]]>([
  ['order of RRsets', [mx, www]],
  ['order of values', [rrset('www 60 A 192.0.2.2 | 192.0.2.1'), mx]],
  ['letter case', [rrset('WWW 60 A 192.0.2.1 | 192.0.2.2'), rrset('@ 60 MX 10 MAIL')]],
])('does not see %s', (_title, rrsets) => {
  expect(fingerprint(rrsets)).toBe(both)
})

test.each<[string, RRset[]]>([
  ['nothing', []],
  ['one less', [www]],
  ['one twice', [www, mx, mx]],
  ['a TTL', [www, rrset('@ 61 MX 10 mail')]],
  ['a value', [www, rrset('@ 60 MX 11 mail')]],
  ['a type', [rrset('www 60 TXT 192.0.2.1 | 192.0.2.2'), mx]],
  ['an owner', [rrset('web 60 A 192.0.2.1 | 192.0.2.2'), mx]],
])('sees %s', (_title, rrsets) => {
  expect(fingerprint(rrsets)).not.toBe(both)
})

test('does not see the serial of the SOA', () => {
  const soa = (serial: number) => rrset(`@ 60 SOA ns1 hostmaster ${serial} 1 1 1 1`)
  expect(fingerprint([soa(1)])).toBe(fingerprint([soa(2)]))
})
