// Socket filters: what a program says of an address is what the list of networks says, here and in the kernel.
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readAddress } from '../../../src/net/address-words.ts'
import { createNetworkList, findNetwork } from '../../../src/net/network-table.ts'
import { loadLibc } from '../../../src/net/platform/libc.ts'
import { networkFilter } from '../../../src/net/udp/filter.ts'
import { createReceiveBatch } from '../../../src/net/udp/receive-batch.ts'
import {
  attachFilter,
  closeSocket,
  detachFilter,
  dropsOf,
  openUdpSocket,
} from '../../../src/net/udp/socket.ts'

/** Runs a program as the kernel does; true if it lets an address through. */
function passes(program: Uint8Array, address: string): boolean {
  const view = new DataView(program.buffer)
  const words = new Int32Array(4)
  readAddress(address, words)
  const isIpv6 = address.includes(':')
  const wordAt = (offset: number): number => {
    const word = (offset - 0xfff0_0000 - (isIpv6 ? 8 : 12)) / 4
    return words[isIpv6 ? word : 3 + word]! >>> 0
  }
  let loaded = 0
  for (let at = 0; at < program.length / 8; at++) {
    const [code, value] = [view.getUint16(8 * at, true), view.getUint32(8 * at + 4, true)]
    const jump = (isTrue: boolean): number => program[8 * at + (isTrue ? 2 : 3)]!
    if (code === 0x20) loaded = wordAt(value)
    else if (code === 0x05) at += value
    else if (code === 0x15) at += jump(loaded === value)
    else if (code === 0x35) at += jump(loaded >= value)
    else if (code === 0x25) at += jump(loaded > value)
    else return value !== 0
  }
  throw new Error('the program has no end')
}

function isListed(networks: readonly string[], address: string): boolean {
  const list = createNetworkList()
  for (const network of networks) list.add(network, 0)
  const words = new Int32Array(4)
  readAddress(address, words)
  return findNetwork(list.table(), 0, words) !== 0
}

/** Few different octets, so that networks meet. */
const octet = fc.constantFrom(0, 1, 2, 127, 128, 255)
const ipv4 = fc.tuple(octet, octet, octet, octet).map(octets => octets.join('.'))
const group = fc.constantFrom('0', '1', '8000', 'ffff')
const ipv6 = fc
  .array(group, { minLength: 8, maxLength: 8 })
  .map(groups => groups.join(':'))
  .filter(text => !text.startsWith('0:0:0:0:0:'))
const networkOf = (address: fc.Arbitrary<string>, widest: number) =>
  fc.tuple(address, fc.integer({ min: 1, max: widest })).map(([text, bits]) => `${text}/${bits}`)

test.for([
  ['ipv4', ipv4, 32, 40],
  ['ipv4', ipv4, 32, 1000],
  ['ipv6', ipv6, 128, 20],
  ['ipv6', ipv6, 128, 300],
] as const)('%s: any networks, of which %#', ([family, address, widest, most]) => {
  const networks = fc.array(networkOf(address, widest), { maxLength: most, size: 'max' })
  fc.assert(
    fc.property(networks, fc.array(address, { minLength: 5, maxLength: 20 }), (listed, addresses) => {
      const { program, leftOut } = networkFilter(listed, family)
      const kept = listed.slice(0, listed.length - leftOut)
      for (const at of [...addresses, ...listed.slice(0, 5).map(network => network.split('/')[0]!)])
        expect(passes(program, at)).toBe(!isListed(kept, at))
    }),
    { numRuns: 60 },
  )
})

test.for([
  ['ipv4', 2500, (i: number) => `198.18.${i >> 8}.${(2 * i) & 255}`],
  ['ipv6', 800, (i: number) => `2001:db8:${i.toString(16)}:1::/64`],
] as const)('%s: says how many of too many it left out', ([family, fits, network]) => {
  const networks = Array.from({ length: 9000 }, (_, i) => network(i))
  const { program, leftOut } = networkFilter([...new Set(networks)], family)
  expect(program.length / 8).toBeLessThanOrEqual(4096)
  expect(new Set(networks).size - leftOut).toBeGreaterThan(fits)
})

test('networks of the other family are passed over', () => {
  expect(networkFilter(['2001:db8::/32'], 'ipv4')).toEqual(networkFilter([], 'ipv4'))
})

const loaded = loadLibc()
describe.runIf(loaded)('in the kernel', () => {
  const libc = loaded!

  test.for([
    ['ipv4', '127.0.0.1', ['127.0.2.0/24', '127.9.9.9'], ['127.0.2.55', '127.9.9.9'], '127.0.3.1'],
    ['ipv6', '::1', ['::1/128'], ['::1'], undefined],
  ] as const)('%s: drops, and lets through', async ([family, host, networks, blocked, free]) => {
    const { fd, endpoint } = openUdpSocket(libc, { host, port: 0 })
    const batch = createReceiveBatch(libc)
    const sendFrom = async (from: string): Promise<number> => {
      const socket = createSocket(family === 'ipv4' ? 'udp4' : 'udp6')
      socket.bind(0, from)
      await once(socket, 'listening')
      await new Promise(sent => socket.send('x', endpoint.port, host, sent))
      socket.close()
      return batch.receive(fd)
    }
    try {
      attachFilter(libc, fd, networkFilter(networks, family).program)
      for (const from of blocked) expect(await sendFrom(from)).toBe(0)
      if (free) expect(await sendFrom(free)).toBe(1)
      expect(dropsOf(libc, fd)).toBe(blocked.length)
      attachFilter(libc, fd, networkFilter([], family).program)
      expect(await sendFrom(blocked[0]!)).toBe(1)
      detachFilter(libc, fd)
      expect(await sendFrom(blocked[0]!)).toBe(1)
    } finally {
      closeSocket(libc, fd)
    }
  })

  test('takes the longest programs', () => {
    const networks = Array.from({ length: 9000 }, (_, i) => `198.18.${i >> 8}.${i & 255}`)
    const { fd } = openUdpSocket(libc, { host: '127.0.0.1', port: 0 })
    attachFilter(libc, fd, networkFilter(networks, 'ipv4').program)
    closeSocket(libc, fd)
  })
})
