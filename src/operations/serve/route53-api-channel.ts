// What the thread that serves Route 53's API and the one that started it tell each other: plain data, both ways.
import type { Problem } from '../../base/errors.ts'
import type { HealthCheck } from '../../dns/routing.ts'
import type { Endpoint } from '../../net/address.ts'
import type { HealthReport } from '../../server/health/monitor.ts'
import type { ApiKey } from '../../server/route53-api/access/authenticate.ts'
import type { StartThread } from '../start-thread.ts'

/** How the API is served. */
export interface Route53ApiSettings {
  readonly listen: Endpoint
  /** Who may ask; `insecure` is everyone on this machine. */
  readonly keys: readonly ApiKey[] | 'insecure'
  /** For each key; 0 bounds nothing. */
  readonly requestsPerSecond: number
  /** How long a change stays PENDING. */
  readonly insyncAfterMs: number
}

/** What the API starts with. */
export interface ApiStart extends Route53ApiSettings {
  /** The folder of the store. */
  readonly store: string
  /** Where the server answers DNS. */
  readonly dns: Endpoint
}

export type ApiOrder =
  /** What is known of the health that was asked for under the number. */
  | { readonly order: 'health'; readonly ask: number; readonly report: HealthReport | undefined }
  /** Answer what has arrived, and end. */
  | { readonly order: 'stop' }

export type ApiNews =
  | { readonly news: 'listening'; readonly endpoint: Endpoint }
  /** Asks what is known of a check. */
  | { readonly news: 'health'; readonly ask: number; readonly check: HealthCheck }
  /** A request could not be answered. */
  | { readonly news: 'problem'; readonly problem: Problem }
  /** The API cannot be served, and the thread ends. */
  | { readonly news: 'failed'; readonly problems: readonly Problem[] }

/** Starts serving the API elsewhere. */
export type StartApi = StartThread<ApiStart, ApiNews, ApiOrder>
