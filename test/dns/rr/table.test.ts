import { expect, test } from 'vitest'
import { parseName } from '../../../src/dns/name.ts'
import { findType, rrTypes, typeOf, typeOfCode } from '../../../src/dns/rr/table.ts'

test.each([
  ['MX', 'MX', 15],
  ['mx', 'MX', 15],
  ['TYPE15', 'MX', 15],
  ['type65280', 'TYPE65280', 65280],
  ['TYPE0', 'TYPE0', 0],
  ['isdn', 'TYPE20', 20],
  ['NSAP-PTR', 'TYPE23', 23],
  ['opt', 'OPT', 41],
  ['AXFR', 'AXFR', 252],
  ['ALIAS', 'ALIAS', 65401],
])('%s is %s, code %d', (text, name, code) => {
  expect(typeOf(text)).toMatchObject({ name, code })
})

test.each(['', 'NOSUCH', 'TYPE65536', 'TYPE', 'TYPE-1', 'TYPE1x', '__proto__'])(
  'there is no type "%s"',
  text => {
    expect(findType(text)).toBeUndefined()
    expect(() => typeOf(text)).toThrow(expect.objectContaining({ code: 'record-type-unknown' }))
  },
)

test('types in a bitmap are read by mnemonics that others write, and known by their code', () => {
  expect(typeOf('NSEC').parse('example.com. A ISDN NSEC')).toBe('example.com. A TYPE20 NSEC')
})

test('a virtual type is not found by its code', () => {
  expect(typeOfCode(65401).name).toBe('TYPE65401')
})

test('names, codes and mnemonics in data are those of the table', () => {
  const onWire = rrTypes.filter(type => !type.virtual)
  expect(new Set(rrTypes.map(type => type.name)).size).toBe(rrTypes.length)
  expect(new Set(onWire.map(type => type.code)).size).toBe(onWire.length)
  const all = onWire.toSorted((a, b) => a.code - b.code).map(type => type.name)
  expect(typeOf('NSEC').parse(`. ${onWire.map(type => type.name).join(' ')}`)).toBe(`. ${all.join(' ')}`)
})

test.each([['OPT'], ['TSIG'], ['TKEY'], ['ANY'], ['AXFR'], ['IXFR']])('%s is of messages only', name => {
  const type = typeOf(name)
  expect(type.meta).toBe(true)
  expect(rrTypes).not.toContain(type)
  expect(typeOfCode(type.code)).toBe(type)
  expect(type.parse(type.fromWire(Uint8Array.of(1, 2)))).toBe('\\# 2 0102')
  expect(() => type.parse('0102')).toThrow(expect.objectContaining({ code: 'rdata-syntax' }))
})

test.each([
  ['A', '192.0.2.1', []],
  ['MX', '10 mail.example.com.', ['mail.example.com.']],
  ['SOA', 'ns. host. 1 2 3 4 5', ['ns.', 'host.']],
  ['SVCB', '1 svc.example. port=53', ['svc.example.']],
  ['TYPE65280', '\\# 1 00', []],
])('names in %s data', (type, text, names) => {
  expect(typeOf(type).names(typeOf(type).parse(text))).toEqual(names)
})

/** RFC 3597 §4: the types of RFC 1035, and no others. */
test('names are compressed in the oldest types only', () => {
  const compressing = rrTypes.filter(type => Object.values(type.fields).some(kind => kind.name?.compress))
  expect(compressing.map(type => type.name)).toEqual([
    'CNAME',
    'MB',
    'MG',
    'MINFO',
    'MR',
    'MX',
    'NS',
    'PTR',
    'SOA',
  ])
})

/** RFC 4034 §6.2 without NSEC (RFC 6840 §5.1), and ALIAS, which has no wire form. */
test('names are in lower case in the canonical form of the listed types only', () => {
  const folding = rrTypes.filter(type => Object.values(type.fields).some(kind => kind.canonical))
  expect(folding.map(type => type.name)).toEqual(
    'AFSDB ALIAS CNAME DNAME KX MB MG MINFO MR MX NAPTR NS PTR RP RRSIG RT SOA SRV'.split(' '),
  )
})

test('addresses go along with the names that the RFCs say', () => {
  const additional = rrTypes.filter(type => Object.values(type.fields).some(kind => kind.name?.additional))
  expect(additional.map(type => type.name)).toEqual('AFSDB HTTPS KX MB MX NS RT SRV SVCB'.split(' '))
})

test.each(rrTypes.map(type => [type.name, type] as const))(
  'the schema of %s tells editors what is what',
  (_, type) => {
    const { properties, required } = type.schema as {
      properties: Record<string, { description: string; default?: unknown }>
      required: string[]
    }
    expect(Object.keys(properties)).toEqual(Object.keys(type.fields))
    for (const [field, { description, default: fallback }] of Object.entries(properties)) {
      expect(description).toMatch(/^\S.+ \(.+\)$/)
      expect(required.includes(field)).toBe(fallback === undefined)
    }
    expect(type.summary).toMatch(/^[A-Z].*\.$/)
    expect(type.examples.length).toBeGreaterThan(0)
  },
)

test('fields that may be left out have what the RFC says', () => {
  const place = { latitude: '52 22 23 N', longitude: '4 53 32 E', altitude: -2 }
  expect(typeOf('LOC').fromFields(place)).toBe('52 22 23.000 N 4 53 32.000 E -2.00m 1m 10000m 10m')
  expect(typeOf('SVCB').fromFields({ priority: 0, target: 'a.' })).toBe('0 a.')
})

test('numbers may be mnemonics, and times may have units, in fields too', () => {
  const ds = { keyTag: 1, algorithm: 'ECDSAP256SHA256', digestType: 'SHA-1', digest: 'ab '.repeat(20) }
  expect(typeOf('DS').fromFields(ds)).toBe(`1 13 1 ${'AB'.repeat(20)}`)
  const soa = { mname: '.', rname: '.', serial: 1, refresh: '1h', retry: '15m', expire: 7, minimum: '300' }
  expect(typeOf('SOA').fromFields(soa)).toBe('. . 1 3600 900 7 300')
})

test('relative names are read as the context says, and written back the same way', () => {
  const origin = parseName('example.com.')
  const rdata = typeOf('MX').parse('10 mail', { name: text => parseName(text, origin) })
  expect(rdata).toBe('10 mail.example.com.')
  expect(typeOf('MX').toScalar(rdata, name => name.replace('.example.com.', ''))).toBe('10 mail')
})

test.each([
  ['v=spf1 -all', '"v=spf1 -all"'],
  ['back\\slash "quoted"', '"back\\\\slash \\"quoted\\""'],
  ['"a" "b"', '"a" "b"'],
  ['ü', '"\\195\\188"'],
  ['', '""'],
  ['x'.repeat(300), `"${'x'.repeat(255)}" "${'x'.repeat(45)}"`],
])('the scalar %s of TXT is %s', (text, rdata) => {
  expect(typeOf('TXT').parseScalar(text)).toBe(rdata)
})

test('data that no record can hold are refused at once', () => {
  const string = `"${'x'.repeat(255)}"`
  expect(typeOf('TXT').toWire(typeOf('TXT').parse(Array(255).fill(string).join(' ')))).toHaveLength(65_280)
  for (const [type, text] of [
    ['TXT', Array(256).fill(string).join(' ')],
    ['APL', Array(4000).fill('2:ff::1/1').join(' ')],
    ['SVCB', `1 . ipv6hint=${Array(4096).fill('::1').join(',')}`],
  ] as const)
    expect(() => typeOf(type).parse(text), type).toThrow(expect.objectContaining({ code: 'rdata-range' }))
})
