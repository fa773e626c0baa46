import { expect, test } from 'vitest'
import { parseName } from '../../src/dns/name.ts'
import { typeOf } from '../../src/dns/rr/table.ts'
import type { RRset } from '../../src/dns/rrset.ts'
import { defaultSoa, negativeTtl, serialOf, withSerial } from '../../src/dns/soa.ts'

const origin = parseName('example.com.')

test('the default SOA names ns1 where the zone has no NS', () => {
  expect(defaultSoa(origin, undefined)).toEqual({
    owner: 'example.com.',
    type: 'SOA',
    ttl: 3600,
    rdatas: ['ns1.example.com. hostmaster.example.com. 0 7200 3600 1209600 300'],
  })
})

test('the default SOA names the first of the apex NS', () => {
  const rdatas = ['a.example.net.', 'b.example.net.'].map(text => typeOf('NS').parse(text))
  const ns: RRset = { owner: origin, type: 'NS', ttl: 300, rdatas }
  expect(defaultSoa(origin, ns).rdatas[0]).toMatch(/^a\.example\.net\. hostmaster\.example\.com\. 0 /)
})

test('a serial is set and read back, and the rest stays', () => {
  const soa = withSerial(defaultSoa(origin, undefined), 0xffff_ffff)
  expect(serialOf(soa)).toBe(0xffff_ffff)
  expect(withSerial(soa, 0)).toEqual(defaultSoa(origin, undefined))
})

test('negative answers live no longer than the SOA itself', () => {
  const soa = defaultSoa(parseName('example.com.'), undefined)
  expect(negativeTtl(soa)).toBe(300)
  expect(negativeTtl({ ...soa, ttl: 60 })).toBe(60)
})
