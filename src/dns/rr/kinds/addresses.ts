// IPv4 and IPv6 addresses; IPv6 is written as RFC 5952 wants it.
import { isIPv6 } from 'node:net'
import { fault } from '../../../base/errors.ts'
import { wordKind } from '../field-kind.ts'

const ipv4Pattern = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/

/** Reads an IPv4 address of four decimal numbers. */
export function parseIpv4(text: string, field: string): string {
  if (!ipv4Pattern.test(text))
    throw fault('rdata-syntax', `${field} "${text}" is not an IPv4 address such as 192.0.2.1`)
  return text
}

/** The four octets of an address that `parseIpv4` has accepted. */
export function ipv4Octets(text: string): Uint8Array {
  const octets = new Uint8Array(4)
  for (let i = 0, at = 0; i < text.length; i++) {
    const digit = text.charCodeAt(i) - zero
    if (digit < 0) at++
    else octets[at] = octets[at]! * 10 + digit
  }
  return octets
}

/** The code of `0`; a dot is below it. */
const zero = 0x30

/** An IPv4 address. */
export const ipv4 = wordKind({
  label: 'IPv4 address',
  parse: parseIpv4,
  readWire: wire => wire.bytes(4).join('.'),
  writeWire: (wire, value) => wire.bytes(ipv4Octets(value)),
  schema: { type: 'string', format: 'ipv4' },
})

const group = '[1-9a-f][0-9a-f]{0,3}'
/** Most addresses are in normal form as typed: `::` for two groups or more, and no other group is zero. */
const normalIpv6 = new RegExp(
  `^(?=(?:[^:]*:){2,6}[^:]*$)${group}(?::${group})*::(?:${group}(?::${group})*)?$`,
)

/** Reads an IPv6 address without a zone and gives its form of RFC 5952. */
export function parseIpv6(text: string, field: string): string {
  if (normalIpv6.test(text)) return text
  if (!isIPv6(text) || text.includes('%'))
    throw fault('rdata-syntax', `${field} "${text}" is not an IPv6 address such as 2001:db8::1`)
  return ipv6Text(ipv6Octets(text))
}

/** An IPv6 address. */
export const ipv6 = wordKind({
  label: 'IPv6 address',
  parse: parseIpv6,
  readWire: wire => ipv6Text(wire.bytes(16)),
  writeWire: (wire, value) => wire.bytes(ipv6Octets(value)),
  schema: { type: 'string', format: 'ipv6' },
})

/** The 16 octets of an address that `parseIpv6` has accepted. */
export function ipv6Octets(text: string): Uint8Array {
  const octets = new Uint8Array(16)
  const plain = text.includes('.') ? withoutIpv4(text) : text
  const gap = plain.indexOf('::')
  if (gap < 0) putGroups(plain.split(':'), octets, 0)
  else {
    const tail = plain.slice(gap + 2).split(':')
    putGroups(plain.slice(0, gap).split(':'), octets, 0)
    putGroups(tail, octets, 16 - 2 * tail.length)
  }
  return octets
}

/** Puts groups of hexadecimal digits from an offset on; an empty one, beside the gap, is zero. */
function putGroups(groups: readonly string[], octets: Uint8Array, offset: number): void {
  for (const group of groups) {
    const value = Number.parseInt(group, 16)
    octets[offset++] = value >> 8
    octets[offset++] = value
  }
}

/** The address with two groups in place of the IPv4 address at its end. */
function withoutIpv4(text: string): string {
  const start = text.lastIndexOf(':') + 1
  const [a, b, c, d] = ipv4Octets(text.slice(start))
  return `${text.slice(0, start)}${((a! << 8) | b!).toString(16)}:${((c! << 8) | d!).toString(16)}`
}

/** RFC 5952: lower case, the longest run of two or more zero groups as `::`, IPv4 tail for ::ffff:0:0/96. */
export function ipv6Text(octets: Uint8Array): string {
  const groups = Array.from({ length: 8 }, (_, i) => (octets[2 * i]! << 8) | octets[2 * i + 1]!)
  if (groups.slice(0, 5).every(g => g === 0) && groups[5] === 0xffff)
    return `::ffff:${octets.slice(12).join('.')}`
  let best = { start: -1, length: 1 }
  for (let i = 0; i < 8; i++) {
    let length = 0
    while (i + length < 8 && groups[i + length] === 0) length++
    if (length > best.length) best = { start: i, length }
    i += length
  }
  const hex = groups.map(g => g.toString(16))
  if (best.start < 0) return hex.join(':')
  return `${hex.slice(0, best.start).join(':')}::${hex.slice(best.start + best.length).join(':')}`
}
