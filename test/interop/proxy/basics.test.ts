// What a proxy does with any query: header, question, transport, and what is no query at all.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ask } from './asking.ts'
import { query } from './messages.ts'
import { type MockServer, startMock } from './mock-server.ts'
import { type ProxyUnderTest, startProxy } from './rig.ts'

let server: MockServer
let proxy: ProxyUnderTest
beforeAll(async () => {
  server = await startMock()
  proxy = await startProxy({ backends: [{ address: server.address }], packet_caches: [] })
})
afterAll(async () => {
  await proxy?.stop()
  await server?.close()
})

test.each(['udp', 'tcp'] as const)('a query over %s is answered by the server', async over => {
  server.clear()
  const answer = await ask(proxy.port, query('www.example.com', 'A', { id: 4711 }), { over })
  expect(answer.packet).toMatchObject({ id: 4711, answers: [{ name: 'www.example.com', data: '192.0.2.1' }] })
  expect(server.asked).toHaveLength(1)
})

test('counters are told', async () => {
  expect((await proxy.counters()).queries).toBeGreaterThan(0)
  await proxy.reload({ backends: [{ address: server.address }], packet_caches: [] })
  await expect(proxy.reload({ backends: [{ adress: '' }] })).rejects.toThrow(/adress/)
})
