// Datagrams in batches: received, answered in place or later, from the address that was asked.
import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { afterEach, describe, expect, test } from 'vitest'
import { errnos, type Libc, loadLibc } from '../../../src/net/platform/libc.ts'
import { createPoller } from '../../../src/net/udp/poller.ts'
import { createReceiveBatch } from '../../../src/net/udp/receive-batch.ts'
import { createSendBatch } from '../../../src/net/udp/send-batch.ts'
import {
  closeSocket,
  connectUdpSocket,
  dropsOf,
  openUdpSocket,
  openUdpSockets,
} from '../../../src/net/udp/socket.ts'
import { createWake } from '../../../src/net/udp/wake.ts'

const loaded = loadLibc()
const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

/** A bound socket that is closed after the test. */
function open(libc: Libc, host: string, options?: Parameters<typeof openUdpSocket>[2]) {
  const socket = openUdpSocket(libc, { host, port: 0 }, options)
  closers.push(() => closeSocket(libc, socket.fd))
  return socket
}

interface Client {
  readonly socket: Socket
  readonly received: { readonly text: string; readonly from: string; readonly octets: number }[]
  send(message: string | Uint8Array, host: string, port: number): Promise<void>
}

async function client(family: 'udp4' | 'udp6'): Promise<Client> {
  const socket = createSocket(family)
  socket.bind(0, family === 'udp4' ? '127.0.0.1' : '::1')
  await once(socket, 'listening')
  closers.push(() => socket.close())
  const received: Client['received'] = []
  socket.on('message', (message, { address }) =>
    received.push({ text: String(message), from: address, octets: message.length }),
  )
  const send = (message: string | Uint8Array, host: string, port: number): Promise<void> =>
    new Promise((resolve, reject) =>
      socket.send(message, port, host, error => (error ? reject(error) : resolve())),
    )
  return { socket, received, send }
}

const until = async (socket: Socket, isDone: () => boolean): Promise<void> => {
  while (!isDone()) await once(socket, 'message')
}

describe.runIf(loaded)('with koffi', () => {
  const libc = loaded!

  test.for([
    ['udp4', '127.0.0.1', '127.0.0.1'],
    ['udp4', '0.0.0.0', '127.0.0.1'],
    ['udp4', '0.0.0.0', '127.0.3.7'],
    ['udp6', '::1', '::1'],
    ['udp6', '::', '::1'],
  ] as const)('%s on %s, asked at %s: answers from there', async ([family, bound, asked]) => {
    const { fd, endpoint } = open(libc, bound)
    const { socket, received, send } = await client(family)
    for (const text of ['one', 'drop', 'two']) await send(text, asked, endpoint.port)
    const batch = createReceiveBatch(libc)
    expect(batch.receive(fd)).toBe(3)
    for (let i = 0; i < 3; i++) {
      const message = batch.messages[i]!
      if (batch.length(i) === 4) continue
      message[batch.length(i)] = 0x21
      batch.setLength(i, batch.length(i) + 1)
    }
    batch.answer(fd, 3)
    await until(socket, () => received.length === 2)
    expect(received).toEqual([
      { text: 'one!', from: asked, octets: 4 },
      { text: 'two!', from: asked, octets: 4 },
    ])
    expect(batch.receive(fd)).toBe(0)
    expect([batch.error, batch.sendErrors, batch.oversized]).toEqual([0, 0, 0])
  })

  test.for([
    ['udp4', '0.0.0.0', '127.0.0.9', [0, 0, 0xffff, 0x7f000001]],
    ['udp6', '::', '::1', [0, 0, 0, 1]],
  ] as const)('%s: an answer goes back later along its path', async ([family, bound, asked, words]) => {
    const { fd, endpoint } = open(libc, bound)
    const { socket, received, send } = await client(family)
    await send('query', asked, endpoint.port)
    const batch = createReceiveBatch(libc)
    expect(batch.receive(fd)).toBe(1)
    const address = new Int32Array(4)
    expect(batch.client(0, address)).toBe(socket.address().port)
    expect([...address]).toEqual(words)
    const path = new Uint8Array(96)
    batch.copyPath(0, path)
    const out = createSendBatch(libc, { size: 4, octets: 512 })
    const texts = Array.from({ length: 9 }, (_, i) => `answer ${i}`.padEnd(i === 5 ? 3000 : 10))
    for (const text of texts) out.put(fd, Buffer.from(text), text.length, path)
    out.flush()
    await until(socket, () => received.length === texts.length)
    expect(received.map(({ text }) => text)).toEqual(texts)
    expect(new Set(received.map(({ from }) => from))).toEqual(new Set([asked]))
    expect(out.sendErrors).toBe(0)
  })

  test('one that is too long is counted, and those beside it are answered', async () => {
    const { fd, endpoint } = open(libc, '127.0.0.1')
    const { socket, received, send } = await client('udp4')
    for (const octets of [100, 513, 512]) await send(new Uint8Array(octets), '127.0.0.1', endpoint.port)
    const batch = createReceiveBatch(libc, { size: 8, octets: 512 })
    expect(batch.receive(fd)).toBe(3)
    expect([0, 1, 2].map(batch.length)).toEqual([100, 0, 512])
    for (const i of [0, 1, 2]) batch.setLength(i, batch.length(i))
    batch.answer(fd, 3)
    await until(socket, () => received.length === 2)
    expect(received.map(({ octets }) => octets)).toEqual([100, 512])
    expect(batch.oversized).toBe(1)
  })

  test('a batch is used again and again, in turns full and not', async () => {
    const { fd, endpoint } = open(libc, '0.0.0.0')
    const { socket, received, send } = await client('udp4')
    const batch = createReceiveBatch(libc, { size: 4 })
    let answered = 0
    for (const count of [1, 4, 2, 7, 4, 1]) {
      for (let i = 0; i < count; i++) await send(String(i), '127.0.0.1', endpoint.port)
      for (let left = count; left > 0; ) {
        const got = batch.receive(fd)
        expect(got).toBe(Math.min(left, 4))
        for (let i = 0; i < got; i++) batch.setLength(i, batch.length(i))
        batch.answer(fd, got)
        left -= got
      }
      answered += count
    }
    await until(socket, () => received.length === answered)
    expect(batch.sendErrors).toBe(0)
  })

  test('a connected socket hears its peer only, and learns that nobody listens there', async () => {
    const peer = open(libc, '127.0.0.1')
    const other = await client('udp4')
    const fd = connectUdpSocket(libc, peer.endpoint)
    closers.push(() => closeSocket(libc, fd))
    const refused: number[] = []
    const out = createSendBatch(libc, { onRefused: fd => refused.push(fd) })
    out.put(fd, Buffer.from('hello'), 5)
    out.flush()
    const atPeer = createReceiveBatch(libc)
    expect(atPeer.receive(peer.fd)).toBe(1)
    const words = new Int32Array(4)
    await other.send('forged', '127.0.0.1', atPeer.client(0, words))
    atPeer.setLength(0, 5)
    atPeer.answer(peer.fd, 1)
    const batch = createReceiveBatch(libc)
    expect(batch.receive(fd)).toBe(1)
    expect(Buffer.from(batch.messages[0]!.subarray(0, batch.length(0))).toString()).toBe('hello')
    const nobody = connectUdpSocket(libc, { host: '127.0.0.1', port: 9 }, '127.0.0.1')
    closers.push(() => closeSocket(libc, nobody))
    for (let i = 0; i < 2; i++) {
      out.put(nobody, Buffer.from('hello'), 5)
      out.flush()
    }
    expect(refused).toEqual([nobody])
    expect(batch.receive(nobody)).toBe(0)
    expect(batch.error).toBe(errnos.ECONNREFUSED)
    expect(out.sendErrors).toBe(0)
  })

  test('what the kernel has no room for is counted', async () => {
    const { fd, endpoint } = open(libc, '127.0.0.1', { receiveOctets: 4096 })
    const { send } = await client('udp4')
    expect(dropsOf(libc, fd)).toBe(0)
    for (let i = 0; i < 20; i++) await send(new Uint8Array(1000), '127.0.0.1', endpoint.port)
    const batch = createReceiveBatch(libc)
    const received = batch.receive(fd)
    expect(received).toBeLessThan(20)
    expect(dropsOf(libc, fd)).toBe(20 - received)
  })

  test('sockets share an address if they are told to', () => {
    const { endpoint } = open(libc, '127.0.0.1', { reusePort: true })
    const second = openUdpSocket(libc, endpoint, { reusePort: true })
    closers.push(() => closeSocket(libc, second.fd))
    expect(second.endpoint).toEqual(endpoint)
    expect(() => openUdpSocket(libc, endpoint)).toThrow(expect.objectContaining({ code: 'listen-in-use' }))
    expect(() => openUdpSocket(libc, { host: '192.0.2.1', port: 0 })).toThrow(
      expect.objectContaining({ code: 'listen-failed' }),
    )
  })

  test.for(['127.0.0.1', '0.0.0.0', '::1'])('several share %s, and nobody else does', async host => {
    const { fds, endpoint } = openUdpSockets(libc, { host, port: 0 }, 3)
    closers.push(() => fds.map(fd => closeSocket(libc, fd)))
    expect(() => openUdpSockets(libc, endpoint, 2)).toThrow(
      expect.objectContaining({ code: 'listen-in-use' }),
    )
    const batch = createReceiveBatch(libc)
    const asked = host === '0.0.0.0' ? '127.0.0.1' : host
    for (let i = 0; i < 40; i++)
      await (await client(host === '::1' ? 'udp6' : 'udp4')).send('x', asked, endpoint.port)
    const shares = fds.map(fd => {
      const count = batch.receive(fd)
      return batch.error === 0 ? count : -1
    })
    expect(shares.every(share => share > 0)).toBe(true)
    expect(shares.reduce((sum, share) => sum + share)).toBe(40)
  })

  test('a poller tells which socket has something, and wakes when it is woken', async () => {
    const [one, two] = [open(libc, '127.0.0.1'), open(libc, '127.0.0.1')]
    const wake = createWake(libc)
    closers.push(() => closeSocket(libc, wake.fd))
    const poller = createPoller(libc, [one.fd, two.fd, wake.fd])
    closers.push(() => poller.close())
    const ready = (count: number): number[] =>
      Array.from({ length: count }, (_, i) => poller.readyAt(i)).sort()
    expect(poller.wait(0)).toBe(0)
    const { send } = await client('udp4')
    await send('x', '127.0.0.1', two.endpoint.port)
    expect(ready(poller.wait(1000))).toEqual([1])
    createWake(libc, wake.fd).wake()
    expect(ready(poller.wait(1000))).toEqual([1, 2])
    wake.clear()
    expect(createReceiveBatch(libc).receive(two.fd)).toBe(1)
    expect(poller.wait(0)).toBe(0)
  })
})
