// Sends mutated queries through the responder and checks what must hold for any packet whatever.

import { createRandom } from '../../src/base/random.ts'
import { decodeMessage } from '../../src/dns/wire/message.ts'
import { seededRandom } from '../seeded-random.ts'
import { locationsOf } from '../server/authoritative/locations-of.ts'
import { aliasOf, routed } from '../server/authoritative/policy-zone.ts'
import { queryOf, richZone, serverOf } from '../server/authoritative/rich-zone.ts'
import { createDamage } from './damage-packet.ts'

interface FuzzReport {
  readonly packets: number
  readonly answered: number
  /** Of one packet; what a second try did faster was the machine's doing, not the packet's. */
  readonly slowestMicroseconds: number
}

const limitMs = 1
/** What takes longer is tried again. */
const suspectMs = 0.1
/** A pause of the machine or its garbage collector does not come at the same packet again and again. */
const retries = 5

/** One of everything, policies and aliases too. */
const fuzzedZone = [
  ...richZone,
  routed('weighted', 'A', 'weighted', {
    a: { values: ['192.0.2.1'], weight: 1 },
    b: { alias: 'geo', evaluateHealth: true, weight: 2 },
  }),
  routed('many', 'MX', 'multivalue', {
    a: { values: ['10 mail'] },
    b: { values: ['20 mx.many'], check: 'b' },
    c: { alias: 'nomail' },
  }),
  routed('geo', 'A', 'geolocation', {
    fr: { values: ['192.0.2.1'], location: 'FR' },
    rest: { alias: 'weighted', evaluateHealth: true, location: '*' },
  }),
  routed('ip', 'A', 'ip', { a: { values: ['192.0.2.1'], networks: ['192.0.2.0/24', '2001:db8::/32'] } }),
  aliasOf('*.anywhere', 'MX', 'many', true),
  aliasOf('anywhere', 'A', 'x.wild'),
]

/** Throws if a packet makes the responder throw, take over a millisecond, answer nonsense, or fail at the next query. */
export function fuzzResponder(count: number, seed: number): FuzzReport {
  const server = serverOf(
    { 'example.com.': fuzzedZone },
    { random: createRandom(seed), locations: locationsOf(['192.0.2.0/24', 'FR']) },
  )
  const random = seededRandom(seed)
  const mutate = mutator(random)
  const askers = ['192.0.2.1', '2001:db8::1%eth0', '', '198.51.100.1']
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)]!
  const good = queryOf({ name: 'www.example.com.' })
  const goodAnswer = Buffer.from(server.send(good))
  const message = new Uint8Array(65535)

  const timed = (
    packet: readonly number[],
    transport: 'udp' | 'tcp',
    from: string,
  ): { length: number; ms: number } => {
    message.set(packet)
    const start = performance.now()
    const length = server.respond(message, packet.length, transport, from)
    return { length, ms: performance.now() - start }
  }

  let answered = 0
  let slowest = 0
  for (let i = 0; i < count; i++) {
    const packet = mutate()
    const transport = random() < 0.8 ? 'udp' : 'tcp'
    const fail = (what: string): never => {
      throw new Error(`packet ${i} (${transport}) ${what}: ${Buffer.from(packet).toString('hex')}`)
    }
    const from = pick(askers)
    let { length, ms } = timed(packet, transport, from)
    for (let again = 0; ms > suspectMs && again < retries; again++) {
      // What is drawn may be longer or shorter this time.
      const next = timed(packet, transport, from)
      length = next.length
      ms = Math.min(ms, next.ms)
    }
    if (ms > limitMs) fail(`took ${ms.toFixed(3)} ms`)
    slowest = Math.max(slowest, ms)
    if (length > (transport === 'udp' ? 1232 : 65535)) fail(`has an answer of ${length} octets`)
    if (length > 0) {
      answered++
      if (((packet[0]! << 8) | packet[1]!) !== decodeMessage(message.slice(0, length)).id)
        fail('changed its id')
    }
    if (i % 16 === 0 && !goodAnswer.equals(server.send(good))) fail('spoilt the next query')
  }
  return { packets: count, answered, slowestMicroseconds: Math.round(slowest * 1000) }
}

/** Makes packets: queries for names of the zone and around them, most of them damaged in some ways. */
function mutator(random: () => number): () => number[] {
  const below = (limit: number): number => Math.floor(random() * limit)
  const pick = <T>(items: readonly T[]): T => items[below(items.length)]!
  const owners = fuzzedZone.map(({ owner }) => owner)
  const subnets = [
    [0, 1, 24, 0, 192, 0, 2],
    [0, 1, 9, 0, 10, 128],
    [0, 2, 32, 0, 0x20, 1, 0xd, 0xb8],
    [0, 1, 0, 0],
    [0, 1, 24, 1, 192, 0, 2],
  ]
  const types = [1, 2, 5, 6, 15, 16, 28, 33, 39, 41, 43, 250, 251, 252, 255, 65280]

  const query = (): number[] => {
    const prefix = pick(['', '', 'x.', '*.', 'a.b.', `${'w'.repeat(63)}.`, 'www.'])
    const name = `${prefix}${pick(owners)}`
    const fits = name.length < 254
    return queryOf({
      name: fits ? name : pick(owners),
      type: pick(types),
      ...(random() < 0.5 && {
        edns: below(65536),
        dnssecOk: random() < 0.5,
        ...(random() < 0.5 && { subnet: pick(subnets) }),
      }),
    })
  }
  const damage = createDamage(random)
  return () => {
    const packet = query()
    for (let left = below(4); left > 0; left--) damage(packet)
    return packet
  }
}
