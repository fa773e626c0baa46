// Makes the pools of one thread: those that are configured and those that servers are in.
import type { PacketCache } from '../cache/packet-cache.ts'
import type { LoadBalancing } from '../settings/load-balancing.ts'
import type { PoolEntry } from '../settings/pool.ts'
import type { Backend } from './backend.ts'
import { policies } from './policies/policies.ts'
import type { PolicySite } from './policy.ts'
import type { Pool } from './pool.ts'

export interface PoolsSettings {
  readonly pools: readonly PoolEntry[]
  readonly load_balancing_policies: LoadBalancing
}

/**
 * The pools by name; the one without a name is always there, and has the first of the packet caches unless it states
 * something itself. `caches` are the packet caches by name.
 */
export function createPools(
  settings: PoolsSettings,
  caches: ReadonlyMap<string, PacketCache>,
  backends: readonly Backend[],
  site: PolicySite,
): ReadonlyMap<string, Pool> {
  const entries = new Map(settings.pools.map(entry => [entry.name, entry]))
  const names = new Set(['', ...entries.keys(), ...backends.flatMap(backend => backend.settings.pools)])
  const [first] = caches.values()
  const ordered = backends.toSorted((a, b) => a.settings.order - b.settings.order)
  return new Map(
    Array.from(names, name => {
      const entry = entries.get(name)
      const members = ordered.filter(backend => backend.settings.pools.includes(name))
      const balancing = settings.load_balancing_policies
      const policy = policies[entry?.policy || balancing.default_policy]
      const parts = {
        name,
        members,
        policy: policy(members, site, balancing),
        cache: entry ? caches.get(entry.packet_cache) : name === '' ? first : undefined,
        useEcs: entry?.use_ecs === true || members.some(({ settings }) => settings.useEcs),
      }
      return [name, poolOf(parts)]
    }),
  )
}

function poolOf(parts: Omit<Pool, 'isAvailable' | 'outstanding'>): Pool {
  const { members } = parts
  return {
    ...parts,
    isAvailable() {
      for (let i = 0; i < members.length; i++) if (members[i]!.state.isUsable()) return true
      return false
    },
    outstanding() {
      let waiting = 0
      for (let i = 0; i < members.length; i++) waiting += members[i]!.state.outstanding
      return waiting
    },
  }
}
