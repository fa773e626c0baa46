// What is told of servers, rules, pools, caches and sets.
import { endpointText } from '../../../net/address.ts'
import type { Backend } from '../../../proxy/backends/backend.ts'
import type { HealthMonitor } from '../../../proxy/backends/health/monitor.ts'
import type { PacketCacheKeeper } from '../../../proxy/cache/packet-cache.ts'
import {
  chains,
  type PoolReport,
  type RuleReport,
  type ServerReport,
  type TimedSetReport,
} from '../../../proxy/control.ts'
import type { TimedIpSet } from '../../../proxy/rules/limits/timed-ip-set.ts'
import type { CompiledProxy } from '../../../proxy/threads/compile-proxy.ts'
import { addressText } from '../../../proxy/traffic/address-text.ts'
import type { Rates } from './rates.ts'

/** What rates of servers are known by. */
export const rateNames = {
  queries: (id: string): string => `queries ${id}`,
  drops: (id: string): string => `drops ${id}`,
}

/** Tells of a server. */
export function serverReport(
  { settings, state }: Backend,
  health: HealthMonitor,
  rates: Rates,
): ServerReport {
  const { id, name, endpoint, weight, order, pools } = settings
  const course = health.report(id)
  return {
    name,
    address: endpointText(endpoint),
    mode: state.mode,
    isHealthy: state.isHealthy,
    isUsable: state.isUsable(),
    latency: state.latency,
    queries: state.total('queries'),
    responses: state.total('responses'),
    drops: state.total('timeouts'),
    retries: state.total('retries'),
    sendErrors: state.total('sendErrors'),
    tcpConnections: state.total('tcpConnections'),
    qps: rates.rate(rateNames.queries(id)),
    dropRate: rates.rate(rateNames.drops(id)),
    outstanding: state.outstanding,
    weight,
    order,
    pools,
    healthFailures: course?.failures ?? 0,
    healthChecks: course?.checks ?? 0,
    lastFailure: course?.lastFailure,
  }
}

/** Tells of all rules, chain by chain. */
export const ruleReports = ({ chains: compiled }: CompiledProxy): readonly RuleReport[] =>
  chains.flatMap(chain =>
    compiled[chain].rules.map(({ id, name, selectorText, actionText, matches }) => ({
      id,
      name,
      chain,
      selector: selectorText,
      action: actionText,
      matches: matches(),
    })),
  )

/** Tells of all pools. */
export const poolReports = (
  { pools, settings }: CompiledProxy,
  keepers: readonly PacketCacheKeeper[],
): readonly PoolReport[] =>
  Array.from(pools.values(), ({ name, members, cache, isAvailable }) => {
    const entry = settings.pools.find(each => each.name === name)
    const keeper = cache && keepers.find(each => each.name === cache.name)
    return {
      name,
      policy: entry?.policy || settings.load_balancing_policies.default_policy,
      servers: members.map(member => member.settings.name),
      isAvailable: isAvailable(),
      cache: keeper && { name: keeper.name, ...keeper.report() },
    }
  })

/** Tells what is in sets of addresses, those that stay longest first. */
export const timedSetReports = (sets: ReadonlyMap<string, TimedIpSet>): readonly TimedSetReport[] =>
  Array.from(sets, ([name, set]) => ({
    name,
    addresses: set
      .entries()
      .sort((a, b) => b.seconds - a.seconds)
      .map(({ address, seconds }) => ({ address: addressText(address), seconds: Math.ceil(seconds) })),
  }))
