// What frontends over TCP, TLS and HTTP have to do with the rest of the proxy, and what they tell of themselves.
import type { Endpoint } from '../../net/address.ts'
import type { Transfer } from '../backends/transfer.ts'
import type { BindSettings } from '../settings/bind.ts'
import type { Transaction } from '../transaction.ts'

/** The rest of the proxy, as a frontend over streams sees it. */
export interface StreamSite {
  /** A transaction to fill with a query. */
  take(): Transaction
  /**
   * Takes a query. Its requester hears of it exactly once, perhaps before this returns; what has to be kept of
   * `message` is copied at once.
   */
  receive(transaction: Transaction): void
  /** Whether the ACL lets a client in; its address is as in net/address-words.ts. */
  isAllowed(client: Int32Array): boolean
  /**
   * Passes a transfer of a zone on, of whatever answers there are: its requester hears nothing. Each message is lent for
   * the call; who returns false wants no more of them. `onEnd` comes once, with what failed if it did not end as it
   * should, and not once it is cancelled.
   */
  transfer(
    transaction: Transaction,
    onMessage: (message: Uint8Array) => boolean,
    onEnd: (failure?: string) => void,
  ): Transfer
  /** Milliseconds that never go back. */
  now(): number
}

/** One address that a frontend listens on. */
export interface StreamBind {
  /** Where it stands among the proxy's addresses. */
  readonly number: number
  /** Its host is an IP address. */
  readonly endpoint: Endpoint
  readonly settings: BindSettings
}

/** What has happened on one address since it is listened on; all but the first two only grow. */
export interface StreamCounts {
  /** Connections there are, and queries that wait for their answers. */
  connections: number
  inFlight: number
  /** Connections that came, and those that were turned away. */
  accepted: number
  aclDrops: number
  bannedClients: number
  rateExceeded: number
  tooMany: number
  /** Connections that were ended: to make room, as nothing was asked, as a query or the handshake took too long. */
  evicted: number
  idle: number
  receiveTimeouts: number
  /** As nothing of what was sent was taken, as queries came in too many pieces, as they were too old or had asked enough. */
  sendTimeouts: number
  dripped: number
  expired: number
  /** As they broke, or as what they sent is not DNS. */
  errors: number
  queries: number
  answers: number
  /** Answers for which there was no connection any more. */
  gone: number
  transfers: number
  tlsFailures: number
  tlsNewSessions: number
  tlsResumedSessions: number
  /** Requests over HTTP by version, and those that were refused for their form. */
  http1Requests: number
  http2Requests: number
  badRequests: number
}

export const createStreamCounts = (): StreamCounts => ({
  connections: 0,
  inFlight: 0,
  accepted: 0,
  aclDrops: 0,
  bannedClients: 0,
  rateExceeded: 0,
  tooMany: 0,
  evicted: 0,
  idle: 0,
  receiveTimeouts: 0,
  sendTimeouts: 0,
  dripped: 0,
  expired: 0,
  errors: 0,
  queries: 0,
  answers: 0,
  gone: 0,
  transfers: 0,
  tlsFailures: 0,
  tlsNewSessions: 0,
  tlsResumedSessions: 0,
  http1Requests: 0,
  http2Requests: 0,
  badRequests: 0,
})
