// The changes of our registry of owners that go with the changes of a zone.
import { type Name, nameKey } from '../../dns/name.ts'
import type { RRset } from '../../dns/rrset.ts'
import type { Zone } from '../../dns/zone.ts'
import type { Change } from '../plan.ts'
import { isRegistryName, registryName, registryRRset } from './registry.ts'

type Key = Pick<RRset, 'owner' | 'type'>

/** Hears why an RRset cannot have its record; `why` goes on from its name and type. */
export type RegistryListener = (
  rrset: RRset,
  code: 'plan-conflict' | 'plan-ignored-wanted',
  why: string,
) => void

export interface RegistryKeeper {
  /** Takes a record of ours that the provider holds; one that `stays` is never deleted. */
  meet(record: RRset, stays: boolean): void
  /** Takes a TXT RRset that the provider holds and that is no record of ours. */
  meetOther(rrset: RRset): void
  /** Keeps the record of an RRset that stays, whoever has it. */
  keep(key: Key): void
  /** Makes sure that an RRset, which is there or comes, has its record. */
  claim(rrset: RRset): void
  /** The records that come and go. */
  finish(): readonly Change[]
}

export interface RegistryTerms {
  readonly zone: Zone
  readonly id: string
  readonly minTtl: number
  /** The pattern that says to leave a record alone. */
  readonly ignore: (owner: Name, type: string) => string | undefined
}

/** Starts to keep the registry of a zone. */
export function keepRegistry(
  { zone, id, minTtl, ignore }: RegistryTerms,
  object: RegistryListener,
): RegistryKeeper {
  const { origin } = zone
  const records = new Map<Name, RRset>()
  const others = new Set<Name>()
  const kept = new Set<Name>()
  const claimed: RRset[] = []

  const creation = (rrset: RRset): Change | undefined => {
    const after = registryRRset(rrset, origin, id, minTtl)
    const { owner, type } = after
    if (records.has(nameKey(owner))) return undefined
    const pattern = ignore(owner, type)
    if (pattern !== undefined) {
      object(
        rrset,
        'plan-ignored-wanted',
        `cannot be owned: its record ${owner} TXT is ignored by the pattern "${pattern}"`,
      )
      return undefined
    }
    if (others.has(nameKey(owner)) || zone.get(owner, type)) {
      object(
        rrset,
        'plan-conflict',
        `cannot be owned: ${owner} TXT, where the registry says whose it is, says something else`,
      )
      return undefined
    }
    return { action: 'create', owner, type, after }
  }

  return {
    meet(record, stays) {
      const key = nameKey(record.owner)
      records.set(key, record)
      if (stays) kept.add(key)
    },
    meetOther({ owner }) {
      if (isRegistryName(owner)) others.add(nameKey(owner))
    },
    keep(key) {
      kept.add(nameKey(registryName(key, origin)))
    },
    claim(rrset) {
      kept.add(nameKey(registryName(rrset, origin)))
      claimed.push(rrset)
    },
    finish: () => [
      ...claimed.flatMap(rrset => creation(rrset) ?? []),
      ...[...records].flatMap(([key, before]): Change[] =>
        kept.has(key) ? [] : [{ action: 'delete', owner: before.owner, type: before.type, before }],
      ),
    ],
  }
}
