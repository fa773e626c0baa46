// The record sets of a zone in the order in which they are listed: kept sorted, and brought up to date from the
// journal, so that a page of a large zone costs what a page of a small one does.
import { compareText } from '../../../base/compare-text.ts'
import type { Name } from '../../../dns/name.ts'
import type { RRTypeName } from '../../../dns/rr/define-type.ts'
import { type RRset, rrsetKey } from '../../../dns/rrset.ts'
import { nameToApi } from '../../../route53/names.ts'
import { orderKey } from '../../../route53/order.ts'
import { recordTypes } from '../../../route53/record-types.ts'
import type { RRsetImages, Store, ZoneKey } from '../../../store/store.ts'

/** Where the record sets of one RRset stand. */
export interface IndexEntry {
  /** What entries are sorted by before their type. */
  readonly order: string
  readonly owner: Name
  readonly type: RRTypeName
}

export interface ZoneIndex {
  readonly entries: readonly IndexEntry[]
  /** RRsets with a policy, which are several record sets and refer to health checks and networks, by `rrsetKey`. */
  readonly policies: ReadonlyMap<string, RRset>
  /** How many record sets there are. */
  readonly size: number
}

/** Types that Route 53 does not have are served, but no client of it could read them. */
const shownTypes = new Set(recordTypes)

/** The index of a zone as it is now. */
export function indexOf(store: Store, key: ZoneKey): ZoneIndex {
  let indexes = indexesOf.get(store)
  if (!indexes) {
    indexes = new Map()
    indexesOf.set(store, indexes)
  }
  const [newest] = store.journal(key)
  const kept = indexes.get(key)
  if (kept && kept.commit === newest?.commit) return shown(kept)
  const images = kept && imagesSince(store, key, kept.commit)
  // What is read may be newer than the commit; to note a change twice does no harm.
  const index = kept && images ? updated(kept, images) : readIndex(store, key)
  index.commit = newest?.commit ?? 0
  indexes.delete(key)
  indexes.set(key, index)
  forgetOldest(indexes)
  return shown(index)
}

interface KeptIndex {
  commit: number
  readonly entries: IndexEntry[]
  readonly policies: Map<string, RRset>
}

const indexesOf = new WeakMap<Store, Map<ZoneKey, KeptIndex>>()

/** Entries of all indexes together: some 200 octets each. */
const keptEntries = 1_000_000

function forgetOldest(indexes: Map<ZoneKey, KeptIndex>): void {
  let sum = 0
  for (const { entries } of indexes.values()) sum += entries.length
  for (const [key, { entries }] of indexes) {
    if (sum <= keptEntries || indexes.size === 1) return
    indexes.delete(key)
    sum -= entries.length
  }
}

function shown({ entries, policies }: KeptIndex): ZoneIndex {
  let size = entries.length
  for (const { policy } of policies.values()) size += policy!.sets.length - 1
  return { entries, policies, size }
}

function readIndex(store: Store, key: ZoneKey): KeptIndex {
  const index: KeptIndex = { commit: 0, entries: [], policies: new Map() }
  for (const page of store.readZone(key))
    for (const rrset of page) {
      if (!shownTypes.has(rrset.type)) continue
      index.entries.push(entryOf(rrset))
      if (rrset.policy) index.policies.set(rrsetKey(rrset), rrset)
    }
  index.entries.sort(compareEntries)
  return index
}

const entryOf = ({ owner, type }: RRset): IndexEntry => ({ order: orderKey(nameToApi(owner)), owner, type })

const compareEntries = (
  a: Pick<IndexEntry, 'order' | 'type'>,
  b: Pick<IndexEntry, 'order' | 'type'>,
): number => compareText(a.order, b.order) || compareText(a.type, b.type)

/** More changes than that are read as fast as they are noted. */
const mostImages = 5000

/** What has changed since a commit, the oldest first; undefined if it is much, or the zone is another one since. */
function imagesSince(store: Store, key: ZoneKey, commit: number): RRsetImages[] | undefined {
  const entries = []
  let images = 0
  for (const entry of store.journal(key)) {
    if (entry.commit <= commit) return entries.reverse().flatMap(entry => [...store.images(entry)])
    images += entry.images
    if (entry.deletes || images > mostImages) return undefined
    entries.push(entry)
  }
  return undefined
}

function updated(index: KeptIndex, images: readonly RRsetImages[]): KeptIndex {
  const { entries, policies } = index
  for (const { before, after } of images) {
    const rrset = (after ?? before)!
    if (!shownTypes.has(rrset.type)) continue
    const entry = entryOf(rrset)
    const at = positionOf(entries, entry)
    const isThere = entries[at] !== undefined && compareEntries(entries[at], entry) === 0
    if (isThere !== (after !== undefined)) entries.splice(at, isThere ? 1 : 0, ...(isThere ? [] : [entry]))
    if (after?.policy) policies.set(rrsetKey(rrset), after)
    else policies.delete(rrsetKey(rrset))
  }
  return index
}

/** The place of the first entry that does not come before a name and type. */
export function positionOf(
  entries: readonly IndexEntry[],
  start: Pick<IndexEntry, 'order' | 'type'>,
): number {
  let [low, high] = [0, entries.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (compareEntries(entries[middle]!, start) < 0) low = middle + 1
    else high = middle
  }
  return low
}
