// Reads chosen RRsets of a hosted zone as they are now, in few requests: a page shows all that lies near.
import { rrsetKey } from '../../../dns/rrset.ts'
import { nameToApi } from '../../../route53/names.ts'
import { compareRecordSets } from '../../../route53/order.ts'
import type { RecordSet, RecordSetKey } from '../../../route53/record-set.ts'
import { recordTypes } from '../../../route53/record-types.ts'
import { grouped } from '../../../route53/to-rrset.ts'
import type { RRsetKey } from '../../contract.ts'
import type { CallOptions, ZoneRef } from '../api/api.ts'
import { isLock } from '../lease/lock-record.ts'
import { type Account, type HeldRRset, heldFrom, type ListedPage, listPages } from './read-zone.ts'

/**
 * The RRsets that are there of those asked for, by `rrsetKey`; the lock of the zone is none. Each request begins at one that is not known yet and
 * shows the next 300 record sets too, so there are no more requests than RRsets, nor than pages of the zone.
 */
export async function readRRsets(
  account: Account,
  zone: ZoneRef,
  places: readonly RRsetKey[],
  options: CallOptions,
): Promise<ReadonlyMap<string, HeldRRset>> {
  const known: readonly string[] = recordTypes
  const keys = places
    .filter(place => known.includes(place.type) && !isLock(zone.origin, place))
    .map(({ owner, type }): RecordSetKey => ({ Name: nameToApi(owner), Type: type }))
    .sort(compareRecordSets)
  const found: RecordSet[][] = []
  for (let at = 0; at < keys.length; ) {
    const run = await readFrom(account, zone, keys[at]!, options)
    const start = at
    while (at < keys.length && (at === start || run.settles(keys[at]!))) found.push(...run.of(keys[at++]!))
  }
  const held = await heldFrom(account, zone, found, options)
  return new Map(held.map(rrset => [rrsetKey(rrset.rrset), rrset]))
}

/** What a request beginning at a key has shown. */
interface Run {
  /** The record sets of a key, as one group; none if they are not there. */
  of(key: RecordSetKey): RecordSet[][]
  /** True if the key's record sets would have been shown if they were there. */
  settles(key: RecordSetKey): boolean
}

/** Reads a page, and more of them while the RRset at its beginning goes on. */
async function readFrom(
  { api }: Account,
  zone: ZoneRef,
  key: RecordSetKey,
  options: CallOptions,
): Promise<Run> {
  const sets: RecordSet[] = []
  let next: ListedPage['next']
  for await (const page of listPages(api, zone, key, options)) {
    sets.push(...page.sets)
    next = page.next
    if (!next || !isOf(next, sets[0])) break
  }
  const groups = [...grouped(sets)]
  const [last] = next ? groups.slice(-1) : []
  const whole = last && next && isOf(next, last[0]) ? groups.slice(0, -1) : groups
  const isSorted = sets.every((set, i) => i === 0 || compareRecordSets(sets[i - 1]!, set) < 0)
  return {
    of: key => whole.filter(([first]) => isOf(key, first)).map(group => [...group]),
    settles: key => !next || (isSorted && compareRecordSets(key, next) < 0 && !isOf(next, key)),
  }
}

const isOf = ({ Name, Type }: RecordSetKey, other: RecordSetKey | undefined): boolean =>
  other?.Name === Name && other.Type === Type
