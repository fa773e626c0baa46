// Puts configurations into force: in the threads that answer over UDP and in the main one, all of them or none.
import { fault } from '../../base/errors.ts'
import type { HealthMonitor } from '../../proxy/backends/health/monitor.ts'
import type { PacketCacheKeeper } from '../../proxy/cache/packet-cache.ts'
import { createPacketCacheKeeper } from '../../proxy/cache/packet-cache-keeper.ts'
import { type TimedIpSet, takeTimedIpSet } from '../../proxy/rules/limits/timed-ip-set.ts'
import type { ProxySettings } from '../../proxy/settings/settings.ts'
import { keepMemory, type MemoryMap, sharedMemory, type ThreadNumber } from '../../proxy/shared-memory.ts'
import type { MainEngine } from '../../proxy/threads/main-engine.ts'
import type { ReadClock } from '../../proxy/threads/thread-clock.ts'
import type { ProxyEvent } from './proxy-events.ts'
import type { ProxyTraffic } from './proxy-traffic.ts'
import type { UdpThreads } from './udp-threads.ts'

interface Site extends ThreadNumber {
  readonly clock: ReadClock
  readonly onEvent: (event: ProxyEvent) => void
}

interface Parts {
  readonly main: MainEngine
  readonly traffic: ProxyTraffic
  readonly health: HealthMonitor
}

export interface ConfigurationInForce {
  /** Set once they run. */
  threads: UdpThreads | undefined
  readonly keepers: readonly PacketCacheKeeper[]
  /** The sets of addresses that rules name. */
  readonly timedSets: ReadonlyMap<string, TimedIpSet>
  /** Puts other settings into force; throws what is wrong with them, and leaves those before. */
  configure(settings: ProxySettings): Promise<void>
  /** Lets go of what a thread held when it ended. */
  forget(thread: number): void
}

/** Starts with what the parts were made with. */
export function createForce(
  site: Site,
  { main, traffic, health }: Parts,
  first: MemoryMap,
): ConfigurationInForce {
  let memory = first
  let keepers = openKeepers()

  function openKeepers(): readonly PacketCacheKeeper[] {
    const { packet_caches: caches } = main.compiled.settings
    return caches.map(each => createPacketCacheKeeper(each, sharedMemory(memory), site, site.clock))
  }

  const openTimedSets = (): ReadonlyMap<string, TimedIpSet> =>
    new Map(
      main.compiled.settings.timed_ip_sets.map(({ name }) => [
        name,
        takeTimedIpSet(sharedMemory(memory), name, site.clock),
      ]),
    )

  const force: ConfigurationInForce = {
    threads: undefined,
    get timedSets() {
      site.clock.read()
      return openTimedSets()
    },
    get keepers() {
      return keepers
    },
    async configure(settings) {
      const before = main.compiled.settings
      refuseOtherBinds(settings, before)
      const next = keepMemory(memory)
      const compiled = main.compile(settings, next)
      traffic.configure(next, settings)
      try {
        await force.threads?.configure({ settings, memory: next.taken })
      } catch (error) {
        traffic.configure(sharedMemory(memory), before)
        await force.threads?.configure({ settings: before, memory })
        throw error
      }
      main.configure(compiled)
      memory = next.taken
      keepers = openKeepers()
      health.watch(compiled.backends)
      site.onEvent({ event: 'reloaded' })
    },
    forget(thread) {
      for (const keeper of keepers) keeper.releaseThread(thread)
      for (const { state } of main.compiled.backends) state.forgetOutstanding(thread)
    },
  }
  return force
}

/** Sockets are taken once, while the process may. */
function refuseOtherBinds(next: ProxySettings, now: ProxySettings): void {
  if (JSON.stringify(next.binds) === JSON.stringify(now.binds)) return
  throw fault('proxy-reload-refused', '"binds" has changed, which takes a restart')
}
