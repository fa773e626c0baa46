// Passes a transfer of a zone on between a client over TCP and a server (RFC 5936 §4, RFC 1995 §4).
import type { Backend } from '../backends/backend.ts'
import { noTransfer } from '../backends/tcp-upstream.ts'
import type { Transfer } from '../backends/transfer.ts'
import { outcomes } from '../rules/rule.ts'
import { sources, type Transaction } from '../transaction.ts'
import { admit } from './admit.ts'
import { answerSelf } from './answer-self.ts'
import { at } from './counters.ts'
import { type EngineState, giveTransaction } from './engine-state.ts'

/** Who gets the messages of a transfer, as frontends have it. */
export interface TransferReceiver {
  /** A message, lent for the call; false ends the transfer. */
  onMessage(message: Uint8Array): boolean
  /** The transfer has ended, or why it did not as it should. */
  onEnd(failure?: string): void
}

/**
 * Judges the query by the rules as any other; then its server sends what it likes. A transfer is asked for once, neither
 * kept nor changed. The transaction is given back.
 */
export function transfer(e: EngineState, t: Transaction, receiver: TransferReceiver): Transfer {
  const outcome = admit(e, t)
  const running =
    outcome === outcomes.drop
      ? ended(receiver, 'dropped')
      : start(e, t, outcome === outcomes.answer, receiver)
  giveTransaction(e, t)
  return running
}

function ended(receiver: TransferReceiver, failure?: string): Transfer {
  receiver.onEnd(failure)
  return noTransfer
}

function start(e: EngineState, t: Transaction, isAnswered: boolean, receiver: TransferReceiver): Transfer {
  if (isAnswered) {
    t.requester = {
      answer: ({ message, length }) => void receiver.onMessage(message.subarray(0, length)),
      drop() {},
    }
    answerSelf(e, t)
    return ended(receiver)
  }
  const backend = choose(e, t)
  const link = backend && e.settings.links.get(backend.settings.id)
  if (!link?.tcp) {
    e.counters.mine[at.failures]!++
    e.counters.mine[at.noServer]!++
    return ended(receiver, 'no server is up')
  }
  const { state } = link.backend
  state.count('queries')
  state.count('tcpQueries')
  t.decided.source = sources.backend
  let isOver = false
  const end = (failure?: string): void => {
    if (isOver) return
    isOver = true
    e.counters.mine[failure === undefined ? at.backendAnswers : at.failures]!++
    if (failure === undefined) state.count('responses')
    receiver.onEnd(failure)
  }
  const running = link.tcp.transfer(t.message.slice(0, t.length), {
    onMessage: message => receiver.onMessage(message),
    onEnd: end,
  })
  return {
    ...running,
    cancel() {
      if (isOver) return
      isOver = true
      e.counters.mine[at.goneDrops]!++
      running.cancel()
    },
  }
}

function choose(e: EngineState, t: Transaction): Backend | undefined {
  const { members, policy } = t.pool
  let count = 0
  for (const member of members) if (member.state.isUsable()) e.candidates[count++] = member
  return count === 0 ? undefined : policy(e.candidates, count, t)
}
