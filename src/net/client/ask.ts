// A DNS client for one server: the answer to one question, over UDP and then TCP where it is truncated.
import { randomInt } from 'node:crypto'
import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import { fault } from '../../base/errors.ts'
import { decodeMessage, encodeMessage, type Message } from '../../dns/wire/message.ts'
import { type Endpoint, endpointText } from '../address.ts'
import { exchange, type Transport } from './exchange.ts'
import { isAnswerTo, isTruncated } from './is-answer.ts'

export interface AskOptions {
  readonly server: Endpoint
  /** What to send, with one question; each try gets a random id. */
  readonly query: Omit<Message, 'id'>
  /** `udp`, unless said otherwise, asks again over TCP if the answer is truncated. */
  readonly transport?: Transport
  /** How long each try waits. */
  readonly timeoutMs?: number
  /** How often to ask where no answer comes. */
  readonly tries?: number
}

export interface Reply {
  readonly message: Message
  /** The answer as it came. */
  readonly octets: Uint8Array
  /** The server's address that answered; its host is an IP address. */
  readonly server: Endpoint
  /** What the answer came over. */
  readonly transport: Transport
  /** Milliseconds from the query until its answer was there, of the transport it came over. */
  readonly ms: number
}

/**
 * Asks a server and decodes its answer, whatever its rcode.
 *
 * An answer counts if it comes from the server's address and port, and has the query's id, opcode and
 * question (RFC 5452 §9.1). Throws a `query-…` code if there is none, `wire-malformed` for one that cannot be read.
 */
export async function ask(options: AskOptions): Promise<Reply> {
  const { transport = 'udp', timeoutMs = 5000, tries = 3 } = options
  const server = { host: await addressOf(options.server.host), port: options.server.port }
  for (let i = 0; i < tries; i++) {
    const reply = await askOnce({ server, query: options.query, transport, timeoutMs })
    if (reply) return reply
  }
  throw fault(
    'query-timeout',
    `no answer from ${endpointText(server)} (${transport}) within ${timeoutMs} ms${tries > 1 ? `, ${tries} times` : ''}`,
  )
}

type Try = Required<Omit<AskOptions, 'tries'>>

async function askOnce({ server, query, transport, timeoutMs }: Try): Promise<Reply | undefined> {
  const message: Message = { ...query, id: randomInt(0x10000) }
  const parts = {
    server,
    query: encodeMessage(message),
    isAnswer: (octets: Uint8Array) => isAnswerTo(message, octets),
    timeoutMs,
  }
  let via = transport
  let answer = await exchange(via, parts)
  if (answer && via === 'udp' && isTruncated(answer.octets)) {
    via = 'tcp'
    answer = await exchange(via, parts)
  }
  return answer && { message: decodeMessage(answer.octets), server, transport: via, ...answer }
}

async function addressOf(host: string): Promise<string> {
  if (isIP(host)) return host
  try {
    return (await lookup(host)).address
  } catch (error) {
    throw fault('query-server-unknown', `the server "${host}" has no address`, undefined, { cause: error })
  }
}
