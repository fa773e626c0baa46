// Receives and answers messages over TCP, each after its length in two octets (RFC 1035 §4.2.2, RFC 7766).
import { once } from 'node:events'
import { createServer, isIPv6 } from 'node:net'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Endpoint } from './address.ts'
import { listenFault } from './listen-fault.ts'
import {
  type Connection,
  type ConnectionLimits,
  type MessageHandler,
  serveConnection,
} from './tcp-connection.ts'

export interface TcpListener {
  readonly endpoint: Endpoint
  /** Connections that broke or were closed for what they sent, and those turned away as there were too many. */
  readonly errors: number
  readonly refused: number
  /** Takes no more connections and ends the others once their answers are sent. */
  close(): Promise<void>
}

export interface TcpLimits extends ConnectionLimits {
  /** Connections at once; more are turned away. */
  readonly clients: number
}

/** NSD has 100 clients and 120 s, Knot 10 s, BIND 150 clients and 30 s. */
const defaultLimits: TcpLimits = { clients: 150, idleMs: 10_000, backlogOctets: 256 * 1024 }

/** How long answers may take to leave at the end. */
const drainMs = 1000

/** Listens on an IP address; throws `listen-in-use`, `listen-denied` or `listen-failed`. */
export async function listenTcp(
  endpoint: Endpoint,
  handle: MessageHandler,
  limits: TcpLimits = defaultLimits,
): Promise<TcpListener> {
  let errors = 0
  let refused = 0
  const connections = new Set<Connection>()
  const onError = (): void => {
    errors++
  }
  const server = createServer({ noDelay: true, allowHalfOpen: true }, socket => {
    const connection = serveConnection(socket, handle, limits, onError)
    connections.add(connection)
    socket.on('close', () => connections.delete(connection))
  })
  server.maxConnections = limits.clients
  server.on('drop', () => refused++)
  try {
    server.listen({ host: endpoint.host, port: endpoint.port, ipv6Only: isIPv6(endpoint.host) })
    await once(server, 'listening')
  } catch (error) {
    throw listenFault(error as NodeJS.ErrnoException, endpoint, 'tcp')
  }
  server.on('error', onError)

  const { port } = server.address() as { port: number }
  return {
    endpoint: { host: endpoint.host, port },
    get errors() {
      return errors
    },
    get refused() {
      return refused
    },
    async close() {
      // What has arrived is read in the turns to come, and answered before the end is sent.
      await nextTurn()
      await nextTurn()
      const closed = once(server, 'close')
      server.close()
      for (const connection of connections) connection.end()
      const deadline = setTimeout(() => {
        for (const connection of connections) connection.destroy()
      }, drainMs)
      await closed
      clearTimeout(deadline)
    },
  }
}
