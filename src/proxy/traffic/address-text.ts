// Addresses in words as text (RFC 5952).
import { isIpv4 } from './block-table.ts'

/** Writes an address: IPv4 with dots, IPv6 in its short form. */
export function addressText(words: Int32Array): string {
  if (isIpv4(words)) return octetsOf(words[3]!).join('.')
  const groups = Array.from({ length: 8 }, (_, i) => (words[i >> 1]! >>> (i & 1 ? 0 : 16)) & 0xffff)
  const gap = longestGap(groups)
  const text = (from: number, to: number): string =>
    groups
      .slice(from, to)
      .map(group => group.toString(16))
      .join(':')
  return gap.length < 2 ? text(0, 8) : `${text(0, gap.start)}::${text(gap.start + gap.length, 8)}`
}

const octetsOf = (word: number): number[] => [
  word >>> 24,
  (word >>> 16) & 255,
  (word >>> 8) & 255,
  word & 255,
]

/** The longest run of groups that are 0, the first of several. */
function longestGap(groups: readonly number[]): { start: number; length: number } {
  let best = { start: 0, length: 0 }
  for (let start = 0; start < groups.length; start++) {
    let end = start
    while (groups[end] === 0) end++
    if (end - start > best.length) best = { start, length: end - start }
  }
  return best
}
