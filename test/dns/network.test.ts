import { expect, test } from 'vitest'
import { networkText, parseNetwork } from '../../src/dns/network.ts'

test.each([
  ['192.0.2.0/24', { family: 4, address: '192.0.2.0', length: 24 }],
  ['192.0.2.1/32', { family: 4, address: '192.0.2.1', length: 32 }],
  ['0.0.0.0/0', { family: 4, address: '0.0.0.0', length: 0 }],
  ['2001:db8::/32', { family: 6, address: '2001:db8::', length: 32 }],
  ['::/128', { family: 6, address: '::', length: 128 }],
])('%s is a network', (text, network) => {
  expect(parseNetwork(text)).toEqual(network)
})

test.each([
  '',
  '192.0.2.0',
  '192.0.2.0/33',
  '::/129',
  '192.0.2/24',
  'fe80::1%lo/64',
  '192.0.2.0/24/1',
  '*',
  '1/1',
])('"%s" is none', text => {
  expect(parseNetwork(text)).toBeUndefined()
})

test.each([
  ['192.0.2.0/24', '192.0.2.0/24'],
  ['192.0.2.255/25', '192.0.2.128/25'],
  ['192.0.2.1/32', '192.0.2.1/32'],
  ['192.0.2.1/0', '0.0.0.0/0'],
  ['2001:DB8:0:0::/32', '2001:db8::/32'],
  ['2001:db8:ffff::1/33', '2001:db8:8000::/33'],
])('%s is written as %s', (text, written) => {
  expect(networkText(parseNetwork(text)!)).toBe(written)
})
