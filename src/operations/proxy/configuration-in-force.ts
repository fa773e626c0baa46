// Puts configurations into force: in the threads that answer over UDP and in the main one, all of them or none.
import { fault } from '../../base/errors.ts'
import type { HealthMonitor } from '../../proxy/backends/health/monitor.ts'
import type { PacketCacheKeeper } from '../../proxy/cache/packet-cache.ts'
import { createPacketCacheKeeper } from '../../proxy/cache/packet-cache-keeper.ts'
import type { ThreadClock } from '../../proxy/rules/rule.ts'
import type { ProxySettings } from '../../proxy/settings/settings.ts'
import { keepMemory, type MemoryMap, sharedMemory, type ThreadNumber } from '../../proxy/shared-memory.ts'
import type { MainEngine } from '../../proxy/threads/main-engine.ts'
import type { ProxyBinds } from './proxy-binds.ts'
import type { ProxyEvent } from './proxy-events.ts'
import type { ProxyTraffic } from './proxy-traffic.ts'
import type { UdpThreads } from './udp-threads.ts'

interface Site extends ThreadNumber {
  readonly clock: ThreadClock
  readonly onEvent: (event: ProxyEvent) => void
}

interface Parts {
  readonly main: MainEngine
  readonly traffic: ProxyTraffic
  readonly health: HealthMonitor
  readonly binds: Pick<ProxyBinds, 'reloadCertificates'>
}

export interface ConfigurationInForce {
  /** Set once they run. */
  threads: UdpThreads | undefined
  readonly keepers: readonly PacketCacheKeeper[]
  /** Puts other settings into force; throws what is wrong with them, and leaves those before. */
  configure(settings: ProxySettings): Promise<void>
  /** Lets go of what a thread held when it ended. */
  forget(thread: number): void
}

/** Starts with what the parts were made with. */
export function createForce(
  site: Site,
  { main, traffic, health, binds }: Parts,
  first: MemoryMap,
): ConfigurationInForce {
  let memory = first
  let keepers = openKeepers()

  function openKeepers(): readonly PacketCacheKeeper[] {
    const { packet_caches: caches } = main.compiled.settings
    return caches.map(each => createPacketCacheKeeper(each, sharedMemory(memory), site, site.clock))
  }

  const force: ConfigurationInForce = {
    threads: undefined,
    get keepers() {
      return keepers
    },
    async configure(settings) {
      const before = main.compiled.settings
      refuseOtherBinds(settings, before)
      const next = keepMemory(memory)
      const compiled = main.compile(settings, next)
      // Their files may be others although the settings are the same.
      binds.reloadCertificates()
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

/** Sockets are taken once, while the process may: it may have become another user since. */
function refuseOtherBinds({ binds: next }: ProxySettings, { binds: now }: ProxySettings): void {
  const number = next.findIndex((bind, i) => JSON.stringify(bind) !== JSON.stringify(now[i]))
  if (number < 0 && next.length === now.length) return
  const { listen_address: address } = next[number] ?? now[next.length]!
  const message = `"binds" has changed at ${address}; addresses and how they are listened on stay until a restart`
  throw fault('proxy-reload-refused', message)
}
