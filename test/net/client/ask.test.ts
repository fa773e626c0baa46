import { createSocket } from 'node:dgram'
import type { Socket } from 'node:net'
import { networkInterfaces } from 'node:os'
import { describe, expect, onTestFinished, test } from 'vitest'
import { parseName } from '../../../src/dns/name.ts'
import { A } from '../../../src/dns/rr/types/a.ts'
import { encodeMessage, type Message } from '../../../src/dns/wire/message.ts'
import { ask } from '../../../src/net/client/ask.ts'
import { tcpFrame } from '../../../src/net/tcp-frames.ts'
import { startServer } from './test-server.ts'

const name = parseName('www.example.com.')
const query: Omit<Message, 'id'> = {
  opcode: 'QUERY',
  rcode: 'NOERROR',
  flags: new Set(['rd']),
  questions: [{ name, type: 'A', class: 'IN' }],
  answers: [],
  authorities: [],
  additionals: [],
}

const answerTo = (asked: Message, parts: Partial<Message> = {}): Message => ({
  ...asked,
  flags: new Set(['qr', 'aa']),
  answers: [{ owner: name, type: 'A', class: 'IN', ttl: 60, rdata: A.parse('192.0.2.1') }],
  ...parts,
})
const answer = (asked: Message, parts?: Partial<Message>) => encodeMessage(answerTo(asked, parts))
const truncated = (asked: Message) => answer(asked, { flags: new Set(['qr', 'tc']), answers: [] })
const loopbacks = Object.values(networkInterfaces())
  .flatMap(addresses => addresses ?? [])
  .filter(({ internal }) => internal)
  .map(({ address }) => address)

const code = (text: string) => expect.objectContaining({ code: text })

describe('over UDP', () => {
  test.each(loopbacks)('the answer of %s is decoded', async host => {
    const server = await startServer({ udp: asked => [answer(asked)] }, host)
    const reply = await ask({ server, query })
    expect(reply).toMatchObject({ server, transport: 'udp', message: answerTo(reply.message) })
    expect(encodeMessage(reply.message)).toEqual(new Uint8Array(reply.octets))
    expect(reply.ms).toBeGreaterThan(0)
  })

  test('a server may have a name', async () => {
    const server = await startServer({ udp: asked => [answer(asked)] })
    const reply = await ask({ server: { ...server, host: 'localhost' }, query })
    expect(reply.server).toEqual(server)
  })

  test('what does not answer the query is dropped', async () => {
    const server = await startServer({
      udp: asked => [
        new Uint8Array(5),
        answer(asked, { id: asked.id ^ 1 }),
        answer(asked, { flags: new Set(['aa']) }),
        answer(asked, { opcode: 'NOTIFY' }),
        answer(asked, { questions: [{ name: parseName('other.example.com.'), type: 'A', class: 'IN' }] }),
        answer(asked, { questions: [{ name, type: 'NS', class: 'IN' }] }),
        answer(asked, { questions: [{ name, type: 'A', class: 'CH' }] }),
        answer(asked, { questions: [] }),
        answer(asked, { rcode: 'NXDOMAIN', answers: [] }),
        answer(asked),
      ],
    })
    expect((await ask({ server, query })).message.rcode).toBe('NXDOMAIN')
  })

  test('the letter case of the question does not matter', async () => {
    const questions = [{ name: parseName('WWW.Example.COM.'), type: 'A', class: 'IN' as const }]
    const server = await startServer({ udp: asked => [answer(asked, { questions })] })
    expect((await ask({ server, query })).message.questions).toEqual(questions)
  })

  test('a refusal need not repeat the question', async () => {
    const server = await startServer({
      udp: asked => [answer(asked, { rcode: 'FORMERR', questions: [], answers: [] })],
    })
    expect((await ask({ server, query })).message.rcode).toBe('FORMERR')
  })

  test('an answer from another port is dropped', async () => {
    const forger = createSocket('udp4')
    onTestFinished(() => void forger.close())
    const forged: Promise<number>[] = []
    const server = await startServer({
      udp(asked, { port, address }) {
        forged.push(
          new Promise(resolve => forger.send(answer(asked), port, address, (_, size) => resolve(size))),
        )
        return []
      },
    })
    await expect(ask({ server, query, timeoutMs: 40, tries: 1 })).rejects.toThrow(code('query-timeout'))
    expect(await Promise.all(forged)).toEqual([expect.any(Number)])
  })

  test('every try has its own id, and the answer to the last counts', async () => {
    const ids: number[] = []
    const server = await startServer({
      udp: asked => {
        ids.push(asked.id)
        return ids.length < 3 ? [] : [answer(asked)]
      },
    })
    const { message } = await ask({ server, query, timeoutMs: 100, tries: 3 })
    expect(ids).toHaveLength(3)
    expect(message.id).toBe(ids[2])
    expect(new Set(ids).size).toBeGreaterThan(1)
  })

  test('no answer is an error after the last try', async () => {
    let queries = 0
    const server = await startServer({
      udp: () => {
        queries++
        return []
      },
    })
    const failed = ask({ server, query, timeoutMs: 30, tries: 2 })
    await expect(failed).rejects.toThrow(
      `no answer from 127.0.0.1:${server.port} (udp) within 30 ms, 2 times`,
    )
    expect(queries).toBe(2)
  })

  test('an answer that cannot be read is an error', async () => {
    const server = await startServer({ udp: asked => [answer(asked).subarray(0, -1)] })
    await expect(ask({ server, query })).rejects.toThrow(code('wire-malformed'))
  })
})

describe('over TCP', () => {
  test('a truncated answer is asked for again', async () => {
    const server = await startServer({
      udp: asked => [truncated(asked)],
      tcp: (socket, asked) => socket.write(tcpFrame(answer(asked))),
    })
    expect(await ask({ server, query })).toMatchObject({
      transport: 'tcp',
      message: { answers: [{ ttl: 60 }] },
    })
  })

  test('an answer may come octet by octet, behind one to something else', async () => {
    const server = await startServer({
      tcp(socket, asked) {
        socket.setNoDelay(true)
        const frames = [
          tcpFrame(new Uint8Array()),
          tcpFrame(answer(asked, { id: asked.id ^ 1 })),
          tcpFrame(answer(asked)),
        ]
        for (const octet of Buffer.concat(frames)) socket.write(Uint8Array.of(octet))
      },
    })
    const reply = await ask({ server, query, transport: 'tcp' })
    expect(reply).toMatchObject({ transport: 'tcp', message: { flags: new Set(['qr', 'aa']) } })
  })

  test('an answer of almost 65535 octets is read', async () => {
    const rdata = A.parse('192.0.2.1')
    const many = Array.from({ length: 4093 }, () => ({
      owner: name,
      type: 'A',
      class: 'IN' as const,
      ttl: 60,
      rdata,
    }))
    const server = await startServer({
      tcp: (socket, asked) => socket.end(tcpFrame(answer(asked, { answers: many }))),
    })
    const reply = await ask({ server, query, transport: 'tcp' })
    expect(reply.message.answers).toHaveLength(4093)
    expect(reply.octets.length).toBeGreaterThan(65500)
  })

  test.each<[string, (socket: Socket) => void]>([
    ['without an answer', socket => socket.end()],
    ['within an answer', socket => socket.end(Uint8Array.of(0, 40, 1, 2))],
    ['with a reset', socket => socket.resetAndDestroy()],
  ])('a connection that is closed %s is an error', async (_, tcp) => {
    const server = await startServer({ tcp })
    await expect(ask({ server, query, transport: 'tcp' })).rejects.toThrow(code('query-connection-closed'))
  })

  test('a connection without an answer times out', async () => {
    const server = await startServer({ tcp: socket => socket.write(Uint8Array.of(0, 40, 1)) })
    const failed = ask({ server, query, transport: 'tcp', timeoutMs: 30, tries: 1 })
    await expect(failed).rejects.toThrow(code('query-timeout'))
  })
})

describe('where no server is', () => {
  test.each(['udp', 'tcp'] as const)('a closed %s port is an error at once', async transport => {
    const server = { host: '127.0.0.1', port: 1 }
    await expect(ask({ server, query, transport })).rejects.toThrow(code('query-connection-refused'))
  })

  test('a host without an address is an error', async () => {
    const server = { host: 'nothing.invalid', port: 53 }
    await expect(ask({ server, query })).rejects.toThrow(code('query-server-unknown'))
  })

  test.each(['udp', 'tcp'] as const)(
    'an address without a way to it is an error over %s',
    async transport => {
      const server = { host: '255.255.255.255', port: 53 }
      await expect(ask({ server, query, transport })).rejects.toThrow(code('query-unreachable'))
    },
  )
})
