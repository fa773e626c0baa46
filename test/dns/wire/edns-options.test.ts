import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DnsctlError } from '../../../src/base/errors.ts'
import { type EdnsOption, readOption, writeOption } from '../../../src/dns/wire/edns-options.ts'
import { WireReader } from '../../../src/dns/wire/reader.ts'
import { WireWriter } from '../../../src/dns/wire/writer.ts'

const octetsOf = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex')
const read = (text: string) => readOption(new WireReader(octetsOf(text)))
const written = (option: EdnsOption) => {
  const wire = new WireWriter()
  writeOption(wire, option)
  return Buffer.from(wire.finish()).toString('hex')
}

describe('options', () => {
  test.each<[string, EdnsOption]>([
    ['0003 0000', { name: 'NSID', id: '' }],
    ['0003 0003 6e7331', { name: 'NSID', id: '6e7331' }],
    ['0008 0007 0001 18 00 c00002', { name: 'ECS', address: '192.0.2.0', sourcePrefix: 24, scopePrefix: 0 }],
    ['0008 0004 0000 00 00', { name: 'ECS', address: '', sourcePrefix: 0, scopePrefix: 0 }],
    ['0008 0004 0001 00 00', { name: 'ECS', address: '0.0.0.0', sourcePrefix: 0, scopePrefix: 0 }],
    [
      '0008 0007 0001 11 15 c00080',
      { name: 'ECS', address: '192.0.128.0', sourcePrefix: 17, scopePrefix: 21 },
    ],
    [
      '0008 0008 0002 20 30 20010db8',
      { name: 'ECS', address: '2001:db8::', sourcePrefix: 32, scopePrefix: 48 },
    ],
    ['000a 0008 0102030405060708', { name: 'COOKIE', client: '0102030405060708' }],
    [
      '000a 0010 0102030405060708 1112131415161718',
      { name: 'COOKIE', client: '0102030405060708', server: '1112131415161718' },
    ],
    ['000b 0000', { name: 'KEEPALIVE' }],
    ['000b 0002 012c', { name: 'KEEPALIVE', timeoutMs: 30_000 }],
    ['000c 0003 000000', { name: 'PADDING', length: 3 }],
    ['000f 0002 0000', { name: 'EDE', infoCode: 0, text: '' }],
    ['000f 0005 0012 c3a921', { name: 'EDE', infoCode: 18, text: 'é!' }],
    ['fde9 0002 beef', { name: 'OPT65001', data: 'beef' }],
    ['fde9 0000', { name: 'OPT65001', data: '' }],
  ])('%s is read and written', (text, option) => {
    expect(read(text)).toEqual(option)
    expect(written(option)).toBe(text.replaceAll(' ', ''))
  })

  test('an extended error may end in a zero octet', () => {
    expect(read('000f 0005 0003 6f6b00')).toEqual({ name: 'EDE', infoCode: 3, text: 'ok' })
  })

  test('a subnet is written without the bits behind its prefix', () => {
    expect(written({ name: 'ECS', address: '192.0.2.255', sourcePrefix: 20, scopePrefix: 0 })).toBe(
      '0008000700011400c00000',
    )
  })

  test.each([
    ['a length beyond the end', '0003 0004 6e7331'],
    ['a short client cookie', '000a 0007 01020304050607'],
    ['a short server cookie', '000a 000f 010203040506070811121314151617'],
    ['a long server cookie', `000a 0029 ${'01'.repeat(41)}`],
    ['a subnet of an unknown family', '0008 0004 0003 00 00'],
    ['a subnet whose address is short', '0008 0006 0001 18 00 c000'],
    ['a subnet whose address is long', '0008 0008 0001 18 00 c0000200'],
    ['a subnet with bits behind its prefix', '0008 0007 0001 17 00 c00003'],
    ['a subnet with a prefix of 33 bits', '0008 0009 0001 21 00 c000020100'],
    ['a subnet with a scope of 129 bits', '0008 0004 0002 00 81'],
    ['a keepalive of one octet', '000b 0001 01'],
    ['a keepalive of three octets', '000b 0003 010203'],
    ['an extended error without its code', '000f 0001 00'],
  ])('%s is refused', (_, text) => {
    expect(() => read(text)).toThrow(expect.objectContaining({ code: 'wire-malformed' }))
  })

  test('random data of every option are read or refused', () => {
    const code = fc.constantFrom(3, 8, 10, 11, 12, 15, 65001)
    fc.assert(
      fc.property(code, fc.uint8Array({ maxLength: 48 }), (number, data) => {
        const octets = Uint8Array.of(0xff & (number >> 8), 0xff & number, 0, data.length, ...data)
        try {
          const option = readOption(new WireReader(octets))
          expect(read(written(option))).toEqual(option)
        } catch (error) {
          if (!(error instanceof DnsctlError)) throw error
          expect(error.code).toBe('wire-malformed')
        }
      }),
    )
  })
})
