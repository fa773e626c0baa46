// For zones without `ownership`: what other owners' registries claim is not deleted or changed unseen.
import { type Name, nameKey } from '../../dns/name.ts'
import type { Change, SafetyFinding } from '../plan.ts'
import { ownerText } from './heritage.ts'
import { isOfZone, readOwners, registryOf } from './owners.ts'
import { ownTool } from './registry.ts'

/**
 * Finds what a plan takes from external-dns, or from another zone file that keeps a registry: a registry's records are
 * stated nowhere, so a plan that deletes what they tell of deletes them too. With `ownership` neither is in the changes.
 */
export function claimedFindings(changes: readonly Change[], origin: Name): SafetyFinding[] {
  const before = changes.flatMap(change => (change.action === 'create' ? [] : [change.before]))
  if (!before.some(registryOf)) return []
  const owners = readOwners(before, origin, { id: '', externalDns: {} })
  const taken = new Map<string, string[]>()
  for (const rrset of before) {
    if (isOfZone(rrset, origin)) continue
    const heritage = registryOf(rrset)
    // Our own registry alone goes where `ownership` is switched off, and nobody loses a record by it.
    if (heritage?.tool === ownTool) continue
    const standing = heritage ? ({ of: 'other', by: ownerText(heritage) } as const) : owners.standingOf(rrset)
    if (standing.of !== 'other') continue
    const names = taken.get(standing.by)
    const name = `${nameKey(rrset.owner)} ${rrset.type}`
    if (names) names.push(name)
    else taken.set(standing.by, [name])
  }
  return [...taken].map(([by, names]) => ({
    guard: 'deletes',
    message: `deletes or changes ${listed(names)}, which belong to ${by}; \`ownership: txt\` in the zone file leaves them alone`,
  }))
}

const shown = 3

const listed = (names: readonly string[]): string =>
  names.length <= shown
    ? names.join(', ')
    : `${names.slice(0, shown).join(', ')} and ${names.length - shown} more RRsets`
