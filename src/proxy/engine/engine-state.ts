// What the parts of an engine share: its settings, what waits, and what was in use and may be again.
import type { Backend } from '../backends/backend.ts'
import type { Pool } from '../backends/pool.ts'
import type { Chain } from '../rules/chain.ts'
import { outcomes, type ThreadClock } from '../rules/rule.ts'
import type { CounterRows } from '../shared-memory.ts'
import type { DynamicBlocks } from '../traffic/dynamic-blocks.ts'
import type { DropReason, TrafficRecorder } from '../traffic/recorder.ts'
import { createTransaction, type Transaction, transports } from '../transaction.ts'
import { at } from './counters.ts'
import type { Delays } from './delays.ts'
import type { Failures } from './failures.ts'
import type { Attempt, AttemptQueue, BackendLink, Flight, GoneSocket } from './flight.ts'

/** What is configured; replaced whole, between two packets. */
export interface EngineSettings {
  /** The networks whose clients are answered. */
  readonly acl: Int32Array
  readonly chains: {
    readonly query: Chain
    readonly cacheMiss: Chain
    readonly response: Chain
    readonly cacheHit: Chain
    readonly cacheInserted: Chain
    readonly selfAnswered: Chain
  }
  /** Where queries go unless a rule says otherwise. */
  readonly pool: Pool
  readonly tryTimeout: number
  readonly deadline: number
  readonly maxTries: number
  readonly retriesServfail: boolean
  readonly retriesRefused: boolean
  readonly hedges: boolean
  readonly coalesces: boolean
  readonly servesStale: boolean
  readonly subnet: SubnetSettings
  /** How the servers of the pools are reached, by their ids. */
  readonly links: ReadonlyMap<string, BackendLink>
  readonly recorder: TrafficRecorder
  readonly blocks: DynamicBlocks
}

/** How client subnets are sent to servers (RFC 7871). */
export interface SubnetSettings {
  /** Replaces the one that the client sent. */
  readonly override: boolean
  /** Bits that are sent of an address. */
  readonly prefixV4: number
  readonly prefixV6: number
}

/** What an engine has to do with its thread. */
export interface EngineSite {
  readonly clock: ThreadClock
  readonly counters: CounterRows
}

/** All that the parts of an engine share. */
export interface EngineState extends EngineSite {
  settings: EngineSettings
  readonly waiting: AttemptQueue
  readonly delays: Delays
  readonly failures: Failures
  /** Flights that others may join, by the hash of their query. */
  readonly shared: Map<number, Flight>
  /** Sockets to servers that are not there. */
  readonly gone: GoneSocket[]
  /** What was in use and may be again. */
  readonly spareTransactions: Transaction[]
  readonly spareFlights: Flight[]
  readonly spareAttempts: Attempt[]
  /** Room for an answer that takes the place of a stored query, for one that several get, and for one over TCP. */
  readonly room: Uint8Array
  readonly sharedRoom: Uint8Array
  readonly streamRoom: Uint8Array
  /** When it was last looked for tries to be hedged. */
  hedgedAt: number
  /** Servers among which a policy chooses. */
  readonly candidates: Backend[]
  /** Takes what a server sent over a connection; undefined if it sent nothing. */
  readonly streamAnswered: (attempt: Attempt, message: Uint8Array | undefined) => void
}

/** Of each kind so many are kept for the next ones; more are left to the collector. */
export const maxSpare = 4096

/** A transaction to fill with a query. */
export const takeTransaction = (e: EngineState): Transaction =>
  e.spareTransactions.pop() ?? createTransaction(e.settings.pool)

/** Forgets what would keep memory alive. */
export function giveTransaction(e: EngineState, t: Transaction): void {
  t.http = undefined
  t.sni = undefined
  if (e.spareTransactions.length < maxSpare) e.spareTransactions.push(t)
}

const dropCounters: Readonly<Record<DropReason, number>> = {
  acl: at.aclDrops,
  dynamic: at.dynamicDrops,
  rule: at.ruleDrops,
  noncompliant: at.noncompliantQueries,
  overload: at.overloadDrops,
  gone: at.goneDrops,
}

/** Ends a query without an answer. */
export function dropQuery(e: EngineState, t: Transaction, reason: DropReason): typeof outcomes.drop {
  e.counters.mine[dropCounters[reason]]!++
  e.settings.recorder.dropped(t, reason)
  t.requester.drop(t)
  return outcomes.drop
}

/** Whether a client waits at the other end of a connection, which has room for any answer. */
export const isStream = ({ transport }: Transaction): boolean => transport !== transports.udp
