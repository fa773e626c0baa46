// Which servers are asked: those of a list, those of NS records, and which cannot be.
import { expect, test } from 'vitest'
import { parseName } from '../../src/dns/name.ts'
import { namedServers, nameServers, noRouteTo, type ServerSources } from '../../src/proof/find-servers.ts'
import { serverText } from '../../src/proof/proof.ts'
import { routed } from '../server/authoritative/policy-zone.ts'
import { rrsetsOf } from '../server/authoritative/rich-zone.ts'
import { origin } from './proving.ts'

const lookup: ServerSources['lookup'] = async host => {
  const known: Readonly<Record<string, readonly string[]>> = {
    'ns.example.net': ['198.51.100.1', '2001:db8::1'],
    'ns2.example.com': ['198.51.100.2'],
  }
  if (known[host]) return known[host].map(address => ({ address, family: address.includes(':') ? 6 : 4 }))
  throw Object.assign(new Error('not found'), { code: 'ENOTFOUND' })
}

/** Servers of NS records of the zone with these records beside them. */
async function found(
  ns: readonly string[],
  held = '',
  noRoute: ServerSources['noRouteTo'] = async () => undefined,
) {
  const apexNs = rrsetsOf(origin, ns.map(name => `@ 60 NS ${name}`).join('\n'))[0]
  const rrsets = held === '' ? [] : rrsetsOf(origin, held)
  const { servers, unresolved, unreachable } = await nameServers(origin, apexNs, {
    held: (owner, type) => rrsets.find(one => one.owner === owner && one.type === type),
    lookup,
    noRouteTo: noRoute,
  })
  return [
    ...servers.map(serverText),
    ...unresolved.map(({ name, reason }) => `${name}: ${reason}`),
    ...unreachable.map(({ name, reason }) => `${name} not reached: ${reason}`),
  ]
}

test('each address of a name is a server', async () => {
  expect(await found(['ns.example.net.'])).toEqual([
    'ns.example.net. 198.51.100.1',
    'ns.example.net. 2001:db8::1',
  ])
})

test('addresses in the zone go before those of the system', async () => {
  const held = 'ns1 60 A 192.0.2.1\nns1 60 AAAA 2001:db8::2\nns.example.net. 60 A 192.0.2.9'
  expect(await found(['ns1', 'ns2', 'ns.example.net.'], held)).toEqual([
    'ns1.example.com. 192.0.2.1',
    'ns1.example.com. 2001:db8::2',
    'ns2.example.com. 198.51.100.2',
    'ns.example.net. 198.51.100.1',
    'ns.example.net. 2001:db8::1',
  ])
})

test('addresses of a policy are servers too', async () => {
  const apexNs = rrsetsOf(origin, '@ 60 NS ns1')[0]
  const ns1 = routed('ns1', 'A', 'multivalue', { a: { values: ['192.0.2.1'] }, b: { values: ['192.0.2.2'] } })
  const { servers } = await nameServers(origin, apexNs, {
    held: (owner, type) => (owner === parseName('ns1', origin) && type === 'A' ? ns1 : undefined),
    lookup,
    noRouteTo: async () => undefined,
  })
  expect(servers.map(({ endpoint }) => endpoint.host)).toEqual(['192.0.2.1', '192.0.2.2'])
})

test('names without an address are told, and servers that two names lead to are asked once', async () => {
  const held = 'ns1 60 A 192.0.2.1\nns2 60 A 192.0.2.1'
  expect(await found(['ns1', 'ns2', 'ns3'], held)).toEqual([
    'ns1.example.com. 192.0.2.1',
    'ns3.example.com.: it has no address (ENOTFOUND)',
  ])
})

test('an IPv6 address without a route is a note', async () => {
  const noRoute: ServerSources['noRouteTo'] = async () => 'no way'
  expect(await found(['ns.example.net.'], '', noRoute)).toEqual([
    'ns.example.net. 198.51.100.1',
    'ns.example.net. 2001:db8::1 not reached: no way',
  ])
})

test('a zone without NS records has no servers', async () => {
  expect(
    await nameServers(origin, undefined, { held: () => undefined, lookup, noRouteTo: noRouteTo }),
  ).toEqual({
    servers: [],
    unresolved: [],
    unreachable: [],
  })
})

test('named servers are taken as they are named', async () => {
  const { servers, unresolved } = await namedServers(
    ['192.0.2.53', '127.0.0.1:5300', '[2001:db8::53]:5300', 'ns.example.net:54', 'nowhere.example.net'],
    lookup,
  )
  expect(servers.map(serverText)).toEqual([
    '192.0.2.53',
    '127.0.0.1:5300',
    '[2001:db8::53]:5300',
    'ns.example.net 198.51.100.1:54',
    'ns.example.net [2001:db8::1]:54',
  ])
  expect(unresolved).toEqual([{ name: 'nowhere.example.net', reason: 'it has no address (ENOTFOUND)' }])
  await expect(namedServers(['192.0.2.256'], lookup)).rejects.toMatchObject({ code: 'address-syntax' })
})

test('the loopback has a route', async () => {
  expect(await noRouteTo({ host: '127.0.0.1', port: 53 })).toBeUndefined()
})
