// Passes a transfer of a zone on between a client over TCP and a server (RFC 5936 §4, RFC 1995 §4).
import { noTransfer } from '../backends/tcp-upstream.ts'
import type { Transfer } from '../backends/transfer.ts'
import { answerWith } from '../message/answer-with.ts'
import { setEde } from '../message/set-ede.ts'
import { outcomes } from '../rules/rule.ts'
import type { Requester, Transaction } from '../transaction.ts'
import { admit } from './admit.ts'
import { answerSelf } from './answer-self.ts'
import { at, type EngineCounter } from './counters.ts'
import { type EngineState, giveTransaction } from './engine-state.ts'
import type { BackendLink } from './flight.ts'

/** Who gets the messages of a transfer, as frontends have it. */
export interface TransferReceiver {
  /** A message, lent for the call; false ends the transfer. */
  onMessage(message: Uint8Array): boolean
  /** The transfer has ended, or why it did not as it should. */
  onEnd(failure?: string): void
}

/**
 * Judges the query by the rules as any other; then a server sends what it likes, another one if the first sends nothing.
 * Where none does, the client gets SERVFAIL with an Extended DNS Error. The transaction is given back.
 */
export function transfer(e: EngineState, t: Transaction, receiver: TransferReceiver): Transfer {
  const outcome = admit(e, t)
  if (outcome === outcomes.next || outcome === outcomes.done) return passOn(e, t, receiver)
  if (outcome === outcomes.answer) {
    t.requester = requesterOf(receiver)
    answerSelf(e, t)
  }
  giveTransaction(e, t)
  receiver.onEnd(outcome === outcomes.drop ? 'dropped' : undefined)
  return noTransfer
}

const requesterOf = (receiver: TransferReceiver): Requester => ({
  answer: ({ message, length }) => void receiver.onMessage(message.subarray(0, length)),
  drop() {},
})

/** Octets behind a query in which its answer has room. */
const answerRoom = 512

function passOn(e: EngineState, t: Transaction, receiver: TransferReceiver): Transfer {
  const query = t.message.slice(0, t.length)
  // What it was in is the frontend's, and only lent.
  t.message = new Uint8Array(t.length + answerRoom)
  t.message.set(query)
  const servers = inOrder(e, t)
  let running = noTransfer
  let isBegun = false
  let isOver = false

  function end(counter: EngineCounter, failure?: string): void {
    isOver = true
    e.counters.mine[at[counter]]!++
    giveTransaction(e, t)
    if (counter !== 'goneDrops') receiver.onEnd(failure)
  }

  function ask(link: BackendLink): void {
    const { state } = link.backend
    state.count('queries')
    state.count('tcpQueries')
    running = link.tcp!.transfer(query, {
      onMessage(message) {
        isBegun = true
        const isWanted = receiver.onMessage(message)
        if (!isWanted && !isOver) end('goneDrops')
        return isWanted
      },
      onEnd(failure) {
        if (isOver) return
        if (failure === undefined) state.count('responses')
        if (failure === undefined || isBegun)
          end(failure === undefined ? 'backendAnswers' : 'failures', failure)
        else next(failure)
      },
    })
  }

  function next(failure: string): void {
    const link = servers.shift()
    if (link) return ask(link)
    answerWith(t, servfail)
    setEde(t, noReachableAuthority, failure)
    receiver.onMessage(t.message.subarray(0, t.length))
    end('failures')
  }

  next('no server is up')
  return {
    cancel() {
      if (isOver) return
      running.cancel()
      end('goneDrops')
    },
    pause: () => running.pause(),
    resume: () => running.resume(),
  }
}

const servfail = 2
const noReachableAuthority = 22

/** The servers that may be asked, the one that the policy chooses first. */
function inOrder(e: EngineState, t: Transaction): BackendLink[] {
  const { members, policy } = t.pool
  const usable = members.filter(({ state }) => state.isUsable())
  const first = usable.length === 0 ? undefined : policy(usable, usable.length, t)
  const ordered = first ? [first, ...usable.filter(each => each !== first)] : usable
  return ordered.flatMap(({ settings }) => {
    const link = e.settings.links.get(settings.id)
    return link?.tcp ? [link] : []
  })
}
