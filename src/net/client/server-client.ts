// A DNS client for many questions to one authoritative server: one UDP socket, and TCP for what is truncated.
import { randomInt } from 'node:crypto'
import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { isIPv6 } from 'node:net'
import { type DnsctlError, fault } from '../../base/errors.ts'
import { plainEdns } from '../../dns/wire/edns.ts'
import { decodeMessage, encodeMessage, type Message } from '../../dns/wire/message.ts'
import type { Question } from '../../dns/wire/record.ts'
import { type Endpoint, endpointText } from '../address.ts'
import { exchange, socketFault } from './exchange.ts'
import { isAnswerTo, isTruncated } from './is-answer.ts'

/** Asks one server. */
export interface ServerClient {
  /** The answer, whatever its rcode; throws a `query-…` code if there is none, `wire-malformed` if it cannot be read. */
  ask(question: Question): Promise<Message>
  close(): void
}

export interface ServerClientOptions {
  /** How long each try waits. */
  readonly timeoutMs: number
  /** How often to ask over UDP where no answer comes. */
  readonly tries: number
}

const patience: ServerClientOptions = { timeoutMs: 1000, tries: 2 }

interface Waiting {
  readonly query: Message
  readonly settle: (result: Uint8Array | DnsctlError | undefined) => void
}

/**
 * Opens a client of a server whose host is an IP address; it keeps the process running until it is closed.
 * Questions go out without RD: what the server is to resolve for others is of no interest.
 */
export async function openServerClient(server: Endpoint, options = patience): Promise<ServerClient> {
  const { timeoutMs, tries } = options
  const waiting = new Map<number, Waiting>()
  const socket = await connectedSocket(server)
  socket.on('message', octets => {
    const found = octets.length < 2 ? undefined : waiting.get((octets[0]! << 8) | octets[1]!)
    if (found && isAnswerTo(found.query, octets)) found.settle(octets)
  })
  // The system tells of closed ports and lost routes without saying which question it was.
  socket.on('error', error => {
    const told = socketFault(error, server, 'udp')
    for (const { settle } of waiting.values()) settle(told)
  })

  const askOnce = (query: Message): Promise<Uint8Array | undefined> =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => settle(undefined), timeoutMs)
      const settle: Waiting['settle'] = result => {
        clearTimeout(timer)
        waiting.delete(query.id)
        if (result instanceof Error) reject(result)
        else resolve(result)
      }
      waiting.set(query.id, { query, settle })
      socket.send(encodeMessage(query))
    })

  return {
    async ask(question) {
      for (let i = 0; i < tries; i++) {
        const query = queryFor(question, freeId(waiting))
        const octets = await askOnce(query)
        if (!octets) continue
        return decodeMessage(isTruncated(octets) ? await askTcp(server, query, timeoutMs) : octets)
      }
      throw noAnswer(server, 'udp', timeoutMs, tries)
    },
    close() {
      for (const { settle } of waiting.values()) settle(noAnswer(server, 'udp', timeoutMs, tries))
      socket.close()
    },
  }
}

async function connectedSocket(server: Endpoint): Promise<Socket> {
  const socket = createSocket(isIPv6(server.host) ? 'udp6' : 'udp4')
  try {
    socket.connect(server.port, server.host)
    await once(socket, 'connect')
    return socket
  } catch (error) {
    socket.close()
    throw socketFault(error as NodeJS.ErrnoException, server, 'udp')
  }
}

function freeId(waiting: ReadonlyMap<number, Waiting>): number {
  for (;;) {
    const id = randomInt(0x10000)
    if (!waiting.has(id)) return id
  }
}

const queryFor = (question: Question, id: number): Message => ({
  id,
  opcode: 'QUERY',
  rcode: 'NOERROR',
  flags: new Set(),
  questions: [question],
  answers: [],
  authorities: [],
  additionals: [],
  edns: plainEdns,
})

/** A whole answer takes a connection first, so it has three times as long. */
async function askTcp(server: Endpoint, query: Message, timeoutMs: number): Promise<Uint8Array> {
  const answer = await exchange('tcp', {
    server,
    query: encodeMessage(query),
    isAnswer: octets => isAnswerTo(query, octets),
    timeoutMs: 3 * timeoutMs,
  })
  if (!answer) throw noAnswer(server, 'tcp', 3 * timeoutMs, 1)
  return answer.octets
}

const noAnswer = (server: Endpoint, via: string, timeoutMs: number, tries: number): DnsctlError =>
  fault(
    'query-timeout',
    `no answer from ${endpointText(server)} (${via}) within ${timeoutMs} ms${tries > 1 ? `, ${tries} times` : ''}`,
  )
