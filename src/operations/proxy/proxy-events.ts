// What happens while the proxy runs; each is one line of `--json`.
import type { Problem } from '../../base/errors.ts'
import type { Endpoint } from '../../net/address.ts'
import type { EngineCounter } from '../../proxy/engine/counters.ts'
import type { BlockEvent } from '../../proxy/traffic/dynamic-rules.ts'

export type ProxyEvent =
  | {
      readonly event: 'listening'
      readonly binds: readonly { readonly endpoint: Endpoint; readonly protocol: string }[]
      readonly servers: number
      /** Threads that answer over UDP; 0 where the main one does. */
      readonly threads: number
    }
  /** The page and the API answer there. */
  | { readonly event: 'web'; readonly endpoint: Endpoint }
  /** An address answers that others than this machine may reach. */
  | { readonly event: 'exposed'; readonly endpoint: Endpoint }
  | { readonly event: 'server'; readonly name: string; readonly isUp: boolean; readonly detail: string }
  /** A dynamic rule has blocked a network or a name, or would have. */
  | ({ readonly event: 'blocked' } & BlockEvent)
  /** Another configuration is in force. */
  | { readonly event: 'reloaded' }
  | { readonly event: 'problem'; readonly problem: Problem }
  /** What a rule had to say. */
  | { readonly event: 'log'; readonly text: string }
  | ({ readonly event: 'summary' } & ProxySummary)

/** What was done so far. */
export interface ProxySummary {
  readonly counters: Readonly<Record<EngineCounter, number>>
  /** Datagrams that came while there was no room for them, or that the kernel was told to drop. */
  readonly overruns: number
}
