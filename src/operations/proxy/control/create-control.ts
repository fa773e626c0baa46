// What the console, the web page and the API see and change of a proxy that runs.
import type { Clock } from '../../../base/clock.ts'
import { fault, problemsOf } from '../../../base/errors.ts'
import { version } from '../../../base/version.ts'
import { endpointText } from '../../../net/address.ts'
import type { PacketCacheKeeper } from '../../../proxy/cache/packet-cache.ts'
import type { ChangeEntry, ProxyControl, ProxyReport } from '../../../proxy/control.ts'
import { reportCounters, reportLatencies } from '../../../proxy/engine/counters.ts'
import type { ProxySettings } from '../../../proxy/settings/settings.ts'
import type { CompiledProxy } from '../../../proxy/threads/compile-proxy.ts'
import type { ProxyBinds } from '../proxy-binds.ts'
import type { RunningProxy } from '../run-proxy.ts'
import { withoutRule, withRule, withRuleAt } from './edit-rules.ts'
import { createRates } from './rates.ts'
import { poolReports, rateNames, ruleReports, serverReport } from './reports.ts'
import { settingsYaml } from './settings-yaml.ts'

/** What the operator's hand has to do with the rest. */
export interface ControlSite {
  readonly proxy: RunningProxy
  /** Reads the settings anew and puts them into force; throws why they are not. */
  readonly reload: () => Promise<void>
  readonly clock: Clock
}

export interface RunningControl extends ProxyControl {
  stop(): void
}

/** The last changes are kept. */
const maxChanges = 200

/** Makes the control, which looks at the counters once a second. */
export function createControl({ proxy, reload, clock }: ControlSite): RunningControl {
  const startedAt = clock()
  const changes: ChangeEntry[] = []
  const rates = createRates(() => serverCounters(proxy.compiled))
  rates.sample(clock())
  const timer = setInterval(() => rates.sample(clock()), 1000)

  function note(what: string): void {
    changes.push({ time: clock(), what, by: 'operator' })
    if (changes.length > maxChanges) changes.shift()
  }
  async function change(settings: ProxySettings, what: string): Promise<void> {
    await proxy.configure(settings)
    note(what)
  }

  return {
    report: () => ({ ...reportOf(proxy), uptime: Math.floor((clock() - startedAt) / 1000) }),
    servers: () => proxy.compiled.backends.map(backend => serverReport(backend, proxy.health, rates)),
    rules: () => ruleReports(proxy.compiled),
    pools: () => poolReports(proxy.compiled, proxy.keepers),
    blocks: () => proxy.traffic.blocks(),
    top: (kind, count, labels) => proxy.traffic.top(kind, count, labels),
    grep: (patterns, count) => proxy.traffic.grep(patterns, count),
    setServerMode(server, mode) {
      const found = proxy.compiled.backends.filter(
        ({ settings }) => settings.name === server || endpointText(settings.endpoint) === server,
      )
      if (found.length === 0) throw fault('proxy-server-unknown', `there is no server "${server}"`)
      for (const { state } of found) state.setMode(mode)
      note(`server ${server} is ${mode}`)
      return found.length
    },
    flush(pool, which) {
      const cache = pool === undefined ? undefined : cacheOf(proxy, pool).name
      const keepers = proxy.keepers.filter(({ name }) => cache === undefined || name === cache)
      const flushed = keepers.reduce((sum, keeper) => sum + keeper.flush(which), 0)
      note(`flushed ${flushed} entries`)
      return flushed
    },
    cacheEntries: pool => cacheOf(proxy, pool).dump(),
    async addRule(chain, rule, at) {
      const settings = withRule(proxy.compiled.settings, chain, rule, at)
      await change(settings, `rule added to ${chain}`)
      return proxy.compiled.chains[chain].rules.at(at ?? -1)!.id
    },
    removeRule: id =>
      change(withoutRule(proxy.compiled.settings, proxy.compiled.chains, id), `rule ${id} removed`),
    moveRule: (id, to) =>
      change(withRuleAt(proxy.compiled.settings, proxy.compiled.chains, id, to), `rule ${id} moved to ${to}`),
    block(network, seconds, reason, action) {
      proxy.traffic.block(network, seconds, reason, action)
      note(`${network} blocked for ${seconds} s: ${reason}`)
    },
    unblock(network) {
      const isGone = proxy.traffic.unblock(network)
      if (isGone) note(`${network} blocked no more`)
      return isGone
    },
    async reload() {
      try {
        await reload()
        note('settings read anew')
      } catch (error) {
        note(`settings refused: ${problemsOf(error)[0]?.message}`)
        throw error
      }
    },
    configuration: () => settingsYaml(proxy.compiled.settings),
    changes: () => changes,
    stop: () => clearInterval(timer),
  }
}

function reportOf({ compiled, binds }: RunningProxy): Omit<ProxyReport, 'uptime'> {
  const { counters, settings } = compiled
  return {
    version,
    binds: binds.binds.map(({ endpoint, protocol }) => ({ address: endpointText(endpoint), protocol })),
    acl: settings.acl,
    counters: {
      ...reportCounters(counters),
      overruns: binds.overruns(),
      socketSendErrors: binds.sendErrors(),
      ...streamCounters(binds),
    },
    latencies: reportLatencies(counters),
  }
}

/** What has happened to connections, over all addresses: `streamsAccepted` and the like. */
function streamCounters({ streams }: ProxyBinds): Readonly<Record<string, number>> {
  const sums: Record<string, number> = {}
  for (const stream of streams)
    for (const [name, count] of Object.entries(stream.report())) {
      const key = `streams${name.charAt(0).toUpperCase()}${name.slice(1)}`
      sums[key] = (sums[key] ?? 0) + count
    }
  return sums
}

/** What rates are made of. */
function serverCounters({ backends }: CompiledProxy): ReadonlyMap<string, number> {
  return new Map(
    backends.flatMap(({ settings: { id }, state }) => [
      [rateNames.queries(id), state.total('queries')] as const,
      [rateNames.drops(id), state.total('timeouts')] as const,
    ]),
  )
}

function cacheOf({ compiled, keepers }: RunningProxy, pool: string): PacketCacheKeeper {
  const cache = compiled.pools.get(pool)?.cache
  const keeper = cache && keepers.find(({ name }) => name === cache.name)
  if (!keeper) throw fault('proxy-pool-unknown', `there is no pool "${pool}" with a packet cache`)
  return keeper
}
