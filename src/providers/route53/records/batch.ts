// Makes batches of a plan's changes (API Reference, ChangeResourceRecordSets): what is there is deleted exactly as it
// was read, and what is wanted created, so that Route 53 itself refuses a batch whose RRsets have moved meanwhile.
import { problem, throwIfAny } from '../../../base/errors.ts'
import { canonicalRRset } from '../../../dns/canonical.ts'
import { type Name, nameKey, sameName } from '../../../dns/name.ts'
import { namesWaitedFor } from '../../../plan/order.ts'
import type { Change } from '../../../plan/plan.ts'
import { type BatchCost, costOf, limits } from '../../../route53/limits.ts'
import type { RecordSet, RecordSetChange } from '../../../route53/record-set.ts'
import { type ResourceLookup, rrsetOf } from '../../../route53/to-rrset.ts'
import { fits, type Parcel, pack } from './pack.ts'

/** A planned change, with the record sets of its name and type as they were read and as they are to be. */
export interface Swap {
  readonly change: Change
  readonly held: readonly RecordSet[]
  readonly wanted: readonly RecordSet[]
}

/** What one request changes: all or nothing. */
export interface Batch {
  readonly swaps: readonly Swap[]
  readonly changes: readonly RecordSetChange[]
}

const requestLimit: BatchCost = {
  records: limits.recordsPerBatch,
  characters: limits.charactersPerBatch,
  changes: limits.changesPerBatch,
}

/** What a batch may cost, where each request has something else in it too. */
export const batchLimit = (other: BatchCost): BatchCost => ({
  records: requestLimit.records - other.records,
  characters: requestLimit.characters - other.characters,
  changes: requestLimit.changes - other.changes,
})

/**
 * Makes the fewest batches of changes that are in plan order. Changes of one name stay together, and no name comes in
 * a batch before one it waits for. Throws `route53-name-too-large` for every name that no batch can take.
 */
export function batchesOf(origin: Name, swaps: readonly Swap[], limit: BatchCost = requestLimit): Batch[] {
  const names = byName(swaps).map(([key, atName]) => ({
    key,
    swaps: atName,
    changes: recordSetChanges(origin, atName),
  }))
  refuseTooLarge(names, limit)
  const parcels = parcelsOf(
    names,
    swaps.map(({ change }) => change),
  )
  return pack(parcels, limit)
    .map(indexes => indexes.map(index => names[index]!))
    .map(batch => ({
      swaps: batch.flatMap(name => name.swaps),
      changes: batch.flatMap(name => name.changes),
    }))
    .filter(({ changes }) => changes.length > 0)
}

interface NameChanges {
  readonly key: Name
  readonly swaps: readonly Swap[]
  readonly changes: readonly RecordSetChange[]
}

function byName(swaps: readonly Swap[]): [Name, Swap[]][] {
  const names = new Map<Name, Swap[]>()
  for (const swap of swaps) {
    const key = nameKey(swap.change.owner)
    const others = names.get(key)
    if (others) others.push(swap)
    else names.set(key, [swap])
  }
  return [...names]
}

function parcelsOf(names: readonly NameChanges[], changes: readonly Change[]): Parcel[] {
  const waits = namesWaitedFor(changes)
  const position = new Map(names.map(({ key }, index) => [key, index]))
  return names.map((name, index) => {
    const first = (waits.get(name.key) ?? []).map(other => position.get(other)!)
    return { cost: costOf(name.changes), after: first.filter(other => other < index) }
  })
}

function refuseTooLarge(names: readonly NameChanges[], limit: BatchCost): void {
  const problems = names.flatMap(({ swaps, changes }) => {
    const cost = costOf(changes)
    if (fits(cost, limit)) return []
    const { owner } = swaps[0]!.change
    const has = `${cost.records} values of ${cost.characters} characters in ${cost.changes} changes`
    const most = `${limit.records} values, ${limit.characters} characters and ${limit.changes} changes`
    const message = `${owner} has ${has}; Route 53 takes the changes of one name in a single request, of at most ${most}`
    return [problem('route53-name-too-large', message)]
  })
  throwIfAny(problems)
}

/** Deletes come before creates, so that a CNAME and other data can take each other's place. */
function recordSetChanges(origin: Name, swaps: readonly Swap[]): RecordSetChange[] {
  const deletes: RecordSetChange[] = []
  const creates: RecordSetChange[] = []
  for (const { change, held, wanted } of swaps)
    if (isEssential(origin, change)) creates.push(...differing(wanted, held).map(upsert))
    else {
      deletes.push(
        ...differing(held, wanted).map(set => ({ Action: 'DELETE', ResourceRecordSet: set }) as const),
      )
      creates.push(
        ...differing(wanted, held).map(set => ({ Action: 'CREATE', ResourceRecordSet: set }) as const),
      )
    }
  return [...deletes, ...creates]
}

const upsert = (set: RecordSet): RecordSetChange => ({ Action: 'UPSERT', ResourceRecordSet: set })

/** A hosted zone always has its SOA and its NS; they are overwritten, and never deleted. */
export const isEssential = (origin: Name, { owner, type }: Pick<Change, 'owner' | 'type'>): boolean =>
  (type === 'SOA' || type === 'NS') && sameName(owner, origin)

/** Those of some record sets that are not among others. */
function differing(sets: readonly RecordSet[], others: readonly RecordSet[]): readonly RecordSet[] {
  if (sets.length === 0 || others.length === 0) return sets
  const meanings = new Set(others.map(meaningOf))
  return sets.filter(set => !meanings.has(meaningOf(set)))
}

/** Text that is equal for record sets that mean the same, however their names and values are spelled. */
export function meaningOf(set: RecordSet): string {
  const rrset = rrsetOf([set], byIds)
  return JSON.stringify([set.SetIdentifier, set.HealthCheckId, rrset.managedBy, canonicalRRset(rrset)])
}

/** What record sets refer to counts by its id. */
const byIds: ResourceLookup = {
  zoneId: '',
  healthCheck: id => ({ type: 'reference', id }),
  networks: ({ CollectionId, LocationName }) => [`${CollectionId}/${LocationName}`],
}
