// IP addresses as four words of 32 bits, IPv4 in ::ffff:0:0/96 (RFC 4291 §2.5.5.2), so that both are compared alike.

/** Bits of an address, and those before an IPv4 address. */
export const addressBits = 128
export const ipv4Offset = 96

const zero = 0x30
const dot = 0x2e
const colon = 0x3a
const percent = 0x25
const groupsOfIpv6 = 8

/** Reads an IPv4 or IPv6 address, a zone left out; false if it is neither. Nothing is allocated. */
export function readAddress(text: string, words: Int32Array): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) === colon) return readIpv6(text, words)
  words[0] = words[1] = 0
  words[2] = 0xffff
  return readIpv4(text, 0, words)
}

/** Reads the last of the words from four decimal numbers. */
function readIpv4(text: string, start: number, words: Int32Array): boolean {
  let value = 0
  let part = 0
  let digits = 0
  let dots = 0
  for (let i = start; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code === dot) {
      if (digits === 0 || ++dots > 3) return false
      value = (value << 8) | part
      part = digits = 0
      continue
    }
    part = part * 10 + code - zero
    if (code < zero || code > zero + 9 || ++digits > 3 || part > 255) return false
  }
  words[3] = (value << 8) | part
  return dots === 3 && digits > 0
}

/** The IPv4 address at the end of an IPv6 address. */
const tail = new Int32Array(4)

function readIpv6(text: string, words: Int32Array): boolean {
  words.fill(0)
  let groups = 0
  let gap = -1
  let at = 0
  if (text.charCodeAt(0) === colon && text.charCodeAt(1) === colon) {
    gap = 0
    at = 2
  }
  while (at < text.length && text.charCodeAt(at) !== percent) {
    const start = at
    let group = 0
    for (let digit = hexDigit(text, at); digit >= 0; digit = hexDigit(text, ++at))
      group = (group << 4) | digit
    if (text.charCodeAt(at) === dot) {
      if (groups > groupsOfIpv6 - 2 || !readIpv4(text, start, tail)) return false
      setGroup(words, groups++, tail[3]! >>> 16)
      setGroup(words, groups++, tail[3]! & 0xffff)
      break
    }
    if (at === start || at - start > 4 || groups === groupsOfIpv6) return false
    setGroup(words, groups++, group)
    if (at === text.length || text.charCodeAt(at) === percent) break
    if (text.charCodeAt(at++) !== colon) return false
    if (text.charCodeAt(at) === colon) {
      if (gap >= 0) return false
      gap = groups
      at++
    } else if (at === text.length) return false
  }
  return closeGap(words, gap, groups)
}

/** Moves what stands behind `::` to the end; false if there are too few groups, or too many. */
function closeGap(words: Int32Array, gap: number, groups: number): boolean {
  if (gap < 0) return groups === groupsOfIpv6
  if (groups === groupsOfIpv6) return false
  for (let from = groups - 1, to = groupsOfIpv6 - 1; from >= gap; from--, to--) {
    setGroup(words, to, (words[from >> 1]! >>> (from & 1 ? 0 : 16)) & 0xffff)
    setGroup(words, from, 0)
  }
  return true
}

function setGroup(words: Int32Array, group: number, value: number): void {
  words[group >> 1] =
    group & 1 ? (words[group >> 1]! & ~0xffff) | value : (words[group >> 1]! & 0xffff) | (value << 16)
}

function hexDigit(text: string, at: number): number {
  const code = at < text.length ? text.charCodeAt(at) : 0
  if (code >= zero && code <= zero + 9) return code - zero
  const letter = (code | 0x20) - 0x61
  return code > 0x40 && letter >= 0 && letter < 6 ? letter + 10 : -1
}
