// Makes dynamic rules ready: what they look at, what they do, and whom they leave alone.
import { nameToWire, parseName } from '../../dns/name.ts'
import { createNetworkList, findNetwork, networkValue } from '../../net/network-table.ts'
import type { ThreadClock } from '../rules/rule.ts'
import type { DynamicRuleGroup } from '../settings/dynamic-rules.ts'
import type { SharedMemory, ThreadNumber } from '../shared-memory.ts'
import { readBlockAction } from './block-action.ts'
import { type BlockKeeper, createBlockKeeper } from './block-keeper.ts'
import { type BlockSubject, networkSubject, suffixSubject } from './block-subject.ts'
import { bitsOf128, isIpv4 } from './block-table.ts'
import { type BlockAction, blockActions } from './dynamic-blocks.ts'
import { type Meter, type PlannedRule, planMeters } from './meter-plan.ts'
import { createMeterWindows, type MeterWindows } from './meter-windows.ts'
import { type Limit, limitOf } from './rule-limits.ts'
import { cacheHitRatio, takeTotals } from './totals.ts'
import type { TrafficSettings } from './traffic-recorder.ts'

/** What a rule does to those that exceed it. */
export interface RuleOrder {
  readonly reason: string
  readonly action: BlockAction
  /** As in the settings. */
  readonly actionName: string
  readonly tag: readonly [name: string, value: string] | undefined
  readonly isKernel: boolean
  /** Whether what it stops is counted no more as traffic, but where it is stopped. */
  readonly stopsQueries: boolean
}

/** A rule with its limit, what it does, and who is left alone. */
export interface ReadyRule extends PlannedRule {
  readonly limit: Limit
  readonly order: RuleOrder
  readonly isExempt: (subject: BlockSubject) => boolean
}

/** All that depends on settings. */
export interface ReadyRules {
  readonly keeper: BlockKeeper
  readonly meters: readonly Meter[]
  /** By number of the meter; two with the same key add up the same. */
  readonly windows: readonly (MeterWindows & { readonly key: string })[]
  readonly rules: readonly ReadyRule[]
  readonly purgeSeconds: number
  /** The share of all queries that were answered from packet caches. */
  readonly hitRatio: () => number
}

/** Makes the rules ready, after a reload with those before; throws `proxy-rule-invalid`. */
export function configureRules(
  memory: SharedMemory,
  site: ThreadNumber & { readonly clock: ThreadClock },
  settings: TrafficSettings,
  before?: ReadyRules,
): ReadyRules {
  const { default_action, max_clients, purge_interval } = settings.dynamic_rules_settings
  const plan = planMeters(settings.dynamic_rules)
  const rules = plan.rules.map(planned => ({
    ...planned,
    limit: limitOf(planned),
    order: orderOf(planned, default_action),
    isExempt: exemption(planned.group),
  }))
  const windows = plan.meters.map((meter, number) => {
    const lengths = rules.filter(rule => rule.meter === number).map(({ rule }) => rule.seconds)
    // What is counted as before goes on with what was counted before.
    const key = JSON.stringify([meter, max_clients, [...new Set(lengths)].sort()])
    const known = before?.windows.find(({ key: of }) => of === key)
    return known ?? { key, ...createMeterWindows(memory, site.threads, meter, max_clients, new Set(lengths)) }
  })
  const totals = takeTotals(memory, site)
  return {
    keeper: createBlockKeeper(memory, site, site.clock),
    meters: plan.meters,
    windows,
    rules,
    purgeSeconds: purge_interval,
    hitRatio: () => cacheHitRatio(totals),
  }
}

function orderOf({ rule }: PlannedRule, defaultAction: string): RuleOrder {
  const { name, action } = readBlockAction(rule.action ?? defaultAction)
  const isKernel = name === 'Drop' && rule.kernel
  return {
    reason: rule.comment === '' ? `${rule.type} exceeded` : rule.comment,
    action,
    actionName: name,
    tag: name === 'SetTag' ? [rule.tag_name, rule.tag_value] : undefined,
    isKernel,
    stopsQueries: action !== blockActions.none && action !== blockActions.noRecurse && !isKernel,
  }
}

/** The client or suffix that stands in the keys of a meter. */
export function subjectAt(meter: Meter, keys: Int32Array, at: number): BlockSubject {
  if (meter.form === 'suffix') {
    const octets = new Uint8Array(keys.buffer, keys.byteOffset + 4 * (at + 1), keys[at]!)
    return suffixSubject(octets)
  }
  const address = keys.slice(at, at + 4)
  const isV4 = isIpv4(address)
  const bits = bitsOf128(isV4 ? meter.bitsV4 : meter.bitsV6, isV4)
  return networkSubject(address, bits, isV4 ? meter.portBits : 0, keys[at + 4]!)
}

const excluded = 1

/** Says who a group leaves alone: of networks in both lists the smaller one decides; names with all below them. */
function exemption(group: DynamicRuleGroup): (subject: BlockSubject) => boolean {
  const list = createNetworkList()
  for (const network of group.include_ranges) list.add(network, 0)
  for (const network of group.exclude_ranges) list.add(network, excluded)
  const networks = list.table()
  const names = group.exclude_domains.map(
    name => suffixSubject(nameToWire(parseName(name.endsWith('.') ? name : `${name}.`))).octets,
  )
  return subject => {
    if (subject.form === 'suffix') return names.some(name => isAtOrBelow(subject.octets, name))
    const place = findNetwork(networks, 0, subject.address)
    return place !== 0 && networkValue(networks, 0, place) === excluded
  }
}

/** Compares names on the wire, label by label from the first. */
function isAtOrBelow(name: Uint8Array, ancestor: Uint8Array): boolean {
  for (let at = 0; at < name.length; at += name[at]! + 1) {
    if (name.length - at === ancestor.length) return ancestor.every((octet, i) => name[at + i] === octet)
    if (name[at] === 0) break
  }
  return false
}
