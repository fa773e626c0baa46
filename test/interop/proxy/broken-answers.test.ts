// What a proxy does with answers that are none: it waits on, asks again, and tells the client in the end.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ask, mayAsk } from './asking.ts'
import { a, answerTo, errorsOf, query, questionEnd, u16s } from './messages.ts'
import { type Answering, anAddress, type MockServer, startMock } from './mock-server.ts'
import { type ProxyUnderTest, startProxy } from './rig.ts'

let server: MockServer
let proxy: ProxyUnderTest
const byName = new Map<string, Answering>()
beforeAll(async () => {
  server = await startMock(asked => (byName.get(asked.name) ?? anAddress())(asked))
  proxy = await startProxy({
    answering: { try_timeout: 250, deadline: 500, max_tries: 2 },
    backends: [{ address: server.address, health_checks: { mode: 'up' } }],
    packet_caches: [],
  })
})
afterAll(async () => {
  await proxy?.stop()
  await server?.close()
})

const good = (octets: Buffer): Buffer => answerTo(octets, { answers: [a('x.test', '192.0.2.66')] })
const changed = (octets: Buffer, at: number, value: number): Buffer => {
  const answer = good(octets)
  answer[at] = value
  return answer
}
const broken: readonly { readonly what: string; readonly answer: (octets: Buffer) => Buffer }[] = [
  { what: 'nothing', answer: () => Buffer.alloc(0) },
  { what: 'less than a header', answer: octets => good(octets).subarray(0, 11) },
  { what: 'another id', answer: octets => changed(octets, 1, octets[1]! ^ 1) },
  { what: 'the query itself', answer: octets => octets },
  { what: 'another name', answer: octets => changed(octets, 13, 'y'.charCodeAt(0)) },
  { what: 'another type', answer: octets => changed(octets, questionEnd(octets) - 3, 28) },
  { what: 'another class', answer: octets => changed(octets, questionEnd(octets) - 1, 3) },
  { what: 'no question', answer: octets => Buffer.concat([octets.subarray(0, 2), u16s(0x8180, 0, 0, 0, 0)]) },
  { what: 'two questions', answer: octets => changed(octets, 5, 2) },
  { what: 'less records than it says', answer: octets => good(octets).subarray(0, -5) },
  { what: 'more records than it has', answer: octets => changed(octets, 7, 9) },
  {
    what: 'an owner that points at itself, in a record that is cut off',
    answer: octets =>
      Buffer.concat([good(octets).subarray(0, octets.length), u16s(0xc000 | octets.length, 1, 1)]),
  },
]

test.concurrent.each(broken)('$what is no answer: asked again, then SERVFAIL', async ({ what, answer }) => {
  const name = `x${broken.findIndex(each => each.what === what)}.broken.test`
  byName.set(name, asked => answer(asked.octets))
  const { rcode, ...message } = await ask(proxy.port, query(name, 'A', { edns: {} }))
  expect(rcode).toBe(2)
  expect(errorsOf(await ask(proxy.port, query(name, 'A', { edns: {} })))).toHaveLength(1)
  expect(server.askedFor(name).length).toBeGreaterThanOrEqual(4)
  expect(message).toBeDefined()
})

test('a good answer behind a forged one counts', async () => {
  byName.set('forged.broken.test', asked => [
    changed(asked.octets, 1, asked.octets[1]! ^ 1),
    good(asked.octets),
  ])
  expect((await ask(proxy.port, query('forged.broken.test'))).packet.answers).toMatchObject([
    { data: '192.0.2.66' },
  ])
})

test('the second of two answers is dropped', async () => {
  byName.set('twice.broken.test', asked => [good(asked.octets), good(asked.octets)])
  const before = (await proxy.counters()).lateResponses
  await ask(proxy.port, query('twice.broken.test'))
  await expect.poll(async () => (await proxy.counters()).lateResponses, { timeout: 20_000 }).toBe(before + 1)
})

test('they are counted, and the proxy goes on', async () => {
  const { lateResponses, noncompliantResponses } = await proxy.counters()
  expect(lateResponses).toBeGreaterThan(0)
  expect(noncompliantResponses).toBeGreaterThan(0)
  expect(await mayAsk(proxy.port, query('after.broken.test'), { waitMs: 20_000 })).toBeDefined()
})
