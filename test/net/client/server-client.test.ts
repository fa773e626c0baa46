// Many questions to one server over one socket: which answers count, what is asked again, what there is no answer to.
import { expect, test } from 'vitest'
import { parseName } from '../../../src/dns/name.ts'
import { encodeMessage, type Message } from '../../../src/dns/wire/message.ts'
import type { Endpoint } from '../../../src/net/address.ts'
import { openServerClient, type ServerClient } from '../../../src/net/client/server-client.ts'
import { tcpFrame } from '../../../src/net/tcp-frames.ts'
import { startServer } from './test-server.ts'

const question = (name: string) => ({ name: parseName(name), type: 'A', class: 'IN' }) as const

const answerTo = (query: Message, more: Partial<Message> = {}): Uint8Array =>
  encodeMessage({ ...query, flags: new Set(['qr', 'aa']), ...more })

async function withClient<T>(
  server: Endpoint,
  work: (client: ServerClient) => Promise<T>,
  options = { timeoutMs: 2000, tries: 1 },
): Promise<T> {
  const client = await openServerClient(server, options)
  try {
    return await work(client)
  } finally {
    client.close()
  }
}

test('tells answers that come in another order apart', async () => {
  const held: Uint8Array[] = []
  const server = await startServer({
    udp(query) {
      held.push(answerTo(query))
      return held.length < 50 ? [] : held.reverse()
    },
  })
  const names = Array.from({ length: 50 }, (_, i) => `h${i}.example.com.`)
  const answers = await withClient(server, client =>
    Promise.all(names.map(name => client.ask(question(name)))),
  )
  expect(answers.map(({ questions }) => questions[0]!.name)).toEqual(names)
})

test('asks without RD and with EDNS of 1232 octets', async () => {
  let asked: Message | undefined
  const server = await startServer({
    udp(query) {
      asked = query
      return [answerTo(query)]
    },
  })
  await withClient(server, client => client.ask(question('example.com.')))
  expect([...asked!.flags]).toEqual([])
  expect(asked!.edns).toMatchObject({ udpSize: 1232 })
})

test('takes no answer with another id or another question', async () => {
  const server = await startServer({
    udp: query => [
      answerTo({ ...query, id: query.id ^ 1 }, { rcode: 'SERVFAIL' }),
      answerTo(query, { rcode: 'SERVFAIL', questions: [question('example.net.')] }),
      new Uint8Array(1),
      answerTo(query, { rcode: 'NXDOMAIN' }),
    ],
  })
  const { rcode } = await withClient(server, client => client.ask(question('example.com.')))
  expect(rcode).toBe('NXDOMAIN')
})

test('asks over TCP for what is truncated', async () => {
  const server = await startServer({
    udp: query => [answerTo(query, { flags: new Set(['qr', 'aa', 'tc']) })],
    tcp: (socket, query) => socket.write(tcpFrame(answerTo(query, { rcode: 'NXDOMAIN' }))),
  })
  const { rcode } = await withClient(server, client => client.ask(question('example.com.')))
  expect(rcode).toBe('NXDOMAIN')
})

test('fails where what is truncated does not come over TCP', async () => {
  const server = await startServer({
    udp: query => [answerTo(query, { flags: new Set(['qr', 'aa', 'tc']) })],
    tcp: socket => socket.end(),
  })
  await expect(withClient(server, client => client.ask(question('example.com.')))).rejects.toMatchObject({
    code: 'query-connection-closed',
  })
})

test('asks again where no answer comes', async () => {
  let asked = 0
  const server = await startServer({ udp: query => (asked++ === 0 ? [] : [answerTo(query)]) })
  const options = { timeoutMs: 100, tries: 2 }
  await withClient(server, client => client.ask(question('example.com.')), options)
  expect(asked).toBe(2)
})

test('says that no answer came', async () => {
  const server = await startServer({})
  const asking = withClient(server, client => client.ask(question('example.com.')), {
    timeoutMs: 20,
    tries: 2,
  })
  await expect(asking).rejects.toThrow(/no answer from 127\.0\.0\.1:\d+ \(udp\) within 20 ms, 2 times/)
})

test('says that nothing listens, and goes on', async () => {
  // Port 1 of the loopback has no server.
  await withClient({ host: '127.0.0.1', port: 1 }, async client => {
    for (const name of ['a.example.com.', 'b.example.com.'])
      await expect(client.ask(question(name))).rejects.toMatchObject({ code: 'query-connection-refused' })
  })
})
