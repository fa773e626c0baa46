// What answering costs without the network, and what a compiled zone takes.

import { createRandom } from '../../src/base/random.ts'
import { type Location, parseLocation } from '../../src/dns/location.ts'
import { parseName } from '../../src/dns/name.ts'
import type { HealthCheck, PolicyKind, RoutedSet } from '../../src/dns/routing.ts'
import { typeOf } from '../../src/dns/rr/table.ts'
import type { RRset } from '../../src/dns/rrset.ts'
import { createCounters } from '../../src/metrics/counters.ts'
import { createTextSource } from '../../src/net/address-source.ts'
import { createLocations } from '../../src/server/authoritative/locations.ts'
import { createResponder } from '../../src/server/authoritative/responder.ts'
import { recordHead, rrsetLayout, type Snapshot } from '../../src/server/authoritative/snapshot.ts'
import { createZoneBuilder } from '../../src/server/authoritative/zone-builder.ts'
import { createZoneDirectory } from '../../src/server/authoritative/zone-directory.ts'
import { generateRecords } from './generate-zone.ts'
import type { Row } from './table.ts'

const sizes = [10_000, 1_000_000]
const seed = 0x5eed
const apex = parseName('example.com.')
/** Octets of a name and what finds it, beside its record data. */
const mostOctetsOfName = 100
/** Every so many names one is a delegation. */
const delegationEvery = 100

/** Networks whose location is known. */
const networks = 100_000
/** Names with each policy. */
const routedNames = 1000

/** Nanoseconds of CPU a query and octets a name at 10k and 1M names. */
export async function* responderBench(): AsyncGenerator<Row> {
  for (const size of sizes) {
    const names = `${size.toLocaleString('en')} names`
    const before = process.cpuUsage()
    const zone = buildZone(rrsets(size))
    const { user, system } = process.cpuUsage(before)
    yield { name: `compile ${names}`, figure: (user + system) / 1e6, unit: 's CPU' }
    yield { name: `memory of ${names}`, figure: octetsOfName(zone), unit: 'B/name', limit: mostOctetsOfName }
    for (const [mix, packets] of Object.entries(mixes(size)))
      yield answerRow(zone, `${names}, ${mix}`, packets)
  }
  const zone = buildZone(routedRRsets())
  for (const [mix, packets] of Object.entries(routedMixes())) yield answerRow(zone, mix, packets)
}

const site = { random: createRandom(seed), locations: createLocations(locatedNetworks()) }

function answerRow(zone: Snapshot, mix: string, packets: readonly Uint8Array[]): Row {
  const zones = createZoneDirectory(seed)
  zones.set(zone)
  const respond = createResponder(zones, createCounters(), site)
  return { name: `answer, ${mix}`, figure: nanoseconds(respond, packets), unit: 'ns CPU' }
}

function buildZone(rrsets: Iterable<RRset>): Snapshot {
  const builder = createZoneBuilder(apex, seed)
  for (const rrset of rrsets) builder.put(rrset)
  return builder.finish()
}

function* rrsets(size: number): Generator<RRset> {
  const names = { name: (text: string) => parseName(text, apex) }
  const make = (owner: string, type: string, data: string): RRset => ({
    owner: parseName(owner, apex),
    type,
    ttl: 3600,
    rdatas: [typeOf(type).parse(data, names)],
  })
  yield make('@', 'SOA', 'ns1 hostmaster 1 7200 3600 1209600 300')
  yield make('@', 'NS', 'ns1')
  yield make('ns1', 'A', '192.0.2.1')
  yield make('*.wild', 'A', '192.0.2.2')
  for (const { owner, type, data } of generateRecords(size, 0)) yield make(owner, type, data)
  for (let i = 0; i < size / delegationEvery; i++) {
    yield make(`sub${i}`, 'NS', `ns.sub${i}`)
    yield make(`ns.sub${i}`, 'A', '192.0.2.3')
  }
}

/** RRsets whose answers depend on health, chance and who asks. */
function* routedRRsets(): Generator<RRset> {
  const set = (id: string, address: string, more: Partial<RoutedSet>): RoutedSet => ({
    id,
    rdatas: [typeOf('A').parse(address)],
    ...more,
  })
  const routed = (owner: string, kind: PolicyKind, sets: readonly RoutedSet[]): RRset => ({
    owner: parseName(owner, apex),
    type: 'A',
    ttl: 60,
    rdatas: [],
    policy: { kind, sets },
  })
  yield* rrsets(0)
  for (let i = 0; i < routedNames; i++) {
    yield routed(`weighted${i}`, 'weighted', [
      set('blue', '192.0.2.4', { weight: 90, health: check }),
      set('green', '192.0.2.5', { weight: 10, health: check }),
    ])
    yield routed(`geo${i}`, 'geolocation', [
      set('france', '192.0.2.4', { location: 'FR' }),
      set('california', '192.0.2.5', { location: 'US-CA' }),
      set('europe', '192.0.2.6', { location: 'EU' }),
      set('rest', '192.0.2.7', { location: '*' }),
    ])
  }
}

const check: HealthCheck = {
  type: 'tcp',
  name: 'check',
  host: 'www.example.com',
  port: 80,
  interval: 30,
  timeout: 5,
  failures: 3,
  successes: 3,
}

/** Networks of 256 addresses from 10.0.0.0 on, in five places. */
function* locatedNetworks(): Generator<readonly [string, Location]> {
  const places = ['FR', 'DE', 'US', 'US-CA', 'JP'].map(text => parseLocation(text)!)
  for (let i = 0; i < networks; i++)
    yield [`${10 + (i >> 16)}.${(i >> 8) & 255}.${i & 255}.0/24`, places[i % places.length]!]
}

/** Octets a node, without the record data. */
function octetsOfName({ slots, bytes, words, halves, nodes }: Snapshot): number {
  let data = 0
  for (let slot = 0; slot < slots.length; slot += 2) {
    if (slots[slot + 1] === 0) continue
    for (let rrset = words[slots[slot + 1]! >> 2]!; rrset !== 0; rrset = words[rrset >> 2]!)
      data +=
        words[(rrset + rrsetLayout.length) >> 2]! - recordHead * halves[(rrset + rrsetLayout.count) >> 1]!
  }
  return (slots.byteLength + bytes.byteLength - data) / nodes
}

const routedMixes = (): Readonly<Record<string, readonly Uint8Array[]>> => ({
  weighted: spread(i => `weighted${i % routedNames}`),
  geolocation: spread(i => `geo${i % routedNames}`),
})

const spread = (name: (i: number) => string): Uint8Array[] =>
  Array.from({ length: 8192 }, (_, i) => query(name(Math.imul(i, 0x9e3779b1) >>> 0)))

/** Packets of each kind, names spread over the whole zone. */
function mixes(size: number): Readonly<Record<string, readonly Uint8Array[]>> {
  const address = (i: number): number => (i % size) - ((i % size) % 5)
  const hit = spread(i => `host${address(i)}`)
  const nxdomain = spread(i => `none${i}`)
  const wildcard = spread(i => `x${i}.wild`)
  const referral = spread(i => `www.sub${i % (size / delegationEvery)}`)
  const mixed = hit.map((packet, i) =>
    i % 10 < 7 ? packet : [nxdomain, wildcard, referral][(i % 10) - 7]![i]!,
  )
  return { hit, nxdomain, wildcard, referral, '70 % hits, 10 % of each other': mixed }
}

function query(name: string): Uint8Array {
  const labels = `${name}.example.com`.split('.')
  return Uint8Array.from([
    ...[0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1],
    ...labels.flatMap(label => [label.length, ...Buffer.from(label)]),
    ...[0, 0, 1, 0, 1, 0, 0, 41, 4, 208, 0, 0, 0, 0, 0, 0],
  ])
}

const warmUpRounds = 20
const rounds = 100

function nanoseconds(respond: ReturnType<typeof createResponder>, packets: readonly Uint8Array[]): number {
  const message = new Uint8Array(65535)
  const askers = packets.map((_, i) => createTextSource(`10.${(i >> 5) & 255}.${(i * 7) & 255}.${i & 255}`))
  const run = (count: number): void => {
    for (let round = 0; round < count; round++)
      for (let i = 0; i < packets.length; i++) {
        const packet = packets[i]!
        message.set(packet)
        respond(message, packet.length, 'udp', askers[i]!)
      }
  }
  run(warmUpRounds)
  const before = process.cpuUsage()
  run(rounds)
  const { user, system } = process.cpuUsage(before)
  return ((user + system) * 1000) / (rounds * packets.length)
}
