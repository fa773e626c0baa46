// Rounds of a proof: what is asked again and when, servers that are silent, and what ends it.
import { expect, test } from 'vitest'
import { fault } from '../../src/base/errors.ts'
import type { Event } from '../../src/base/io.ts'
import type { ServerClient } from '../../src/net/client/server-client.ts'
import { isProven } from '../../src/proof/proof.ts'
import { rrsetsOf } from '../server/authoritative/rich-zone.ts'
import { answering, cellsOf, clientOf, expectAll, origin, ownPulse, proveWith } from './proving.ts'

const apex = '@ 60 SOA ns1 h 1 2 3 4 5\n@ 60 NS ns1'
const many = Array.from({ length: 200 }, (_, i) => `h${i} 60 A 192.0.2.${i}`).join('\n')
const zone = rrsetsOf(origin, `${apex}\n${many}`)
const before = rrsetsOf(
  origin,
  `${apex.replace('1 2 3', '0 2 3')}\n${many.replace('192.0.2.7\n', '192.0.2.250\n')}`,
)
const expected = expectAll(zone)

/** Counts what it is asked. */
function counting(client: ServerClient) {
  const counted = { asked: 0, ask: client.ask, close() {} }
  counted.ask = question => {
    counted.asked++
    return client.ask(question)
  }
  return counted
}

const silent: ServerClient = {
  async ask() {
    throw fault('query-timeout', 'no answer within 1000 ms')
  },
  close() {},
}

test('asks only what was not equal again, with growing waits, until it is', async () => {
  const fine = counting(clientOf(zone))
  const late = counting(clientOf(before))
  const pulse = ownPulse(round => {
    if (round === 7) late.ask = clientOf(zone).ask
  })
  const proof = await proveWith({ clients: { fine, late }, expected, zone }, { timeoutMs: 60_000, pulse })
  expect(isProven(proof)).toBe(true)
  expect(pulse.waits).toEqual([250, 500, 1000, 2000, 4000, 5000, 5000])
  // The SOA in each round, and what differs.
  expect(fine.asked).toBe(1 + zone.length)
  expect(late.asked).toBe(1 + zone.length + 2 * 6)
  expect(proof.asked).toBe(2 * zone.length)
  expect(proof.servers.map(({ serial, asked, unequal }) => [serial, asked, unequal])).toEqual([
    [1, zone.length, 0],
    [1, zone.length, 0],
  ])
})

test('gives up when the time is over, and says what differs and which serial lags', async () => {
  const pulse = ownPulse()
  const proof = await proveWith(
    { clients: { fine: clientOf(zone), stale: clientOf(before) }, expected, zone },
    { timeoutMs: 1000, pulse },
  )
  expect(pulse.waits).toEqual([250, 500, 250])
  expect(cellsOf(proof)).toEqual([
    'stale 192.0.2.2 h7.example.com. A: differs, has 192.0.2.250, lacks 192.0.2.7',
  ])
  expect(proof.servers.map(({ serial, unequal }) => [serial, unequal])).toEqual([
    [1, 0],
    [0, 1],
  ])
})

test('a server that does not answer is asked once in a round', async () => {
  const dead = counting(silent)
  const proof = await proveWith(
    { clients: { dead, fine: clientOf(zone) }, expected, zone },
    { timeoutMs: 1000, pulse: ownPulse() },
  )
  expect(dead.asked).toBe(4)
  expect(proof.unequalCount).toBe(zone.length)
  expect(proof.servers[0]).toMatchObject({ asked: zone.length, unequal: zone.length })
  expect(cellsOf(proof)[0]).toBe('dead 192.0.2.1 example.com. SOA: unanswered, no answer within 1000 ms')
})

test('one that falls silent is not asked for all of the rest', async () => {
  let left = 50
  const fine = clientOf(zone)
  const failing = counting({ ...fine, ask: q => (left-- > 0 ? fine : silent).ask(q) })
  const proof = await proveWith({ clients: { failing }, expected, zone })
  // Those under way at that moment, and eight more.
  expect(failing.asked).toBeLessThan(50 + 8 + 32)
  expect(proof.unequalCount).toBe(zone.length - 49)
})

test('one that does not know the zone is asked for its SOA only', async () => {
  const lame = counting(answering(() => ({ rcode: 'REFUSED' })))
  const proof = await proveWith({ clients: { lame }, expected, zone })
  expect(lame.asked).toBe(1)
  expect(cellsOf(proof)[1]).toBe('lame 192.0.2.1 example.com. NS: unanswered, REFUSED')
})

test('what is too much to be kept is read and asked once more', async () => {
  const large = Array.from({ length: 12_000 }, (_, i) => ({
    ...expected[5]!,
    owner: expected[i % 200]!.owner,
  }))
  const empty = counting(clientOf(rrsetsOf(origin, apex)))
  let reads = 0
  const pulse = ownPulse(() => {
    empty.ask = clientOf(zone).ask
  })
  const proof = await proveWith(
    { clients: { empty }, expected: [], zone },
    {
      timeoutMs: 250,
      pulse,
      async *expectations() {
        reads++
        for (let i = 0; i < large.length; i += 1000) yield large.slice(i, i + 1000)
      },
    },
  )
  expect(reads).toBe(2)
  expect(proof.asked).toBe(12_000)
})

test('ends when the work is to end, with the proof as it stands', async () => {
  const controller = new AbortController()
  const pulse = ownPulse(() => controller.abort())
  const proof = await proveWith(
    { clients: { stale: clientOf(before) }, expected, zone },
    { timeoutMs: 60_000, pulse, signal: controller.signal },
  )
  expect(pulse.waits).toEqual([250])
  expect(proof.unequalCount).toBe(1)
})

test('what was not asked for is not proven', async () => {
  const proof = await proveWith(
    { clients: { fine: clientOf(zone) }, expected, zone },
    { timeoutMs: 60_000, pulse: ownPulse(), signal: AbortSignal.abort() },
  )
  expect(proof).toMatchObject({ asked: 0, unequalCount: 0, interrupted: true })
  expect(isProven(proof)).toBe(false)
})

test('a zone of which too much is unequal is not read again for a server that is gone', async () => {
  const large = Array.from({ length: 12_000 }, () => expected[5]!)
  const empty = counting(clientOf(rrsetsOf(origin, apex)))
  let reads = 0
  const proof = await proveWith(
    { clients: { empty }, expected: [], zone },
    {
      timeoutMs: 250,
      pulse: ownPulse(() => {
        empty.ask = silent.ask
      }),
      async *expectations() {
        reads++
        yield large
      },
    },
  )
  expect(reads).toBe(1)
  expect(proof).toMatchObject({ asked: 12_000, unequalCount: 12_000 })
  expect(proof.interrupted).toBeUndefined()
})

test('tells how far it is', async () => {
  const events: Event[] = []
  await proveWith(
    { clients: { a: clientOf(zone) }, expected, zone },
    { listener: event => events.push(event) },
  )
  expect(events.at(-1)).toMatchObject({ kind: 'progress', done: zone.length })
})

test('nothing is proven where nobody can be asked', async () => {
  expect(isProven(await proveWith({ clients: {}, expected, zone }))).toBe(false)
})

test('a server without a socket answers nothing', async () => {
  const proof = await proveWith(
    { clients: { a: silent }, expected: expected.slice(0, 1), zone },
    {
      openClient: async () => {
        throw fault('query-unreachable', 'the network is down')
      },
    },
  )
  expect(cellsOf(proof)).toEqual(['a 192.0.2.1 example.com. SOA: unanswered, the network is down'])
})
