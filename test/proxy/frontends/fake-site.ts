// A proxy behind the frontends that does what a test says, with a clock of the test's.
import { encode, type Packet } from 'dns-packet'
import { noTransfer } from '../../../src/proxy/backends/tcp-upstream.ts'
import { readQuery } from '../../../src/proxy/engine/read-query.ts'
import type { StreamSite } from '../../../src/proxy/frontends/stream-site.ts'
import { createTransaction, type Transaction } from '../../../src/proxy/transaction.ts'
import { noPool } from '../transaction-of.ts'

export interface FakeSite extends StreamSite {
  /** Queries that wait, in the order they came; each with its message kept. */
  readonly waiting: Transaction[]
  /** Milliseconds that the clock says. */
  ms: number
  isOpen: boolean
  /** What becomes of each query; answers it at once unless it is told otherwise. */
  onQuery: (t: Transaction) => void
  onTransfer: StreamSite['transfer']
}

/** Answers with the query itself, marked as an answer. */
export function echo(t: Transaction): void {
  t.message[2]! |= 0x80
  t.requester.answer(t)
}

/** Keeps a query until the test answers it. */
export const hold = (site: FakeSite) => (t: Transaction) => {
  t.message = Uint8Array.from(t.message.subarray(0, t.length))
  site.waiting.push(t)
}

export function fakeSite(): FakeSite {
  const site: FakeSite = {
    waiting: [],
    ms: 1000,
    isOpen: true,
    onQuery: echo,
    onTransfer: () => noTransfer,
    take: () => createTransaction(noPool),
    receive(t) {
      readQuery(t)
      site.onQuery(t)
    },
    isAllowed: () => site.isOpen,
    transfer: (t, onMessage, onEnd) => site.onTransfer(t, onMessage, onEnd),
    now: () => site.ms,
  }
  return site
}

/** A query for a name; further parts of the message may be given. */
export const query = (name: string, id = 1, parts: Partial<Packet> = {}): Uint8Array =>
  encode({ id, type: 'query', flags: 0x0100, questions: [{ name, type: 'A' }], ...parts } as Packet)
