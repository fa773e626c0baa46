// Lists of address prefixes, some of them negated: `1:192.0.2.0/24 !1:192.0.2.64/28` (RFC 3123 §4, §5).
import { fault } from '../../../base/errors.ts'
import type { WireReader } from '../../wire/reader.ts'
import type { WireWriter } from '../../wire/writer.ts'
import type { FieldKind } from '../field-kind.ts'
import { ipv4Octets, ipv6Octets, ipv6Text, parseIpv4, parseIpv6 } from './addresses.ts'
import { parseNumber } from './numbers.ts'

interface Family {
  readonly octets: number
  readonly parse: (text: string, field: string) => string
  readonly encode: (text: string) => Uint8Array
  readonly decode: (octets: Uint8Array) => string
}

/** Address families by number (IANA "Address Family Numbers"). */
const families: Readonly<Record<number, Family>> = {
  1: { octets: 4, parse: parseIpv4, encode: ipv4Octets, decode: octets => octets.join('.') },
  2: { octets: 16, parse: parseIpv6, encode: ipv6Octets, decode: ipv6Text },
}

const itemPattern = /^(!?)(\d+):([^/]*)\/(\d+)$/

function parseItem(text: string, field: string): string {
  const [, negation, number = '', address = '', length = ''] = itemPattern.exec(text) ?? []
  const family = families[Number(number)]
  if (!family || number !== String(Number(number)))
    throw fault(
      'rdata-syntax',
      `${field} "${text}" is not a prefix such as 1:192.0.2.0/24 or !2:2001:db8::/32`,
    )
  const bits = parseNumber(length, 8 * family.octets, `${field} length`)
  return `${negation}${number}:${family.parse(address, field)}/${bits}`
}

/*
 *  0        16       24 25        32
 *  +--------+--------+--+---------+-----------------
 *  | family | prefix |N | length  | address, without the zero octets at its end
 *  +--------+--------+--+---------+-----------------
 */
function readItem(wire: WireReader): string {
  const number = wire.u16()
  const bits = wire.u8()
  const flags = wire.u8()
  const part = wire.bytes(flags & 0x7f)
  const family = families[number]
  if (!family) throw fault('wire-malformed', `address family ${number} is unknown`)
  if (bits > 8 * family.octets || part.length > family.octets || part.at(-1) === 0)
    throw fault('wire-malformed', `an address of family ${number} is longer than it may be`)
  const octets = new Uint8Array(family.octets)
  octets.set(part)
  return `${flags & 0x80 ? '!' : ''}${number}:${family.decode(octets)}/${bits}`
}

function writeItem(wire: WireWriter, item: string): void {
  const [, negation, number, address, bits] = itemPattern.exec(item)!
  const octets = families[Number(number)]!.encode(address!)
  const length = octets.findLastIndex(octet => octet !== 0) + 1
  wire.u16(Number(number))
  wire.u8(Number(bits))
  wire.u8((negation ? 0x80 : 0) | length)
  wire.bytes(octets.subarray(0, length))
}

/** Any number of prefixes; must be the last field. */
export const prefixes: FieldKind<readonly string[]> = {
  label: 'address prefixes',
  readText: (text, _context, field) => text.rest().map(token => parseItem(token.text, field)),
  writeText: value => value.join(' '),
  readWire(wire) {
    const items: string[] = []
    while (wire.left > 0) items.push(readItem(wire))
    return items
  },
  writeWire(wire, value) {
    for (const item of value) writeItem(wire, item)
  },
  schema: { type: 'array', items: { type: 'string', pattern: '^!?[12]:.+/\\d+$' } },
  fromJson: (input, _context, field) => (input as string[]).map(item => parseItem(item, field)),
}
