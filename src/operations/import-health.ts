// Health checks of a zone that is imported into a file with checks of its own: which of them are the same, which take
// the place of one in the file, and which need another name there.
import { canonicalText } from '../dns/canonical.ts'
import type { HealthCheck } from '../dns/routing.ts'
import type { RRset } from '../dns/rrset.ts'
import { Zone } from '../dns/zone.ts'
import { HealthNames } from '../zonefile/health-names.ts'
import type { LoadedZone } from '../zonefile/loaded-zone.ts'
import { definedHealth } from '../zonefile/yaml/edit.ts'

type Checks = Readonly<Record<string, HealthCheck>>

/** A zone file that is imported into. */
export interface ImportTarget {
  readonly loaded: LoadedZone
  readonly file: string
  readonly text: string
  /** Says whether an RRset of the file gives way to the imported one. */
  isReplaced(rrset: RRset): boolean
}

/** The checks that stay in the file as they are. A check whose every user is imported may be defined anew. */
export function keptChecks(source: LoadedZone, target: ImportTarget): Checks {
  const { health } = target.loaded.settings
  const changed = Object.entries(source.settings.health)
    .filter(([name, check]) => Object.hasOwn(health, name) && !isSame(health[name]!, check))
    .map(([name]) => name)
  if (changed.length === 0) return health
  const inUse = new Set<string>()
  for (const rrset of target.loaded.zone.rrsets())
    if (rrset.policy && !target.isReplaced(rrset))
      for (const { health: check } of rrset.policy.sets) if (check) addNames(check, inUse)
  const defined = definedHealth(target.text, target.file)
  const isAnew = (name: string): boolean =>
    changed.includes(name) && !inUse.has(name) && defined.includes(name)
  return Object.fromEntries(Object.entries(health).filter(([name]) => !isAnew(name)))
}

const isSame = (a: HealthCheck, b: HealthCheck): boolean => canonicalText(a) === canonicalText(b)

function addNames(check: HealthCheck, names: Set<string>): void {
  if (check.type === 'reference') return
  names.add(check.name)
  if (check.type === 'calculated') for (const part of check.checks) addNames(part, names)
}

/** A zone whose checks have the names that they will have in the file. */
export function withNamesOf(zone: Zone, kept: Checks): Zone {
  const names = new HealthNames(kept)
  const renamed = (rrset: RRset): RRset => {
    if (!rrset.policy) return rrset
    const sets = rrset.policy.sets.map(set =>
      set.health ? { ...set, health: names.settle(set.health).check } : set,
    )
    return { ...rrset, policy: { ...rrset.policy, sets } }
  }
  return new Zone(zone.origin, Array.from(zone.rrsets(), renamed))
}
