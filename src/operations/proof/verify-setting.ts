// Who is asked after an apply: what the provider's `verify` says, else what kind of provider it is.
import type { LoadedConfig } from '../../config/load-config.ts'
import { parseTtl } from '../../dns/ttl.ts'
import { isAnsweredByNameServers } from '../../providers/registry.ts'

/** Which servers are asked: those of the zone's NS records, none, or these, `host` or `host:port`. */
export type VerifyServers = 'name-servers' | 'none' | readonly string[]

/** How it is proven that servers answer what a provider holds. */
export interface Verify {
  readonly servers: VerifyServers
  /** How long to ask again until all answer the same. */
  readonly timeoutMs: number
}

const defaultTimeoutMs = 60_000

/** The setting of a provider, with what holds where it is silent; throws all that is wrong with its settings. */
export async function verifyOf(loaded: LoadedConfig, provider: string): Promise<Verify> {
  const { servers, timeout } = loaded.config.providers[provider]?.verify ?? {}
  return {
    servers: servers ?? ((await isAnsweredByNameServers(loaded, provider)) ? 'name-servers' : 'none'),
    timeoutMs: timeout === undefined ? defaultTimeoutMs : parseTtl(timeout) * 1000,
  }
}
