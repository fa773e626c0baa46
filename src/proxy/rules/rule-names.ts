// Reads the sections of the configuration that give names to what rules share: selectors, lists of networks, timed sets.
import type { PartSettings, RuleNames } from './rule.ts'

/** The sections that name them. */
export interface NamingSettings {
  readonly selectors: readonly PartSettings[]
  readonly netmask_groups: readonly { readonly name: string; readonly netmasks: readonly string[] }[]
  readonly timed_ip_sets: readonly { readonly name: string }[]
}

/** Reads the sections that give names. */
export const readRuleNames = (settings: NamingSettings): RuleNames => ({
  selectors: new Map(settings.selectors.map(selector => [String(selector.name), selector])),
  netmaskGroups: new Map(settings.netmask_groups.map(({ name, netmasks }) => [name, netmasks])),
  timedIpSets: new Set(settings.timed_ip_sets.map(({ name }) => name)),
})
