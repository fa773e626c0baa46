// What a rule is made of: a selector that says whether it matches, and an action that says what happens then.

import type { Random } from '../../base/random.ts'
import type { JsonSchema } from '../../dns/rr/field-kind.ts'
import type { Endpoint } from '../../net/address.ts'
import type { Pool } from '../backends/pool.ts'
import type { SharedMemory, ThreadNumber } from '../shared-memory.ts'
import type { Transaction } from '../transaction.ts'
import type { AskedName } from './asked-name.ts'

/** Says whether a rule matches; nothing is allocated for a packet. */
export type Selector = (transaction: Transaction) => boolean

/** What happens next to a transaction. */
export const outcomes = {
  /** The next rule is looked at. */
  next: 0,
  /** No further rule of this chain is. */
  done: 1,
  /** `message` has become the answer. */
  answer: 2,
  /** Nothing is answered. */
  drop: 3,
} as const
export type Outcome = (typeof outcomes)[keyof typeof outcomes]

/** Does something to a query, or in a chain for answers to an answer. */
export type Action = (transaction: Transaction) => Outcome

/** What selectors and actions of one thread have to do with the rest of the proxy. */
export interface RuleSite extends ThreadNumber {
  /**
   * The rule as reports call it, with its chain: `query_rules/limit`, and behind that the way to a part inside of others.
   * Part of the keys of shared memory, so that limits go on over a reload.
   */
  readonly rule: string
  /** The addresses that are asked, by the number of the bind. */
  readonly binds: readonly Endpoint[]
  /** What the configuration has names for. */
  readonly names: RuleNames
  /** The name of the question, taken apart by whoever needs it first. */
  readonly asked: AskedName
  readonly memory: SharedMemory
  readonly clock: ThreadClock
  readonly random: Random
  /** The pool of a name; throws `proxy-pool-unknown` if no backend is in it and none is configured. */
  pool(name: string): Pool
  /** Sends a copy of a query to a server and forgets it. */
  tee(server: string, transaction: Transaction, options: TeeOptions): void
  /** Writes a line to the log: what rules have to say. */
  log(transaction: Transaction, text: string): void
}

export interface TeeOptions {
  /** Adds the client's address as a client subnet. */
  readonly addEcs: boolean
  /** The address to send from; any if undefined. */
  readonly source: string | undefined
}

/** The time of a thread, read once for all that came together. */
export interface ThreadClock {
  /** Milliseconds, that never go back, with a fraction; they count from the same moment in all threads. */
  ms: number
  /** Whole seconds of the same. */
  seconds: number
}

/** One kind of selector, action or response action: all that is to be said of it stands in its table entry. */
export interface RulePart<Made> {
  /** What `type` says, as in dnsdist: `QNameSuffix`. */
  readonly type: string
  /** One sentence for the reference. */
  readonly summary: string
  /** Its settings beside `type`: schemas by name, and which of them must be there. */
  readonly properties: Readonly<Record<string, JsonSchema>>
  readonly required: readonly string[]
  /** Makes it for one thread; throws `proxy-rule-invalid` for values that the schema cannot tell. */
  make(settings: never, site: RuleSite, parts: PartMakers): Made
}

/** The settings of a part, as they stand in the configuration. */
export interface PartSettings {
  readonly type: string
  readonly [key: string]: unknown
}

/** What the configuration has names for, so that several rules share it. */
export interface RuleNames {
  readonly selectors: ReadonlyMap<string, PartSettings>
  readonly netmaskGroups: ReadonlyMap<string, readonly string[]>
  readonly timedIpSets: ReadonlySet<string>
}

/** Makes parts inside of parts: the selectors of And, the action of ContinueAction. Absent settings get their defaults. */
export interface PartMakers {
  selector(settings: PartSettings, site: RuleSite): Selector
  /** The selector that the configuration has a name for: one for all that refer to it. */
  named(name: string, site: RuleSite): Selector
  action(settings: PartSettings, site: RuleSite): Action
}
