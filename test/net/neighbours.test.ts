// Hardware addresses from the table that Linux has.
import { expect, test } from 'vitest'
import { readAddress } from '../../src/net/address-words.ts'
import { createNeighbours } from '../../src/net/neighbours.ts'

const head = 'IP address       HW type     Flags       HW address            Mask     Device\n'
const line = (ip: string, mac: string, flags = '0x2') =>
  `${ip}      0x1         ${flags}         ${mac}     *        eth0\n`

const words = (ip: string) => {
  const address = new Int32Array(4)
  readAddress(ip, address)
  return address
}

test('the table is read again after a second for who is not in it, after ten for who is', () => {
  const clock = { ms: 0 }
  let text = head + line('192.0.2.1', '02:00:00:00:00:0a') + line('192.0.2.3', '02:00:00:00:00:0c', '0x0')
  let reads = 0
  const neighbours = createNeighbours(() => {
    reads++
    return text
  }, clock)
  const ask = (ip: string) => {
    const octets = neighbours.hardwareAddress(words(ip))
    return octets && Buffer.from(octets).toString('hex')
  }
  expect([ask('192.0.2.1'), ask('192.0.2.2'), ask('192.0.2.3'), ask('2001:db8::1')]).toEqual([
    '02000000000a',
    undefined,
    undefined,
    undefined,
  ])
  expect(reads).toBe(1)
  text = head + line('192.0.2.1', '02:00:00:00:00:0d') + line('192.0.2.2', '02:00:00:00:00:0B')
  clock.ms = 1000
  expect([ask('192.0.2.2'), reads]).toEqual(['02000000000b', 2])
  text = 'nothing of the kind'
  clock.ms = 10_999
  expect([ask('192.0.2.1'), reads]).toEqual(['02000000000d', 2])
  clock.ms = 11_000
  expect([ask('192.0.2.1'), reads]).toEqual([undefined, 3])
})
