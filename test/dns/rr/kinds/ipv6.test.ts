import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ipv6Octets, ipv6Text, parseIpv6 } from '../../../../src/dns/rr/kinds/addresses.ts'

const group = fc.oneof(
  fc.constantFrom('0', '1', 'ffff', '0f', 'AB'),
  fc.integer({ min: 0, max: 0xffff }).map(n => n.toString(16)),
)
const half = fc.array(group, { maxLength: 4 }).map(groups => groups.join(':'))

test('every spelling of an address gives the form of RFC 5952', () => {
  fc.assert(
    fc.property(half, half, (head, tail) => {
      const text = `${head}::${tail}`
      fc.pre(text.split(':').filter(Boolean).length < 8)
      expect(parseIpv6(text, 'address')).toBe(ipv6Text(ipv6Octets(text)))
    }),
    { numRuns: 2000 },
  )
})

test.each(['1:2:3:4:5:6:7:8::', '1::2::3', '2001:db8::12345', '2001:db8::1%eth0', '1:2:3:4:5:6:7:8:9'])(
  '%s is refused',
  text => {
    expect(() => parseIpv6(text, 'address')).toThrow('rdata-syntax')
  },
)
