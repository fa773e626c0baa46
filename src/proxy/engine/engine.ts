// The proxy as one synchronous machine, in each thread its own: queries come in, are judged by rules, answered from the
// cache or asked of servers, and every one of them ends as an answer or as a drop that is counted.

import { outcomes } from '../rules/rule.ts'
import type { Transaction } from '../transaction.ts'
import { admit } from './admit.ts'
import { answerFromBackend, answerFromStream } from './answer-from-backend.ts'
import { answerSelf } from './answer-self.ts'
import { ask } from './ask.ts'
import { createDelays } from './delays.ts'
import { send } from './deliver.ts'
import {
  type EngineSettings,
  type EngineSite,
  type EngineState,
  giveTransaction,
  takeTransaction,
} from './engine-state.ts'
import { createFailures } from './failures.ts'
import { type BackendLink, createAttemptQueue } from './flight.ts'
import { giveUpGone, giveUpLink, noteGone } from './gone.ts'
import { hedgeDue, tryAgainDue } from './try-again.ts'

export interface Engine {
  readonly state: EngineState
  /** A transaction to fill with the next query: message, client, transport, bind, requester, and the like. */
  take(): Transaction
  /** Takes back one that was not used, or is no longer. */
  give(transaction: Transaction): void
  /**
   * Takes a query in `message`. True if the transaction is kept, and its requester will hear; false if the requester has
   * heard already and the transaction may be filled anew.
   */
  receive(transaction: Transaction): boolean
  /** Takes what a server sent on one of its sockets; `message` may be changed in place. */
  receiveFromBackend(link: BackendLink, socket: number, message: Uint8Array, length: number): void
  /** The system says that nobody is there; what waits is asked elsewhere with the next tick. May be called while a port sends. */
  serverIsGone(link: BackendLink, socket: number): void
  /** Asks elsewhere for what waits on a link that is about to be closed. */
  giveUp(link: BackendLink): void
  /** Does what is due: tries again, hedges, sends what was delayed. */
  tick(): void
  /** Milliseconds until something is due; infinite if nothing waits. */
  untilDue(): number
  configure(settings: EngineSettings): void
}

/** Answers of any size have room. */
const largestMessage = 65_535

/** Makes an engine for one thread. */
export function createEngine(site: EngineSite, settings: EngineSettings): Engine {
  const e: EngineState = {
    ...site,
    settings,
    waiting: createAttemptQueue(),
    delays: createDelays(),
    failures: createFailures(),
    shared: new Map(),
    gone: [],
    spareTransactions: [],
    spareFlights: [],
    spareAttempts: [],
    room: new Uint8Array(largestMessage),
    sharedRoom: new Uint8Array(largestMessage),
    streamRoom: new Uint8Array(largestMessage),
    hedgedAt: 0,
    candidates: [],
    streamAnswered: (attempt, message) => answerFromStream(e, attempt, message),
  }
  return {
    state: e,
    take: () => takeTransaction(e),
    give: transaction => giveTransaction(e, transaction),
    receive: transaction => receive(e, transaction),
    receiveFromBackend: (link, socket, message, length) =>
      answerFromBackend(e, link, socket, message, length),
    serverIsGone: (link, socket) => noteGone(e, link, socket),
    giveUp: link => giveUpLink(e, link),
    tick() {
      if (e.gone.length > 0) giveUpGone(e)
      tryAgainDue(e)
      if (e.settings.hedges) hedgeDue(e)
      for (let t = e.delays.takeDue(e.clock.ms); t; t = e.delays.takeDue(e.clock.ms)) send(e, t)
    },
    untilDue() {
      if (e.gone.length > 0) return 0
      const first = e.waiting.first
      const due = first ? first.sentAt + e.settings.tryTimeout : Number.POSITIVE_INFINITY
      return Math.max(0, Math.min(due, e.delays.nextDue()) - e.clock.ms)
    },
    configure(next) {
      e.settings = next
      e.failures.forgetPools()
    },
  }
}

function receive(e: EngineState, t: Transaction): boolean {
  const outcome = admit(e, t)
  if (outcome === outcomes.drop) return false
  if (outcome === outcomes.answer) {
    answerSelf(e, t)
    return false
  }
  return ask(e, t)
}
