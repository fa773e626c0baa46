// A group of servers that answer for one another, with their policy and their packet cache.
import type { PacketCache } from '../cache/packet-cache.ts'
import type { Backend } from './backend.ts'
import type { Policy } from './policy.ts'

export interface Pool {
  /** Empty for the pool where queries go unless a rule says otherwise. */
  readonly name: string
  /** In order of `order`. */
  readonly members: readonly Backend[]
  readonly policy: Policy
  readonly cache: PacketCache | undefined
  /** Adds the client's address to queries as a client subnet (RFC 7871): before it is known which server is asked. */
  readonly useEcs: boolean
  /** Says whether one of the servers is usable. */
  isAvailable(): boolean
  /** Queries that wait for an answer of any of them. */
  outstanding(): number
}
