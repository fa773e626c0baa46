// Servers whose state the operator decides while the proxy runs: asked or not from that moment on, and over a reload.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { ask } from './asking.ts'
import { errorsOf, query } from './messages.ts'
import type { MockServer } from './mock-server.ts'
import { type ProxyUnderTest, type Settings, startProxy } from './rig.ts'
import { startServers, stopServers, whoAnswered } from './servers.ts'

let servers: MockServer[]
let proxy: ProxyUnderTest
const settings = (): Settings => ({
  backends: servers.map(({ address }, i) => ({ name: `s${i}`, address, order: i })),
  load_balancing_policies: { default_policy: 'firstAvailable' },
  packet_caches: [],
})
const set = (server: string, mode: string): Promise<unknown> => proxy.order('setServer', { server, mode })

beforeAll(async () => {
  servers = await startServers(2)
  proxy = await startProxy(settings())
})
afterAll(async () => {
  await proxy?.stop()
  await stopServers(servers)
})
beforeEach(async () => {
  await set('s0', 'auto')
  await set('s1', 'auto')
})

const whoAnswers = async (): Promise<number | undefined> => {
  const asked = query('www.example.com')
  const answers = await Promise.all(Array.from({ length: 8 }, () => ask(proxy.port, asked)))
  const seen = new Set(answers.map(whoAnswered))
  expect(seen.size).toBe(1)
  return [...seen][0]
}

test.each([
  ['down', 1],
  ['drain', 1],
  ['up', 0],
  ['auto', 0],
] as const)('%s', async (mode, who) => {
  await set('s0', mode)
  expect(await whoAnswers()).toBe(who)
})

test('by the address', async () => {
  await set(servers[0]!.address, 'down')
  expect(await whoAnswers()).toBe(1)
})

test('all of them', async () => {
  await set('s0', 'down')
  await set('s1', 'drain')
  const answer = await ask(proxy.port, query('www.example.com', 'A', { edns: {} }))
  expect([answer.rcode, errorsOf(answer)[0]?.code]).toEqual([2, 22])
  await set('s1', 'up')
  expect(await whoAnswers()).toBe(1)
})

test('over a reload', async () => {
  await set('s0', 'down')
  await proxy.reload({ ...settings(), answering: { deadline: 2000 } })
  expect(await whoAnswers()).toBe(1)
})

test('not of a server that is not there', async () => {
  await expect(set('s9', 'down')).rejects.toThrow(/s9/)
  await expect(set('s0', 'sideways')).rejects.toThrow()
  expect(await whoAnswers()).toBe(0)
})
