// A UDP and TCP server on one port that answers what the test says.
import { createSocket, type RemoteInfo } from 'node:dgram'
import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'
import { decodeMessage, type Message } from '../../../src/dns/wire/message.ts'
import type { Endpoint } from '../../../src/net/address.ts'
import { tcpFrames } from '../../../src/net/tcp-frames.ts'

interface Handlers {
  /** The datagrams to send back, in their order. */
  readonly udp?: (query: Message, peer: RemoteInfo) => readonly Uint8Array[]
  readonly tcp?: (socket: Socket, query: Message) => void
}

/** Starts a server on a free port of the loopback; it ends with the test. */
export async function startServer(
  { udp = () => [], tcp = () => {} }: Handlers,
  host = '127.0.0.1',
): Promise<Endpoint> {
  const sockets = new Set<Socket>()
  const listener = createServer(socket => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on(
      'data',
      tcpFrames(octets => tcp(socket, decodeMessage(octets))),
    )
  })
  listener.listen(0, host)
  await once(listener, 'listening')
  const { port } = listener.address() as { port: number }
  const datagrams = createSocket(host.includes(':') ? 'udp6' : 'udp4')
  datagrams.on('message', (octets, peer) => {
    for (const answer of udp(decodeMessage(octets), peer)) datagrams.send(answer, peer.port, peer.address)
  })
  datagrams.bind(port, host)
  await once(datagrams, 'listening')
  onTestFinished(() => {
    datagrams.close()
    listener.close()
    for (const socket of sockets) socket.destroy()
  })
  return { host, port }
}
