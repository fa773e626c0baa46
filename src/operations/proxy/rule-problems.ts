// Compiles the rules of the proxy's settings for nobody, so that each mistake in them is told with its place.
import { DnsctlError, fault, type Problem } from '../../base/errors.ts'
import { createRandom } from '../../base/random.ts'
import { takeBackendState } from '../../proxy/backends/backend.ts'
import { backendSettingsOf } from '../../proxy/backends/backend-settings.ts'
import { createPools } from '../../proxy/backends/create-pools.ts'
import type { ChainSite } from '../../proxy/rules/chain.ts'
import { compileChains } from '../../proxy/rules/compile-chains.ts'
import { readRuleNames } from '../../proxy/rules/rule-names.ts'
import { bindEndpoints } from '../../proxy/settings/bind.ts'
import { keepMemory } from '../../proxy/shared-memory.ts'
import type { CheckedSettings } from './checked-settings.ts'

/** What is wrong with rules. The servers and addresses of the settings can be read. */
export function ruleProblems({ settings, placeOf }: CheckedSettings): Problem[] {
  try {
    compileChains(settings, siteOf(settings), placeOf)
    return []
  } catch (error) {
    if (error instanceof DnsctlError) return [...error.problems]
    throw error
  }
}

/** A proxy that nothing is sent by. */
function siteOf(settings: CheckedSettings['settings']): ChainSite {
  const at = { thread: 0, threads: 1 }
  const memory = keepMemory(new Map())
  const clock = { ms: 0, seconds: 0 }
  const random = createRandom(0)
  const backends = backendSettingsOf(settings).map(each => ({
    settings: each,
    state: takeBackendState(memory, each.id, at),
  }))
  const pools = createPools(settings, new Map(), backends, { random, clock })
  return {
    ...at,
    memory,
    clock,
    random,
    binds: settings.binds.flatMap(bindEndpoints),
    names: readRuleNames(settings),
    pool(name) {
      const pool = pools.get(name)
      if (pool) return pool
      const known = Array.from(pools.keys(), each => `"${each}"`).join(', ')
      throw fault('proxy-pool-unknown', `there is no pool "${name}"; there are ${known}`)
    },
    tee() {},
    log() {},
  }
}
