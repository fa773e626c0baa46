// The proxy as the web server needs it; whoever runs one hands it in.
import type {
  Block,
  CacheEntry,
  ChainName,
  Change,
  Mode,
  Pool,
  Report,
  Rule,
  Server,
  TopEntry,
  TopKind,
  TrafficEntry,
} from './schemas.ts'

/** Which entries of a cache are meant. */
export interface WhichEntries {
  readonly name?: string | undefined
  /** Names below it too. */
  readonly isSuffix?: boolean | undefined
  readonly type?: number | undefined
  readonly keepStale?: boolean | undefined
}

/** What can be seen and changed; what fails throws a DnsctlError. */
export interface WebProxy {
  report(): Report
  servers(): readonly Server[]
  rules(): readonly Rule[]
  pools(): readonly Pool[]
  blocks(): readonly Block[]
  top(kind: TopKind, count: number, labels?: number): readonly TopEntry[]
  grep(patterns: readonly string[], count: number): readonly TrafficEntry[]
  changes(): readonly Change[]
  cacheEntries(pool: string): Iterable<CacheEntry>
  setServerMode(server: string, mode: Mode): number
  flush(pool: string | undefined, which: WhichEntries): number
  addRule(chain: ChainName, rule: unknown, at?: number): Promise<string>
  removeRule(id: string): Promise<void>
  moveRule(id: string, to: number): Promise<void>
  block(network: string, seconds: number, reason: string, action: string): void
  unblock(network: string): boolean
  /** Reads the settings anew; what is doubtful about them. */
  reload(): Promise<readonly { readonly code: string; readonly message: string }[]>
  /** The settings in force as YAML, without secrets. */
  configuration(): string
  /** What differs between the files as they were read and what is in force; empty if nothing does. */
  delta(): string
}
