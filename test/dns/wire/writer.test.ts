import { expect, test } from 'vitest'
import { parseName } from '../../../src/dns/name.ts'
import { WireWriter } from '../../../src/dns/wire/writer.ts'

const hex = (wire: WireWriter) => Buffer.from(wire.finish()).toString('hex')

test('a name that may not be compressed is a target for one that may', () => {
  const wire = new WireWriter({ compress: true })
  wire.name(parseName('a.b.'))
  wire.name(parseName('c.a.b.'))
  wire.name(parseName('d.A.B.'), true)
  expect(hex(wire)).toBe('0161016200016301610162000164c000')
})

test('without compression no name is a pointer', () => {
  const wire = new WireWriter()
  wire.name(parseName('a.'), true)
  wire.name(parseName('a.'), true)
  expect(hex(wire)).toBe('016100016100')
})

test('a dot within a label does not part it', () => {
  const wire = new WireWriter({ compress: true })
  wire.name(parseName('b.c.'), true)
  wire.name(parseName('a\\.b.c.'), true)
  expect(hex(wire)).toBe('016201630003612e62c002')
})

test('names that were cut off are no targets', () => {
  const wire = new WireWriter({ compress: true })
  wire.name(parseName('com.'), true)
  wire.name(parseName('a.com.'), true)
  wire.cut(5)
  wire.name(parseName('b.a.com.'), true)
  expect(hex(wire)).toBe('03636f6d0001620161c000')
})

test('data that are longer than their length can say are refused', () => {
  const long = new Uint8Array(65536)
  const range = expect.objectContaining({ code: 'rdata-range' })
  expect(() => new WireWriter().bytes(long)).toThrow(range)
  expect(() => new WireWriter({ limit: 1e6 }).lengthPrefixed(() => {})).not.toThrow()
  const wire = new WireWriter({ limit: 1e6 })
  expect(() => wire.lengthPrefixed(() => wire.bytes(long))).toThrow(range)
})
