// Networks and addresses: read as the record data's own reader reads them, and found as a search of all finds them.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ipv6Octets, ipv6Text, parseIpv6 } from '../../src/dns/rr/kinds/addresses.ts'
import { readAddress } from '../../src/net/address-words.ts'
import {
  createNetworkList,
  decidingBits,
  findNetwork,
  networkAround,
  networkValue,
} from '../../src/net/network-table.ts'

const wordsOf = (octets: Uint8Array): number[] =>
  Array.from({ length: 4 }, (_, i) => Buffer.from(octets).readInt32BE(4 * i))

function read(text: string): number[] | undefined {
  const words = new Int32Array(4).fill(-1)
  return readAddress(text, words) ? [...words] : undefined
}

test('every spelling of an IPv6 address', () => {
  const group = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 0xffff }))
  fc.assert(
    fc.property(fc.array(group, { minLength: 8, maxLength: 8 }), fc.boolean(), (groups, isPadded) => {
      const plain = groups.map(g => g.toString(16).padStart(isPadded ? 4 : 1, '0')).join(':')
      const octets = ipv6Octets(plain)
      const [g6, g7] = [groups[6]!, groups[7]!]
      const mixed = `${plain.split(':').slice(0, 6).join(':')}:${g6 >> 8}.${g6 & 255}.${g7 >> 8}.${g7 & 255}`
      for (const text of [plain, plain.toUpperCase(), ipv6Text(octets), mixed, `${plain}%eth0`])
        expect(read(text), text).toEqual(wordsOf(octets))
    }),
    { seed: 1 },
  )
})

test.for([
  ['192.0.2.1', '::ffff:192.0.2.1'],
  ['255.255.255.255', '::ffff:ffff:ffff'],
  ['::', '0:0:0:0:0:0:0:0'],
  ['::1', '0:0:0:0:0:0:0:1'],
  ['1::', '1:0:0:0:0:0:0:0'],
  ['1::2:3.4.5.6', '1:0:0:0:0:2:304:506'],
] as const)('%s is %s', ([text, same]) => {
  expect(read(text)).toEqual(wordsOf(ipv6Octets(parseIpv6(same, 'it'))))
})

test.for([
  ...['', '1', '1.2.3', '1.2.3.4.5', '1.2.3.256', '1.2.3.', '.1.2.3', '1.2.3.0004', '1.2.3.a', 'host'],
  ...[':', ':::', '1:2', '1:2:3:4:5:6:7', '1:2:3:4:5:6:7:8:9', '1::2::3', '12345::', '1:2:3:4:5:6:7::8'],
  ...['::g', '1:', ':1', '1:2:3:4:5:6:7:1.2.3.4', '::1.2.3', '::1.2.3.4:5', '1:2:3:4:5:6:7:8:'],
])('%s is no address', text => {
  expect(read(text)).toBeUndefined()
})

test.for([
  '192.0.2.0/33',
  '2001:db8::/129',
  '192.0.2.0/',
  '192.0.2.0/x',
  '/8',
  'x/8',
  'fe80::%eth0/64',
  '1.2.3.4/-1',
])('%s is no network', text => {
  expect(createNetworkList().add(text, 1)).toBe(false)
})

/** Addresses with few bits that differ, so that networks lie in each other. */
const octet = fc.constantFrom(0, 1, 2, 3, 128, 192, 255)
const address = fc.oneof(
  fc.tuple(octet, octet, octet, octet).map(octets => octets.join('.')),
  fc
    .tuple(octet, octet, octet)
    .map(([a, b, c]) => `20${a.toString(16).padStart(2, '0')}:${b.toString(16)}::${c.toString(16)}`),
)
const bitsOf = (text: string): string =>
  read(text)!
    .map(word => (word >>> 0).toString(2).padStart(32, '0'))
    .join('')
const network = fc
  .tuple(address, fc.integer({ min: 0, max: 128 }))
  .map(([text, length]) => `${text}/${text.includes(':') ? length : length % 33}`)
const prefixOf = (text: string): string => {
  const [base, length] = text.split('/')
  return bitsOf(base!).slice(0, Number(length) + (base!.includes(':') ? 0 : 96))
}

test('networks are found from the smallest to the largest, and the bits that decide are enough and no more', () => {
  fc.assert(
    fc.property(
      fc.array(network, { maxLength: 30 }),
      fc.array(address, { maxLength: 10 }),
      (texts, asked) => {
        const list = createNetworkList()
        for (const [i, text] of texts.entries()) expect(list.add(text, i)).toBe(true)
        const table = Int32Array.of(-7, -7, -7, ...list.table(), -7)
        const prefixes = texts.map(prefixOf)
        for (const text of asked) {
          const words = Int32Array.from(read(text)!)
          const bits = bitsOf(text)
          const found: number[] = []
          for (let at = findNetwork(table, 3, words); at !== 0; at = networkAround(table, 3, at))
            found.push(networkValue(table, 3, at))
          const wanted = prefixes
            .map((prefix, i) => ({ prefix, i }))
            .filter(({ prefix, i }) => bits.startsWith(prefix) && prefixes.indexOf(prefix) === i)
            .sort((a, b) => b.prefix.length - a.prefix.length)
          expect(found).toEqual(wanted.map(({ i }) => i))
          const around = wanted[0]?.prefix.length ?? 0
          const distances = prefixes.filter(p => !bits.startsWith(p)).map(p => commonBits(p, bits) + 1)
          const needed = Math.max(around, ...distances.filter(distance => distance > around))
          expect(decidingBits(table, 3, words)).toBe(texts.length === 0 ? 0 : needed)
        }
      },
    ),
    { seed: 1, numRuns: 500 },
  )
})

function commonBits(a: string, b: string): number {
  let count = 0
  while (count < a.length && a[count] === b[count]) count++
  return count
}

test('a hundred thousand networks are found each', () => {
  const list = createNetworkList()
  const texts = Array.from(
    { length: 100_000 },
    (_, i) => `${i >> 14}.${(i >> 6) & 255}.${(i & 63) << 2}.0/22`,
  )
  for (const [i, text] of texts.toReversed().entries()) list.add(text, i)
  const table = list.table()
  const words = new Int32Array(4)
  let wrong = 0
  for (const [i, text] of texts.entries()) {
    readAddress(text.replace(/0\/22$/, '9'), words)
    if (networkValue(table, 0, findNetwork(table, 0, words)) !== texts.length - 1 - i) wrong++
  }
  expect(wrong).toBe(0)
})
