// A transaction that waits for servers: the tries that were made, and who else waits for the same.
import type { Backend } from '../backends/backend.ts'
import type { Transaction } from '../transaction.ts'
import type { BackendLink } from './backend-link.ts'

/** One question to one server. */
export interface Attempt {
  /** Undefined while it is not in use. */
  flight: Flight | undefined
  link: BackendLink
  /** Where its id stands: the number of a socket, and the id. Negative over TCP. */
  socket: number
  id: number
  sentAt: number
  /** Cancels it, over TCP. */
  cancel: (() => void) | undefined
  /** It has not been given up, and counts as one that its server has to answer. */
  isPending: boolean
  /** Neighbours among those that wait, by when they were sent. */
  before: Attempt | undefined
  after: Attempt | undefined
}

export interface Flight {
  transaction: Transaction
  /** Those that wait for the same answer. */
  readonly followers: Transaction[]
  /** Whether others may join, by the hash of the transaction. */
  isShared: boolean
  /** Nobody waits: the answer is for the cache alone. */
  isPrefetch: boolean
  readonly attempts: Attempt[]
  /** Tries so far, of which hedged ones do not count. */
  tries: number
  isHedged: boolean
  /** What the last try ended with: an rcode, or −1 for no answer. */
  lastRcode: number
}

/** Says whether a server was asked already. */
export function wasAsked({ attempts }: Flight, { settings }: Backend): boolean {
  for (let i = 0; i < attempts.length; i++)
    if (attempts[i]!.link.backend.settings.id === settings.id) return true
  return false
}

/** Attempts that wait, the oldest first: all wait equally long, so that the first one is due first. */
export interface AttemptQueue {
  readonly first: Attempt | undefined
  add(attempt: Attempt): void
  remove(attempt: Attempt): void
}

export function createAttemptQueue(): AttemptQueue {
  let first: Attempt | undefined
  let last: Attempt | undefined
  return {
    get first() {
      return first
    },
    add(attempt) {
      attempt.before = last
      attempt.after = undefined
      if (last) last.after = attempt
      else first = attempt
      last = attempt
    },
    remove(attempt) {
      const { before, after } = attempt
      if (before) before.after = after
      else first = after
      if (after) after.before = before
      else last = before
      attempt.before = undefined
      attempt.after = undefined
    },
  }
}

/** Says whether an answer of one of the tries is still waited for. */
export function isWaiting({ attempts }: Flight): boolean {
  for (let i = 0; i < attempts.length; i++) if (attempts[i]!.isPending) return true
  return false
}
