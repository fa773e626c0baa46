// A transaction that waits for servers: the tries that were made, by which ways, and who else waits for the same.
import type { Backend } from '../backends/backend.ts'
import type { TcpUpstream } from '../backends/tcp-upstream.ts'
import type { Transaction } from '../transaction.ts'

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

/** Sends over connected UDP sockets; what comes back is told to the engine. */
export interface UdpPort {
  readonly sockets: number
  /** Copies the message and sends it; false if that is known to have failed. */
  send(socket: number, message: Uint8Array, length: number): boolean
  close(): void
}

/** How one thread reaches one server. */
export interface BackendLink {
  backend: Backend
  readonly udp: UdpPort
  /** Absent in threads that cannot wait for connections. */
  readonly tcp: TcpUpstream | undefined
  /** Finds a free id on the socket in use and takes it for an attempt; false if none is free. */
  take(attempt: Attempt): boolean
  /** The attempt that an id on a socket is of. */
  find(socket: number, id: number): Attempt | undefined
  release(attempt: Attempt): void
  /** Uses another socket from now on; done from time to time, so that ports are not known for long. */
  turn(): void
  /** Milliseconds within which 95 of 100 answers came, roughly; 0 before the first. */
  readonly usualLatency: number
  noteLatency(ms: number): void
  /** Tries without answer since the last answer. */
  silence: number
  /** When it was asked last, in milliseconds. */
  askedAt: number
}

/** A socket to a server of which the system says that nobody hears it. */
export interface GoneSocket {
  readonly link: BackendLink
  readonly socket: number
}

/** Attempts that wait, the oldest first: all wait equally long, so that the first one is due first. */
export interface AttemptQueue {
  readonly first: Attempt | undefined
  add(attempt: Attempt): void
  remove(attempt: Attempt): void
}

export function createAttemptQueue(): AttemptQueue {
  let last: Attempt | undefined
  const queue = {
    first: undefined as Attempt | undefined,
    add(attempt: Attempt) {
      attempt.before = last
      attempt.after = undefined
      if (last) last.after = attempt
      else queue.first = attempt
      last = attempt
    },
    remove(attempt: Attempt) {
      const { before, after } = attempt
      if (before) before.after = after
      else queue.first = after
      if (after) after.before = before
      else last = before
      attempt.before = undefined
      attempt.after = undefined
    },
  }
  return queue
}

/** Says whether an answer of one of the tries is still waited for. */
export function isWaiting({ attempts }: Flight): boolean {
  for (let i = 0; i < attempts.length; i++) if (attempts[i]!.isPending) return true
  return false
}
