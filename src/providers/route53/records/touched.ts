// What a change set touches of a hosted zone, as it is now.
import type { Name } from '../../../dns/name.ts'
import type { RRTypeName } from '../../../dns/rr/define-type.ts'
import { type RRset, rrsetKey } from '../../../dns/rrset.ts'
import type { Change } from '../../../plan/plan.ts'
import type { RecordSet } from '../../../route53/record-set.ts'
import type { HeldZone, RRsetKey } from '../../contract.ts'
import type { CallOptions, ZoneRef } from '../api/api.ts'
import { readRRsets } from './read-rrsets.ts'
import { type Account, type HeldRRset, readZone } from './read-zone.ts'

export interface Touched extends HeldZone {
  /** The record sets of a name and type, exactly as they were read. */
  setsOf(owner: Name, type: RRTypeName): readonly RecordSet[]
  /** The health checks to which all other record sets of the zone refer; known only if the changes concern any. */
  readonly otherHealthChecks: ReadonlySet<string>
}

/** Reads RRsets of a zone, or of none, with health checks and networks as they are now. */
export async function readHeld(
  account: Account,
  zone: ZoneRef | undefined,
  keys: readonly RRsetKey[],
  options: CallOptions,
): Promise<HeldZone> {
  account.resources.forget()
  const held = zone && (await readRRsets(account, zone, keys, options))
  return { exists: zone !== undefined, get: (owner, type) => held?.get(rrsetKey({ owner, type }))?.rrset }
}

/**
 * Reads it, with health checks and networks as they are now. Where health checks change, all of the zone is read, as
 * other records may refer to them.
 */
export async function readTouched(
  account: Account,
  zone: ZoneRef | undefined,
  changes: readonly Change[],
  options: CallOptions,
): Promise<Touched> {
  account.resources.forget()
  const held = !zone
    ? new Map<string, HeldRRset>()
    : changes.some(hasHealth)
      ? await readAll(account, zone, options)
      : await readRRsets(account, zone, changes, options)
  const at = (owner: Name, type: RRTypeName) => held.get(rrsetKey({ owner, type }))
  return {
    exists: zone !== undefined,
    get: (owner, type) => at(owner, type)?.rrset,
    setsOf: (owner, type) => at(owner, type)?.sets ?? [],
    otherHealthChecks: healthChecksOutside(changes, held),
  }
}

/** The RRsets of a change, as they are and as they are to be. */
export const imagesOf = (change: Change): RRset[] => [
  ...(change.action === 'create' ? [] : [change.before]),
  ...(change.action === 'delete' ? [] : [change.after]),
]

const hasHealth = (change: Change): boolean =>
  imagesOf(change).some(({ policy }) => policy?.sets.some(({ health }) => health !== undefined))

async function readAll(account: Account, zone: ZoneRef, options: CallOptions) {
  const held = new Map<string, HeldRRset>()
  for await (const page of readZone(account, zone, options))
    for (const rrset of page) held.set(rrsetKey(rrset.rrset), rrset)
  return held
}

function healthChecksOutside(changes: readonly Change[], held: ReadonlyMap<string, HeldRRset>): Set<string> {
  const changed = new Set(changes.map(rrsetKey))
  const ids = new Set<string>()
  for (const [key, { sets }] of held)
    if (!changed.has(key)) for (const { HealthCheckId } of sets) if (HealthCheckId) ids.add(HealthCheckId)
  return ids
}
