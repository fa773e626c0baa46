// What all connections of one address share, and the little that each of them has beside its socket.
import type { StreamLimits } from '../settings/stream-limits.ts'
import { type Transport, transports } from '../transaction.ts'
import type { Admission, Place } from './admission.ts'
import type { StreamBind, StreamCounts, StreamSite } from './stream-site.ts'

export interface StreamContext {
  readonly bind: StreamBind
  readonly site: StreamSite
  readonly limits: StreamLimits
  readonly counts: StreamCounts
  readonly admission: Admission
}

/** Who is at the other end of a connection. */
export interface Caller {
  /** As in net/address-words.ts. */
  readonly client: Int32Array
  readonly port: number
  readonly place: Place
  /** When it came, in milliseconds. */
  readonly openedAt: number
}

/** A connection, as the address it came to treats it. */
export interface Guest {
  /** Ends it if one of its limits is over. */
  sweep(now: number): void
  /** Takes no more queries, and ends it once the answers that are due are sent. */
  end(): void
  destroy(): void
}

/** The limits of one connection, in milliseconds. */
export interface ConnectionLimits {
  readonly receiveMs: number
  readonly sendMs: number
  readonly idleMs: number
  /** Infinite for none, as the number of queries. */
  readonly durationMs: number
  readonly queries: number
  readonly inFlight: number
  readonly reads: number
  readonly unsentOctets: number
}

/** What a connection gets that came when there was hardly room, as in dnsdist. */
const restricted = { receiveMs: 500, durationMs: 5000, queries: 1, inFlight: 1 }

const orNone = (count: number): number => (count === 0 ? Number.POSITIVE_INFINITY : count)

/** The limits of a connection, once for all of a kind. */
export function connectionLimits(
  { bind, limits }: Pick<StreamContext, 'bind' | 'limits'>,
  transport: Transport,
  isRestricted: boolean,
): ConnectionLimits {
  const { doh, tcp } = bind.settings
  return {
    receiveMs: limits.receive_timeout * 1000,
    sendMs: limits.send_timeout * 1000,
    idleMs: 1000 * (transport === transports.doh ? doh.idle_timeout : limits.idle_timeout),
    durationMs: orNone(limits.max_connection_duration) * 1000,
    queries: orNone(limits.max_queries_per_connection),
    inFlight: tcp.max_in_flight_queries,
    reads: orNone(limits.max_read_ios_per_query),
    unsentOctets: limits.max_unsent_octets,
    ...(isRestricted && restricted),
  }
}

/** The message that is being received: connections take turns, as each query is taken before the next is read. */
export const scratch: Uint8Array = new Uint8Array(65_535)
