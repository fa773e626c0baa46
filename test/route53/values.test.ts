// Values of the API, as the Developer Guide's "Supported DNS record types" writes them.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Rdata } from '../../src/dns/rr/define-type.ts'
import { typeOf } from '../../src/dns/rr/table.ts'
import { heldValueFromApi, valueFromApi, valueToApi } from '../../src/route53/values.ts'

const documented: readonly (readonly [type: string, value: string])[] = [
  ['A', '192.0.2.1'],
  ['AAAA', '2001:db8:85a3::abcd:1:2345'],
  ['CAA', '0 issue "ca.example.com;account=123456"'],
  ['CAA', '0 issue ";"'],
  ['CNAME', 'hostname.example.com.'],
  ['HTTPS', '1 . alpn="h2,h3" port=8443'],
  ['MX', '10 mail.example.com.'],
  ['NAPTR', '100 50 "u" "E2U+sip" "!^(\\\\+441632960083)$!sip:\\\\1@example.com!" .'],
  ['NS', 'ns-1.example.com.'],
  ['PTR', 'hostname.example.com.'],
  ['SOA', 'ns-2048.awsdns-64.net. hostmaster.awsdns.com. 1 7200 900 1209600 86400'],
  ['SPF', '"v=spf1 ip4:192.168.0.1/16 -all"'],
  ['SRV', '10 5 80 hostname.example.com.'],
  ['SVCB', '0 svc.example.com.'],
  ['TXT', '"Sample Text Entry"'],
  ['TXT', '"first string" "second string" "third string"'],
  ['TXT', '"with \\" a quote and \\\\ a backslash"'],
  ['TXT', '"exampl\\344"'],
]
test.each(documented)('%s %s comes back as it is', (type, value) => {
  expect(valueToApi(type, valueFromApi(type, value))).toBe(value)
})

const spellings: readonly (readonly [type: string, value: string, rdata: string])[] = [
  ['AAAA', '2001:0DB8:0000:0000:0000:0000:0000:0001', '2001:db8::1'],
  ['CNAME', 'www.example.com', 'www.example.com.'],
  ['MX', '10  mail.example.com', '10 mail.example.com.'],
  ['SRV', '1 2 3 \\052.example.com', '1 2 3 *.example.com.'],
  ['CNAME', 'a\\056b.example.com', 'a\\.b.example.com.'],
  ['CNAME', 'ex\\344mple.com', 'ex\\228mple.com.'],
  ['TXT', '"a""b"', '"a" "b"'],
  ['TXT', '  "a"   "b" ', '"a" "b"'],
  ['TXT', '"\\141\\042\\134"', '"a\\"\\\\"'],
  ['TXT', '"\\344"', '"\\228"'],
  ['TXT', '"über"', '"\\195\\188ber"'],
  ['TXT', '""', '""'],
  ['TLSA', '3 1 1 0123456789abcdef0123456789ABCDEF 0123456789ABCDEF0123456789ABCDEF', ''],
  ['SSHFP', '2 1 123456789ABCDEF67890123456789ABCDEF67890', ''],
]
test.each(spellings)('%s %s is read as %s', (type, value, rdata) => {
  expect(valueFromApi(type, value)).toBe(rdata || typeOf(type).parse(value))
})

test.each([
  ['TXT', 'unquoted'],
  ['TXT', 'un "mixed"'],
  ['TXT', '"open'],
  ['TXT', `"${'x'.repeat(256)}"`],
  ['TXT', '"\\189"'],
  ['TXT', '"\\1"'],
  ['TXT', ''],
  ['A', '192.0.2.256'],
  ['MX', 'mail.example.com'],
])('%s %s is refused', (type, value) => {
  expect(() => valueFromApi(type, value)).toThrow(
    expect.objectContaining({ code: expect.stringMatching(/^rdata-/) }),
  )
})

describe('any text', () => {
  const strings = fc.array(fc.uint8Array({ maxLength: 255 }), { minLength: 1, maxLength: 4 })

  test('comes back, in printable ASCII', () => {
    fc.assert(
      fc.property(strings, strings => {
        const rdataOf = (parts: typeof strings) =>
          typeOf('TXT').fromWire(Uint8Array.from(parts.flatMap(octets => [octets.length, ...octets])))
        const rdata = rdataOf(strings)
        const touching = strings.map(one => valueToApi('TXT', rdataOf([one]))).join('')
        const value = valueToApi('TXT', rdata)
        expect(value).toMatch(/^[ -~]*$/)
        expect(valueFromApi('TXT', value)).toBe(rdata)
        expect(valueFromApi('TXT', touching)).toBe(rdata)
      }),
    )
  })

  test('comes back as the name in a value', () => {
    const label = fc.uint8Array({ minLength: 1, maxLength: 20 })
    fc.assert(
      fc.property(fc.array(label, { minLength: 1, maxLength: 5 }), labels => {
        const name = Uint8Array.from([...labels.flatMap(octets => [octets.length, ...octets]), 0])
        const rdata: Rdata = typeOf('MX').fromWire(Uint8Array.from([0, 10, ...name]))
        expect(valueFromApi('MX', valueToApi('MX', rdata))).toBe(rdata)
      }),
    )
  })
})

test.each([
  ['"C:\\8"', '"C:8"'],
  ['"a\\389b"', '"a389b"'],
  ['"a\\1"', '"a1"'],
])('%s is read where it is held, and refused in a request', (value, rdata) => {
  expect(heldValueFromApi('TXT', value)).toBe(rdata)
  expect(() => valueFromApi('TXT', value)).toThrow('octal digits')
})
