// A transaction as the engine fills it, of a query and then of its answer.
import { readAddress } from '../../src/net/address-words.ts'
import type { Pool } from '../../src/proxy/backends/pool.ts'
import { findOpt, readings, readQuery } from '../../src/proxy/engine/read-query.ts'
import { createTransaction, type Transaction, transports } from '../../src/proxy/transaction.ts'

/** A pool without servers. */
export const noPool: Pool = {
  name: '',
  members: [],
  policy: () => undefined,
  cache: undefined,
  useEcs: false,
  isAvailable: () => false,
  outstanding: () => 0,
}

interface Options {
  readonly client?: string
  readonly transport?: number
  /** Octets of memory that the message may grow to. */
  readonly room?: number
}

/** The transaction of a query that the engine takes; throws for others. */
export function transactionOf(query: Uint8Array, options: Options = {}): Transaction {
  const { client = '192.0.2.1', transport = transports.udp, room = 4096 } = options
  const t = createTransaction(noPool)
  t.message = new Uint8Array(room)
  t.message.set(query)
  t.length = query.length
  t.transport = transport as Transaction['transport']
  readAddress(client, t.client)
  if (readQuery(t) !== readings.query) throw new Error('this is no query')
  return t
}

/** Puts an answer into the place of its query. */
export function setAnswer(t: Transaction, answer: Uint8Array): void {
  t.message.set(answer)
  t.length = answer.length
  if (!findOpt(t)) throw new Error('this is no answer')
}

/** What the transaction's message is. */
export const messageOf = (t: Transaction): Buffer => Buffer.from(t.message.subarray(0, t.length))
