// What can be seen and changed of a proxy that runs: all that the console, the web page and the API are made of.
import type { Problem } from '../base/errors.ts'
import type { Mode } from './backends/backend.ts'
import type { FlushPattern, PacketCacheEntry, PacketCacheReport } from './cache/packet-cache.ts'

/** The chains of rules, by the names they have in the configuration. */
export const chains = [
  'query_rules',
  'cache_miss_rules',
  'response_rules',
  'cache_hit_response_rules',
  'cache_inserted_response_rules',
  'self_answered_response_rules',
] as const
export type ChainName = (typeof chains)[number]

export interface ServerReport {
  readonly name: string
  readonly address: string
  /** How its state is decided, and whether queries go there. */
  readonly mode: Mode
  readonly isHealthy: boolean
  readonly isUsable: boolean
  /** Milliseconds, over UDP. */
  readonly latency: number
  readonly queries: number
  readonly responses: number
  /** Queries that it did not answer in time. */
  readonly drops: number
  readonly retries: number
  readonly sendErrors: number
  readonly tcpConnections: number
  /** Queries and drops a second, over the last whole second. */
  readonly qps: number
  readonly dropRate: number
  readonly outstanding: number
  readonly weight: number
  readonly order: number
  readonly pools: readonly string[]
  readonly healthFailures: number
  readonly healthChecks: number
  /** Why the last failed check failed. */
  readonly lastFailure: string | undefined
}

export interface RuleReport {
  readonly id: string
  readonly name: string
  readonly chain: ChainName
  /** What it is, in one line: `QNameSuffix(example.com)`. */
  readonly selector: string
  readonly action: string
  readonly matches: number
}

export interface PoolReport {
  readonly name: string
  readonly policy: string
  readonly servers: readonly string[]
  readonly isAvailable: boolean
  readonly cache: (PacketCacheReport & { readonly name: string }) | undefined
}

export interface BlockReport {
  /** A network, or a name. */
  readonly subject: string
  readonly reason: string
  readonly action: string
  /** Seconds left. */
  readonly seconds: number
  /** Queries it has stopped; what the kernel drops is not counted there. */
  readonly blocks: number
  readonly isWarning: boolean
  readonly isKernel: boolean
}

/** What is in a set of addresses, each for a time. */
export interface TimedSetReport {
  readonly name: string
  readonly addresses: readonly { readonly address: string; readonly seconds: number }[]
}

/** One counted thing of a list such as the most asked names. */
export interface TopEntry {
  readonly text: string
  readonly count: number
  /** Of all that were looked at, 0 to 1. */
  readonly share: number
}

/** What can be counted among the traffic of the last minutes. */
export type TopKind = 'queries' | 'clients' | 'types' | 'rcodes' | 'slow' | 'large'

/** One query or answer of the last traffic. */
export interface TrafficEntry {
  /** Milliseconds since 1970. */
  readonly time: number
  readonly client: string
  readonly name: string
  readonly type: string
  readonly transport: string
  /** Absent for a query that is not answered yet. */
  readonly rcode?: string
  readonly latency?: number
  readonly octets?: number
  readonly source?: string
}

/** Something that was changed while the proxy ran, or refused. */
export interface ChangeEntry {
  readonly time: number
  readonly what: string
  readonly by: string
}

export interface ProxyReport {
  readonly version: string
  /** Seconds. */
  readonly uptime: number
  readonly binds: readonly { readonly address: string; readonly protocol: string }[]
  readonly acl: readonly string[]
  /** Everything that is counted, by name, and gauges. */
  readonly counters: Readonly<Record<string, number>>
  /** Answers by how long they took: the upper limit in ms and how many took at most that and more than the one before. */
  readonly latencies: readonly { readonly upTo: number; readonly count: number }[]
}

/** A proxy as its operator sees it. What fails throws a DnsctlError. */
export interface ProxyControl {
  report(): ProxyReport
  servers(): readonly ServerReport[]
  rules(): readonly RuleReport[]
  pools(): readonly PoolReport[]
  blocks(): readonly BlockReport[]
  top(kind: TopKind, count: number, labels?: number): readonly TopEntry[]
  /** What of the last traffic a text matches: a name's suffix, a client or network, or `2000ms` for slower ones. */
  grep(patterns: readonly string[], count: number): readonly TrafficEntry[]
  /** The servers of a name or address. */
  setServerMode(server: string, mode: Mode): number
  /** Flushes caches, of one pool or of all; the number of entries. */
  flush(pool: string | undefined, which: FlushPattern): number
  cacheEntries(pool: string): Iterable<PacketCacheEntry>
  /** Adds a rule, as in the configuration, at a place or at the end; its id. */
  addRule(chain: ChainName, rule: unknown, at?: number): Promise<string>
  removeRule(id: string): Promise<void>
  moveRule(id: string, to: number): Promise<void>
  block(network: string, seconds: number, reason: string, action: string): void
  unblock(network: string): boolean
  timedSets(): readonly TimedSetReport[]
  /** Puts an address into a set for a time in seconds; throws `proxy-set-unknown` and `address-syntax`. */
  addToSet(set: string, address: string, seconds: number): void
  /** Takes an address out of a set; false if it was not there. */
  removeFromSet(set: string, address: string): boolean
  /** Reads the configuration anew; its warnings. Throws if it cannot be used, and goes on with the one before. */
  reload(): Promise<readonly Problem[]>
  /** The configuration in force as YAML, with what was changed while it ran; secrets are masked unless they are asked for. */
  configuration(showsSecrets?: boolean): string
  /** What differs between the files as they were read last and what is in force, as a unified diff; empty if nothing does. */
  delta(): string
  changes(): readonly ChangeEntry[]
}
