// The UDP listener: answers in place, drains at the end, and says why it cannot listen.
import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { afterEach, expect, test } from 'vitest'
import type { ErrorCode } from '../../src/base/errors.ts'
import { listenUdp } from '../../src/net/udp/datagram.ts'

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

/** Sends the datagram back with its first octet raised by one; drops those that start with 0. */
function raise(octets: Uint8Array, length: number): number {
  const [first] = octets
  if (first === 0) return 0
  octets[0] = first! + 1
  return length
}

async function client(port: number, host = '127.0.0.1'): Promise<{ socket: Socket; received: number[] }> {
  const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4')
  socket.connect(port, host)
  await once(socket, 'connect')
  closers.push(() => socket.close())
  const received: number[] = []
  socket.on('message', message => received.push(message[0]!))
  return { socket, received }
}

test.for(['127.0.0.1', '::1'])('answers on %s, and drops what the handler drops', async host => {
  const listener = await listenUdp({ host, port: 0 }, raise)
  closers.push(listener.close)
  const { socket, received } = await client(listener.endpoint.port, host)
  for (const first of [0, 1, 2]) socket.send([Buffer.from([first, 9])])
  while (received.length < 2) await once(socket, 'message')
  expect(received).toEqual([2, 3])
})

test('what has arrived is answered before it closes', async () => {
  const listener = await listenUdp({ host: '127.0.0.1', port: 0 }, raise)
  const { socket, received } = await client(listener.endpoint.port)
  const count = 200
  await Promise.all(
    Array.from({ length: count }, () => new Promise(sent => socket.send(Buffer.from([1]), sent))),
  )
  await listener.close()
  while (received.length < count) await once(socket, 'message')
  expect(received).toHaveLength(count)
})

test.for([
  ['listen-in-use', async () => (await listening()).endpoint],
  ['listen-failed', async () => ({ host: '192.0.2.1', port: 0 })],
] as const)('%s', async ([code, endpoint]) => {
  await expect(listenUdp(await endpoint(), raise)).rejects.toMatchObject({ code: code satisfies ErrorCode })
})

async function listening() {
  const listener = await listenUdp({ host: '127.0.0.1', port: 0 }, raise)
  closers.push(listener.close)
  return listener
}
