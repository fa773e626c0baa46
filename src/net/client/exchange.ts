// Sends one query over UDP or TCP and waits for what answers it; the sockets of the DNS client.
import { createSocket } from 'node:dgram'
import { connect, isIPv6 } from 'node:net'
import { type DnsctlError, fault } from '../../base/errors.ts'
import { type Endpoint, endpointText } from '../address.ts'
import { tcpFrame, tcpFrames } from '../tcp-frames.ts'

export type Transport = 'udp' | 'tcp'

interface Exchange {
  /** Its host is an IP address. */
  readonly server: Endpoint
  readonly query: Uint8Array
  /** Says whether a message answers the query; any other is dropped. */
  readonly isAnswer: (octets: Uint8Array) => boolean
  readonly timeoutMs: number
}

interface Answer {
  readonly octets: Uint8Array
  /** Milliseconds from sending, or from connecting with TCP, until it was there. */
  readonly ms: number
}

type Settle = (result: Answer | DnsctlError | undefined) => void

/** The first answer, or undefined if none came in time; throws why there can be none. */
export function exchange(transport: Transport, parts: Exchange): Promise<Answer | undefined> {
  return new Promise((resolve, reject) => {
    let isSettled = false
    const settle: Settle = result => {
      if (isSettled) return
      isSettled = true
      clearTimeout(timer)
      close()
      if (result instanceof Error) reject(result)
      else resolve(result)
    }
    const close = transport === 'udp' ? sendUdp(parts, settle) : sendTcp(parts, settle)
    const timer = setTimeout(settle, parts.timeoutMs, undefined)
  })
}

/** The socket is connected: the system drops what does not come from the server, and chooses the source port. */
function sendUdp({ server, query, isAnswer }: Exchange, settle: Settle): () => void {
  const socket = createSocket(isIPv6(server.host) ? 'udp6' : 'udp4')
  socket.on('error', error => settle(socketFault(error, server, 'udp')))
  let sentAt = 0
  socket.on('message', octets => {
    const ms = performance.now() - sentAt
    if (isAnswer(octets)) settle({ octets, ms })
  })
  socket.on('connect', () => {
    sentAt = performance.now()
    socket.send(query)
  })
  socket.connect(server.port, server.host)
  return () => socket.close()
}

function sendTcp({ server, query, isAnswer }: Exchange, settle: Settle): () => void {
  const startedAt = performance.now()
  const socket = connect(server.port, server.host)
  const receive = tcpFrames(octets => {
    const ms = performance.now() - startedAt
    if (isAnswer(octets)) settle({ octets, ms })
  })
  socket.on('error', error => settle(socketFault(error, server, 'tcp')))
  socket.on('data', receive)
  socket.on('end', () =>
    settle(
      fault('query-connection-closed', `${endpointText(server)} closed the connection without an answer`),
    ),
  )
  socket.write(tcpFrame(query))
  return () => socket.destroy()
}

/** The fault for what a socket reports of a server. */
export function socketFault(
  error: NodeJS.ErrnoException,
  server: Endpoint,
  transport: Transport,
): DnsctlError {
  const where = `${endpointText(server)} (${transport})`
  switch (error.code) {
    case 'ECONNREFUSED':
      return fault('query-connection-refused', `nothing listens at ${where}`, undefined, { cause: error })
    case 'ECONNRESET':
    case 'EPIPE':
      return fault('query-connection-closed', `${where} closed the connection`, undefined, { cause: error })
    default:
      return fault('query-unreachable', `${where} cannot be reached: ${error.message}`, undefined, {
        cause: error,
      })
  }
}
