// What an engine needs of a configuration.

import type { EngineSettings } from '../engine/engine-state.ts'
import type { BackendLink } from '../engine/flight.ts'
import type { CompiledProxy } from './compile-proxy.ts'

/** Picks it from a compiled configuration; `links` are how its servers are reached. */
export function engineSettingsOf(
  { settings, chains, pools, acl, recorder, blocks }: CompiledProxy,
  links: ReadonlyMap<string, BackendLink>,
): EngineSettings {
  const { answering, edns_client_subnet: subnet } = settings
  return {
    acl,
    chains: {
      query: chains.query_rules,
      cacheMiss: chains.cache_miss_rules,
      response: chains.response_rules,
      cacheHit: chains.cache_hit_response_rules,
      cacheInserted: chains.cache_inserted_response_rules,
      selfAnswered: chains.self_answered_response_rules,
    },
    pool: pools.get('')!,
    tryTimeout: answering.try_timeout,
    deadline: answering.deadline,
    maxTries: answering.max_tries,
    retriesServfail: answering.retry_on.includes('servfail'),
    retriesRefused: answering.retry_on.includes('refused'),
    hedges: answering.hedge,
    coalesces: answering.coalesce,
    servesStale: answering.serve_stale,
    subnet: {
      override: subnet.override_existing,
      prefixV4: subnet.source_prefix_v4,
      prefixV6: subnet.source_prefix_v6,
    },
    links,
    recorder,
    blocks,
  }
}
