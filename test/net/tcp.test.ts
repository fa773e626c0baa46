// The TCP listener: messages however they are cut, finite limits, and answers that leave before the end.
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { listenTcp, type TcpLimits, type TcpListener } from '../../src/net/tcp.ts'
import { tcpFrame, tcpFrames } from '../../src/net/tcp-frames.ts'

const loopback = { host: '127.0.0.1', port: 0 }
const limits: TcpLimits = { clients: 10, idleMs: 5000, backlogOctets: 256 * 1024 }

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

/** Sends the message back with its first octet raised by one; closes on one that starts with 0. */
function raise(octets: Uint8Array, length: number): number {
  const [first] = octets
  if (first === 0) return 0
  octets[0] = first! + 1
  return length
}

async function listen(handle = raise, changed: Partial<TcpLimits> = {}): Promise<TcpListener> {
  const listener = await listenTcp(loopback, handle, { ...limits, ...changed })
  closers.push(() => listener.close())
  return listener
}

function client({ endpoint }: TcpListener): {
  socket: Socket
  received: Uint8Array[]
  closed: Promise<unknown>
} {
  const socket = connect(endpoint.port, endpoint.host)
  closers.push(() => socket.destroy())
  const received: Uint8Array[] = []
  socket.on(
    'data',
    tcpFrames(message => received.push(message)),
  )
  socket.on('error', () => {})
  return { socket, received, closed: new Promise(resolve => socket.once('close', resolve)) }
}

const frames = (...firsts: number[]): Buffer =>
  Buffer.concat(firsts.map(first => tcpFrame(Uint8Array.of(first, 9))))
const firsts = (messages: readonly Uint8Array[]): number[] => messages.map(message => message[0]!)

test('many messages in one segment are answered in order', async () => {
  const { socket, received } = client(await listen())
  socket.write(frames(1, 2, 3, 4, 5))
  while (received.length < 5) await once(socket, 'data')
  expect(firsts(received)).toEqual([2, 3, 4, 5, 6])
})

test('a message may come octet by octet', async () => {
  const { socket, received } = client(await listen())
  socket.setNoDelay(true)
  for (const octet of frames(7, 8)) {
    socket.write(Uint8Array.of(octet))
    await new Promise(setImmediate)
  }
  while (received.length < 2) await once(socket, 'data')
  expect(firsts(received)).toEqual([8, 9])
})

test('a message that deserves no answer ends the connection and is counted', async () => {
  const listener = await listen()
  const { socket, closed } = client(listener)
  socket.write(frames(0))
  await closed
  expect(listener.errors).toBe(1)
})

test('octets that drip in do not keep a connection open', async () => {
  const { socket, closed } = client(await listen(raise, { idleMs: 60 }))
  const drip = setInterval(() => socket.write(Uint8Array.of(0)), 10)
  socket.write(Uint8Array.of(200))
  await closed
  clearInterval(drip)
})

test('more clients than the limit are turned away and counted', async () => {
  const listener = await listen(raise, { clients: 2 })
  const served = [client(listener), client(listener)]
  for (const { socket, received } of served) {
    socket.write(frames(1))
    while (received.length < 1) await once(socket, 'data')
  }
  await client(listener).closed
  expect(listener.refused).toBe(1)
})

test('no message is answered while too much waits to be sent', async () => {
  let answered = 0
  const big = (_octets: Uint8Array, _length: number): number => {
    answered++
    return 60_000
  }
  const { socket, received } = client(await listen(big))
  socket.pause()
  const count = 1000
  socket.write(frames(...Array.from({ length: count }, () => 1)))
  const isHeldBack = async (): Promise<boolean> => {
    const before = answered
    for (let turn = 0; turn < 50; turn++) await new Promise(setImmediate)
    return answered > 0 && answered === before
  }
  while (!(await isHeldBack()));
  expect(answered).toBeLessThan(count / 2)
  socket.resume()
  while (received.length < count) await once(socket, 'data')
  expect(answered).toBe(count)
})

test('who asks and sends the end at once gets every answer, then the end', async () => {
  const count = 200
  const { socket, received, closed } = client(await listen(() => 60_000))
  socket.pause()
  socket.end(frames(...Array.from({ length: count }, () => 1)))
  for (let turn = 0; turn < 200; turn++) await new Promise(setImmediate)
  socket.resume()
  await closed
  expect(received).toHaveLength(count)
})

test('who never reads is cut off, and makes room for another', async () => {
  const listener = await listen(() => 60_000, { clients: 1, idleMs: 60 })
  const { socket } = client(listener)
  socket.pause()
  socket.write(frames(...Array.from({ length: 1000 }, () => 1)))
  const isServed = async (): Promise<boolean> => {
    const other = client(listener)
    other.socket.write(frames(1))
    await Promise.race([other.closed, new Promise(resolve => other.socket.once('data', resolve))])
    return other.socket.bytesRead > 0
  }
  expect(await isServed()).toBe(false)
  while (!(await isServed()));
})

test('closing sends the answers that wait for a slow reader', async () => {
  const listener = await listenTcp(loopback, () => 60_000, limits)
  const { socket, received, closed } = client(listener)
  socket.pause()
  const count = 100
  await new Promise(sent => socket.write(frames(...Array.from({ length: count }, () => 1)), sent))
  const isClosed = listener.close()
  for (let turn = 0; turn < 50; turn++) await new Promise(setImmediate)
  socket.resume()
  await Promise.all([isClosed, closed])
  expect([received.length, listener.errors]).toEqual([count, 0])
})

test('closing answers what has arrived, then ends the connections', async () => {
  const listener = await listenTcp(loopback, raise, limits)
  const { socket, received, closed } = client(listener)
  socket.write(frames(1))
  while (received.length < 1) await once(socket, 'data')
  await new Promise(sent => socket.write(frames(2, 3), sent))
  await listener.close()
  await closed
  expect(firsts(received)).toEqual([2, 3, 4])
})

test('an address in use is named', async () => {
  const { endpoint } = await listen()
  await expect(listenTcp(endpoint, raise)).rejects.toMatchObject({ code: 'listen-in-use' })
})
