// A server over TCP that does what a test says.
import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { parseName } from '../../../src/dns/name.ts'
import { decodeMessage, encodeMessage } from '../../../src/dns/wire/message.ts'
import { tcpFrame, tcpFrames } from '../../../src/net/tcp-frames.ts'

export interface TcpMock {
  readonly port: number
  /** Queries in the order in which they came, and on which connection. */
  readonly queries: { readonly query: Buffer; readonly socket: Socket; readonly connection: number }[]
  readonly sockets: Socket[]
  close(): Promise<void>
}

/** Listens on loopback; `onQuery` may answer on the socket, now or later. */
export async function tcpMock(
  onQuery: (query: Buffer, socket: Socket, connection: number) => void,
  onConnection: (socket: Socket) => void = () => {},
): Promise<TcpMock> {
  const queries: TcpMock['queries'] = []
  const sockets: Socket[] = []
  const server = createServer({ noDelay: true }, socket => {
    const connection = sockets.push(socket) - 1
    socket.on('error', () => {})
    socket.on(
      'data',
      tcpFrames(octets => {
        const query = Buffer.from(octets)
        queries.push({ query, socket, connection })
        onQuery(query, socket, connection)
      }),
    )
    onConnection(socket)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as { port: number }).port,
    queries,
    sockets,
    async close() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

/** A query for A of `name`. */
export const queryFor = (name: string, id = 0x1234): Uint8Array =>
  encodeMessage({
    id,
    opcode: 'QUERY',
    rcode: 'NOERROR',
    flags: new Set(['rd']),
    questions: [{ name: parseName(name), type: 'A', class: 'IN' }],
    answers: [],
    authorities: [],
    additionals: [],
  })

/** The query with QR set; `change` may change it further. */
export function answerTo(query: Uint8Array, change: (answer: Buffer) => void = () => {}): Buffer {
  const answer = Buffer.from(query)
  answer[2]! |= 0x80
  change(answer)
  return answer
}

export const send = (socket: Socket, message: Uint8Array): void => void socket.write(tcpFrame(message))

/** What is asked for in a message. */
export const nameIn = (message: Uint8Array): string => decodeMessage(message).questions[0]!.name
