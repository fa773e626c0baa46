// What has to be counted for the dynamic rules that are configured: the same in all threads.
import type { DynamicRuleGroup, DynamicRuleGroups, DynamicRuleSettings } from '../settings/dynamic-rules.ts'
import { readRcode, readType } from './rule-codes.ts'

/** What is counted of every client and suffix; what else is, stands behind. */
export const baseColumns = { queries: 0, responses: 1, octets: 2, misses: 3 } as const
export const baseColumnCount = 4

/** Something counted for some rules only: answers with an rcode, or queries of a type. */
export interface ExtraColumn {
  readonly of: 'rcode' | 'type'
  readonly code: number
}

/** Counters by client, or by the last labels of names. */
export interface Meter {
  readonly form: 'client' | 'suffix'
  /** Bits of addresses and ports that make a client. */
  readonly bitsV4: number
  readonly bitsV6: number
  readonly portBits: number
  /** Labels that make a suffix. */
  readonly labels: number
  readonly extras: readonly ExtraColumn[]
}

/** A rule, and where what it needs is counted. */
export interface PlannedRule {
  readonly group: DynamicRuleGroup
  readonly rule: DynamicRuleSettings
  /** The number of the meter. */
  readonly meter: number
  /** The column of the rule's rcode or type; of queries if it has none. */
  readonly column: number
}

export interface MeterPlan {
  readonly meters: readonly Meter[]
  readonly rules: readonly PlannedRule[]
}

interface OpenMeter extends Meter {
  readonly extras: ExtraColumn[]
}

/** Plans the meters: groups with the same masks share one. Throws `proxy-rule-invalid` for an unknown rcode or type. */
export function planMeters(groups: DynamicRuleGroups): MeterPlan {
  const meters: OpenMeter[] = []
  const rules: PlannedRule[] = []
  for (const group of groups)
    for (const rule of group.rules) {
      const wanted = meterOf(group, rule)
      let meter = meters.findIndex(known => isSameMeter(known, wanted))
      if (meter < 0) meter = meters.push(wanted) - 1
      rules.push({ group, rule, meter, column: columnOf(meters[meter]!, group, rule) })
    }
  return { meters, rules }
}

function meterOf(group: DynamicRuleGroup, rule: DynamicRuleSettings): OpenMeter {
  const isSuffix = rule.type === 'suffix-match'
  return {
    form: isSuffix ? 'suffix' : 'client',
    bitsV4: isSuffix ? 0 : group.mask_ipv4,
    bitsV6: isSuffix ? 0 : group.mask_ipv6,
    portBits: isSuffix ? 0 : group.mask_port,
    labels: isSuffix ? rule.labels : 0,
    extras: [],
  }
}

const isSameMeter = (a: Meter, b: Meter): boolean =>
  a.form === b.form &&
  a.bitsV4 === b.bitsV4 &&
  a.bitsV6 === b.bitsV6 &&
  a.portBits === b.portBits &&
  a.labels === b.labels

/** The column that a rule looks at; made if there is none yet. */
function columnOf({ extras }: OpenMeter, group: DynamicRuleGroup, rule: DynamicRuleSettings): number {
  const wanted = extraOf(group, rule)
  if (!wanted) {
    if (rule.type === 'response-byte-rate') return baseColumns.octets
    return rule.type === 'cache-miss-ratio' ? baseColumns.misses : baseColumns.queries
  }
  let at = extras.findIndex(({ of, code }) => of === wanted.of && code === wanted.code)
  if (at < 0) at = extras.push(wanted) - 1
  return baseColumnCount + at
}

function extraOf(group: DynamicRuleGroup, rule: DynamicRuleSettings): ExtraColumn | undefined {
  const place = `a rule of the group "${group.name}"`
  if (rule.type === 'qtype-rate') return { of: 'type', code: readType(rule.qtype, place) }
  const hasRcode = rule.type === 'rcode-rate' || rule.type === 'rcode-ratio'
  if (hasRcode || (rule.type === 'suffix-match' && rule.rcode !== ''))
    return { of: 'rcode', code: readRcode(rule.rcode, place) }
  return undefined
}
