// The RRset: what zones are made of, what plans change and what providers hold (RFC 2181 §5).
import { type Name, nameKey } from './name.ts'
import type { AliasTarget, RoutingPolicy } from './routing.ts'
import type { Rdata, RRTypeName } from './rr/define-type.ts'

/** Notes that people keep beside a record; never sent to a provider. */
export interface Annotations {
  readonly owner?: string
  readonly reason?: string
  /** ISO date, `2027-01-01`. */
  readonly expires?: string
}

/** All records of one name and type. */
export interface RRset {
  readonly owner: Name
  /** Mnemonic in upper case, or `TYPEnnn`. */
  readonly type: RRTypeName
  /** Seconds, 0 to 2^31 − 1; 0 if nothing but aliases are in it, which have none of their own. */
  readonly ttl: number
  /** Presentation forms in normal form, without two that are equal. Empty if `policy` or `alias` stands for them. */
  readonly rdatas: readonly Rdata[]
  readonly policy?: RoutingPolicy
  readonly alias?: AliasTarget
  /** What else manages it where it is held, "traffic policy instance 1234"; plans never touch it. */
  readonly managedBy?: string
  readonly annotations?: Annotations
}

/** Identifies an RRset within a zone: `www.example.com./A`. */
export const rrsetKey = (rrset: Pick<RRset, 'owner' | 'type'>): string =>
  `${nameKey(rrset.owner)}/${rrset.type}`

/** Says whether an RRset has a TTL of its own: not if nothing but aliases are in it. */
export const hasTtl = ({ alias, policy }: Pick<RRset, 'alias' | 'policy'>): boolean =>
  policy ? policy.sets.some(set => !set.alias) : !alias
