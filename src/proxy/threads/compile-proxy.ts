// Makes of plain settings what one thread works with. All threads do it alike, so that they share what is kept by keys.

import { fault } from '../../base/errors.ts'
import type { Random } from '../../base/random.ts'
import type { Endpoint } from '../../net/address.ts'
import { createNetworkList } from '../../net/network-table.ts'
import { type Backend, takeBackendState } from '../backends/backend.ts'
import { backendSettingsOf } from '../backends/backend-settings.ts'
import { createPools } from '../backends/create-pools.ts'
import type { Pool } from '../backends/pool.ts'
import { createPacketCache } from '../cache/create-packet-cache.ts'
import type { PacketCache } from '../cache/packet-cache.ts'
import type { ChainName } from '../control.ts'
import { takeEngineCounters } from '../engine/counters.ts'
import type { Chain, ChainSite } from '../rules/chain.ts'
import { compileChains } from '../rules/compile-chains.ts'
import { type TimedIpSet, takeTimedIpSet } from '../rules/limits/timed-ip-set.ts'
import type { TeeOptions, ThreadClock } from '../rules/rule.ts'
import { readRuleNames } from '../rules/rule-names.ts'
import type { ProxySettings } from '../settings/settings.ts'
import type { CounterRows, SharedMemory, ThreadNumber } from '../shared-memory.ts'
import { createDynamicBlocks, type DynamicBlocks } from '../traffic/dynamic-blocks.ts'
import type { TrafficRecorder } from '../traffic/recorder.ts'
import { createTrafficRecorder } from '../traffic/traffic-recorder.ts'
import type { Transaction } from '../transaction.ts'

/** What a thread has to do with the rest of the proxy. */
export interface ThreadSite extends ThreadNumber {
  readonly memory: SharedMemory
  readonly clock: ThreadClock
  readonly random: Random
  readonly binds: readonly Endpoint[]
  tee(server: string, transaction: Transaction, options: TeeOptions): void
  log(transaction: Transaction, text: string): void
}

/** A configuration as one thread has it in force. */
export interface CompiledProxy {
  readonly settings: ProxySettings
  readonly backends: readonly Backend[]
  readonly caches: ReadonlyMap<string, PacketCache>
  readonly pools: ReadonlyMap<string, Pool>
  readonly chains: Readonly<Record<ChainName, Chain>>
  /** The sets of addresses, also those that no rule looks at. */
  readonly timedSets: ReadonlyMap<string, TimedIpSet>
  /** Networks, with 1 for those that may ask. */
  readonly acl: Int32Array
  readonly counters: CounterRows
  readonly recorder: TrafficRecorder
  readonly blocks: DynamicBlocks
}

/** Compiles settings; throws all that is wrong with rules, and what their schemas cannot tell of servers. */
export function compileProxy(settings: ProxySettings, site: ThreadSite): CompiledProxy {
  const { memory, clock } = site
  const backends = backendSettingsOf(settings).map(
    (each): Backend => ({ settings: each, state: takeBackendState(memory, each.id, site) }),
  )
  const caches = new Map(
    settings.packet_caches.map(each => [each.name, createPacketCache(each, memory, site, clock)]),
  )
  const pools = createPools(settings, caches, backends, site)
  return {
    settings,
    backends,
    caches,
    pools,
    chains: compileChains(settings, ruleSiteOf(settings, pools, site)),
    timedSets: new Map(settings.timed_ip_sets.map(({ name }) => [name, takeTimedIpSet(memory, name, clock)])),
    acl: aclOf(settings.acl),
    counters: takeEngineCounters(memory, site),
    recorder: createTrafficRecorder(memory, site, clock, settings),
    blocks: createDynamicBlocks(memory, site, clock),
  }
}

function ruleSiteOf(settings: ProxySettings, pools: ReadonlyMap<string, Pool>, site: ThreadSite): ChainSite {
  return {
    ...site,
    names: readRuleNames(settings),
    pool(name) {
      const pool = pools.get(name)
      if (pool) return pool
      throw fault('proxy-pool-unknown', `there is no pool "${name}"; there are ${poolNames(pools)}`)
    },
  }
}

const poolNames = (pools: ReadonlyMap<string, Pool>): string =>
  Array.from(pools.keys(), name => `"${name}"`).join(', ')

/** An entry that begins with `!` is not let in, although a larger network is. */
function aclOf(entries: readonly string[]): Int32Array {
  const networks = createNetworkList()
  for (const entry of entries) {
    const isLeftOut = entry.startsWith('!')
    if (!networks.add(isLeftOut ? entry.slice(1) : entry, isLeftOut ? 0 : 1))
      throw fault('proxy-rule-invalid', `acl: "${entry}" is not a network such as 192.0.2.0/24`)
  }
  return networks.table()
}
