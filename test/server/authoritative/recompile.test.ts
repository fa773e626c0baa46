// A zone that was changed step by step answers as one that was compiled at once; snapshots in use do not change.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRandom } from '../../../src/base/random.ts'
import { nameKey, parseName } from '../../../src/dns/name.ts'
import { typeOf } from '../../../src/dns/rr/table.ts'
import type { RRset } from '../../../src/dns/rrset.ts'
import { createCounters } from '../../../src/metrics/counters.ts'
import { createTextSource } from '../../../src/net/address-source.ts'
import {
  compileZone,
  type RRsetChange,
  recompileZone,
} from '../../../src/server/authoritative/compile-zone.ts'
import { createResponder } from '../../../src/server/authoritative/responder.ts'
import type { Snapshot } from '../../../src/server/authoritative/snapshot.ts'
import { createZoneDirectory } from '../../../src/server/authoritative/zone-directory.ts'
import { buildZone, queryOf, rrsetsOf } from './rich-zone.ts'

const origin = parseName('example.com.')
const seed = 0x5eed
const soa = (serial: number): RRset => rrsetsOf('example.com.', `@ 60 SOA ns1 h ${serial} 1 2 3 4`)[0]!

const label = fc.constantFrom('a', 'b', 'C', '*')
const owner = fc
  .array(label, { minLength: 1, maxLength: 4 })
  .map(labels => parseName(`${labels.join('.')}.example.com.`))
const dataOf: Readonly<Record<string, readonly string[]>> = {
  A: ['192.0.2.1', '192.0.2.2'],
  TXT: ['"x"', '"y"'],
  NS: ['a.example.com.', 'b.c.example.com.'],
  CNAME: ['b.example.com.'],
  DNAME: ['c.example.com.'],
}
const rrset = fc
  .record({ owner, type: fc.constantFrom(...Object.keys(dataOf)), count: fc.constantFrom(1, 2) })
  .map(({ owner, type, count }): RRset => {
    const rdatas = dataOf[type]!.slice(0, count).map(data => typeOf(type).parse(data))
    return { owner, type, ttl: 60, rdatas }
  })
/** `false` deletes the RRset. */
const step = fc.record({ rrset, isPut: fc.boolean() })

const names = ['a', 'b', 'c', 'x', '*'].flatMap(first =>
  ['', '.a', '.b', '.a.b', '.c.*', '.b.c.a'].map(rest => `${first}${rest}.example.com.`),
)
const queries = names.flatMap(name => ['A', 'NS', 'TXT'].map(type => queryOf({ name, type })))

/** What a zone answers to all of the queries. */
function answers(zone: Snapshot): string[] {
  const zones = createZoneDirectory(seed)
  zones.set(zone)
  const respond = createResponder(zones, createCounters(), { random: createRandom(1) })
  const message = new Uint8Array(65535)
  return queries.map(query => {
    message.set(query)
    return Buffer.from(
      message.subarray(0, respond(message, query.length, 'udp', createTextSource())),
    ).toString('hex')
  })
}

test('recompiled and compiled zones answer alike', () => {
  fc.assert(
    fc.property(fc.array(rrset, { maxLength: 10 }), fc.array(step, { maxLength: 20 }), (first, steps) => {
      const state = new Map<string, RRset>()
      const key = ({ owner, type }: RRset): string => `${nameKey(owner)} ${type}`
      for (const rrset of [soa(1), ...first]) state.set(key(rrset), rrset)
      let zone = buildZone('example.com.', state.values(), seed)
      let spare: Snapshot | undefined
      for (const [i, { rrset, isPut }] of steps.entries()) {
        const [before, after] = [zone, answers(zone)]
        const changes: RRsetChange[] = [{ after: soa(i + 2) }, isPut ? { after: rrset } : { before: rrset }]
        zone = recompileZone(zone, changes, spare)
        expect(answers(before)).toEqual(after)
        spare = before
        // The order of types at a name is that of their coming.
        state.delete(key(rrset))
        state.delete(key(soa(1)))
        state.set(key(soa(1)), soa(i + 2))
        if (isPut) state.set(key(rrset), rrset)
      }
      const whole = buildZone('example.com.', state.values(), seed)
      expect(answers(zone)).toEqual(answers(whole))
      expect([zone.nodes, zone.records, zone.serial]).toEqual([whole.nodes, whole.records, whole.serial])
    }),
    { numRuns: 30, seed: 1 },
  )
})

test('memory of a zone that is served no more is taken, whatever it held', async () => {
  const hosts = (count: number, version: number): RRset[] => [
    soa(version),
    ...Array.from(
      { length: count },
      (_, i) =>
        rrsetsOf('example.com.', `h${i} 60 A 192.0.2.${version}\n*.h${i} 60 TXT "v${version}"`)[i % 2]!,
    ),
  ]
  const old = await compileZone(origin, hosts(400, 1), seed)
  const whole = await compileZone(origin, hosts(300, 2), seed)
  const inSpare = await compileZone(origin, hosts(300, 2), seed, old)
  expect(inSpare.bytes.buffer).toBe(old.bytes.buffer)
  expect(answers(inSpare)).toEqual(answers(whole))
  const small = await compileZone(origin, hosts(3, 3), seed, inSpare)
  expect(small.bytes.length).toBeLessThan(1000)

  let [zone, spare] = [whole, recompileZone(whole, [{ after: soa(3) }])]
  for (let n = 4; n < 10; n++) {
    const next = recompileZone(spare, [{ after: soa(n) }], n > 4 ? zone : undefined)
    if (n > 5) expect(next.bytes.buffer).toBe(zone.bytes.buffer)
    ;[zone, spare] = [spare, next]
  }
})

test('queries between swaps see one version or the other', async () => {
  const zones = createZoneDirectory(seed)
  const respond = createResponder(zones, createCounters(), { random: createRandom(1) })
  const version = (n: number): RRset[] => [
    soa(n),
    ...rrsetsOf(
      'example.com.',
      Array.from({ length: 2000 }, (_, i) => `h${i} 60 A 192.0.2.${n}\nh${i} 60 TXT "v${n}"`).join('\n'),
    ),
  ]
  zones.set(await compileZone(origin, version(0), seed))
  const message = new Uint8Array(65535)
  const query = queryOf({ name: 'h1999.example.com.' })
  const seen = new Set<number>()
  let isDone = false
  let asked = 0
  const asking = (async () => {
    for (; !isDone; asked++) {
      message.set(query)
      const length = respond(message, query.length, 'udp', createTextSource())
      expect([message[3]! & 15, message[7]]).toEqual([0, 1])
      seen.add(message[length - 1]!)
      await new Promise(setImmediate)
    }
  })()
  for (let n = 1; n <= 5; n++) zones.set(await compileZone(origin, version(n), seed))
  isDone = true
  await asking
  expect([...seen]).toEqual([...seen].sort())
  expect(asked).toBeGreaterThan(5 * 10)
})
