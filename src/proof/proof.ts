// Proof that what was applied is answered: each authoritative server is asked for each RRset and compared.
import { isIP } from 'node:net'
import type { Name } from '../dns/name.ts'
import type { RRTypeName } from '../dns/rr/define-type.ts'
import type { RRset } from '../dns/rrset.ts'
import { type Endpoint, endpointText } from '../net/address.ts'

/** An authoritative server of a zone. */
export interface AuthServer {
  /** As it was named: `ns1.example.com.` or an address. */
  readonly name: string
  /** Its host is an IP address. */
  readonly endpoint: Endpoint
}

/** What servers are to answer for a name and type. */
export interface Expectation {
  readonly owner: Name
  readonly type: RRTypeName
  /** Undefined if nothing is to be there. */
  readonly rrset: RRset | undefined
}

/**
 * How a server's answer compares. `differs`: other values or another TTL; `missing`: nothing where something is to be;
 * `lingering`: something where nothing is to be; `unanswered`: no answer, or one that is none (REFUSED, SERVFAIL, not
 * authoritative).
 */
export type CellStatus = 'equal' | 'differs' | 'missing' | 'lingering' | 'unanswered'

/** One server asked for one RRset. */
export interface Cell {
  /** The server, as `serverText` writes it. */
  readonly server: string
  readonly owner: Name
  readonly type: RRTypeName
  readonly status: Exclude<CellStatus, 'equal'>
  /** What differs, for people. */
  readonly detail: string
}

/** A server and what it answered in the end. */
export interface ServerProof extends AuthServer {
  /** Of the zone's SOA there; absent where it was not answered. */
  readonly serial?: number
  /** How many answers were compared, those that never came included. */
  readonly asked: number
  /** How many of them were not equal in the end. */
  readonly unequal: number
}

/** The servers of a zone and what they answer. */
export interface Proof {
  readonly zone: Name
  readonly servers: readonly ServerProof[]
  /** How many answers were compared. */
  readonly asked: number
  /** Those that were not equal in the end, the first thousand; empty if the zone is proven. */
  readonly unequal: readonly Cell[]
  /** How many were not equal, also those that are not listed. */
  readonly unequalCount: number
  /** True if the asking was ended before all was asked for. */
  readonly interrupted?: true
  /** RRsets that no query gets at, behind a delegation or DNAME, or that servers make by themselves. */
  readonly hidden: number
  /** Names of servers without an address, and why. */
  readonly unresolved: readonly Unasked[]
  /** Addresses of servers that this machine has no way to (IPv6); they do not count against the proof. */
  readonly unreachable: readonly Unasked[]
}

/** A server that could not be asked. */
export interface Unasked {
  readonly name: string
  readonly reason: string
}

/** Says whether every server answers all that is expected. */
export const isProven = ({ servers, unequalCount, unresolved, interrupted }: Proof): boolean =>
  servers.length > 0 && unequalCount === 0 && unresolved.length === 0 && !interrupted

const usualPort = 53

/** `ns1.example.com. 192.0.2.53`, `192.0.2.53`, `127.0.0.1:5300`: the port where it is not 53. */
export function serverText({ name, endpoint }: AuthServer): string {
  const address = endpoint.port === usualPort ? endpoint.host : endpointText(endpoint)
  return isIP(name) ? address : `${name} ${address}`
}
