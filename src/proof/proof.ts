// Proof that what was applied is answered: each authoritative server is asked for each RRset and compared.
import type { Name } from '../dns/name.ts'
import type { RRTypeName } from '../dns/rr/define-type.ts'
import type { RRset } from '../dns/rrset.ts'
import type { Endpoint } from '../net/address.ts'

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
  readonly server: string
  readonly owner: Name
  readonly type: RRTypeName
  readonly status: CellStatus
  /** What differs, for people; absent where nothing does. */
  readonly detail?: string
}

/** The servers of a zone and what they answer. */
export interface Proof {
  readonly zone: Name
  readonly servers: readonly AuthServer[]
  /** How many answers were compared. */
  readonly asked: number
  /** Those that were not equal in the end; empty if the zone is proven. */
  readonly unequal: readonly Cell[]
  /** Names of servers without an address, and why. */
  readonly unresolved: readonly { readonly name: string; readonly reason: string }[]
}

/** Says whether every server answers all that is expected. */
export const isProven = ({ servers, unequal, unresolved }: Proof): boolean =>
  servers.length > 0 && unequal.length === 0 && unresolved.length === 0
