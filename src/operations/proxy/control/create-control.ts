// What the console, the web page and the API see and change of a proxy that runs.
import type { Clock } from '../../../base/clock.ts'
import type { Problem } from '../../../base/errors.ts'
import { version } from '../../../base/version.ts'
import { endpointText } from '../../../net/address.ts'
import type { ChangeEntry, ProxyControl, ProxyReport } from '../../../proxy/control.ts'
import { reportCounters, reportLatencies } from '../../../proxy/engine/counters.ts'
import type { ProxySettings } from '../../../proxy/settings/settings.ts'
import type { CompiledProxy } from '../../../proxy/threads/compile-proxy.ts'
import type { RunningProxy } from '../run-proxy.ts'
import { cacheOf, changing } from './change-proxy.ts'
import { settingsDelta, settingsInForce } from './changed-settings.ts'
import { createRates, type Rates } from './rates.ts'
import { poolReports, rateNames, ruleReports, serverReport, timedSetReports } from './reports.ts'
import { settingsYaml } from './settings-yaml.ts'

/** What the operator's hand has to do with the rest. */
export interface ControlSite {
  readonly proxy: RunningProxy
  /** Reads the settings anew and puts them into force; gives their warnings, or throws why they are not. */
  readonly reload: () => Promise<readonly Problem[]>
  readonly clock: Clock
}

export interface RunningControl {
  /** The control of somebody, by whose name changes are noted. */
  by(who: string): ProxyControl
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
  let loaded = proxy.compiled.settings

  const seen = seeing(proxy, rates, () => loaded)
  const report = (): ProxyReport => ({
    ...reportOf(proxy),
    uptime: Math.floor((clock() - startedAt) / 1000),
  })
  async function reloadAll(): Promise<readonly Problem[]> {
    const warnings = await reload()
    loaded = proxy.compiled.settings
    return warnings
  }
  const noteFor =
    (by: string) =>
    (what: string): void => {
      changes.push({ time: clock(), what, by })
      if (changes.length > maxChanges) changes.shift()
    }
  return {
    by: who => ({
      ...seen,
      ...changing(proxy, reloadAll, noteFor(who)),
      report,
      changes: () => changes,
    }),
    stop: () => clearInterval(timer),
  }
}

/** What only looks. */
const seeing = (
  proxy: RunningProxy,
  rates: Rates,
  loaded: () => ProxySettings,
): Pick<
  ProxyControl,
  | 'servers'
  | 'rules'
  | 'pools'
  | 'blocks'
  | 'top'
  | 'grep'
  | 'cacheEntries'
  | 'timedSets'
  | 'configuration'
  | 'delta'
> => ({
  servers: () => proxy.compiled.backends.map(backend => serverReport(backend, proxy.health, rates)),
  rules: () => ruleReports(proxy.compiled),
  pools: () => poolReports(proxy.compiled, proxy.keepers),
  blocks: () => proxy.traffic.blocks(),
  top: (kind, count, labels) => proxy.traffic.top(kind, count, labels),
  grep: (patterns, count) => proxy.traffic.grep(patterns, count),
  cacheEntries: pool => cacheOf(proxy, pool).dump(),
  timedSets: () => timedSetReports(proxy.compiled.timedSets),
  configuration: showsSecrets => settingsYaml(settingsInForce(proxy.compiled), showsSecrets),
  delta: () => settingsDelta(loaded(), settingsInForce(proxy.compiled)),
})

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
    },
    latencies: reportLatencies(counters),
  }
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
