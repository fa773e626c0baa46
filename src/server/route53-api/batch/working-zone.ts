// A zone while a batch is applied to it: the record sets of the RRsets that the batch touches, as they are so far.
import type { Name } from '../../../dns/name.ts'
import type { RRTypeName } from '../../../dns/rr/define-type.ts'
import { type RRset, rrsetKey } from '../../../dns/rrset.ts'
import type { RecordSet } from '../../../route53/record-set.ts'
import { rrsetOf } from '../../../route53/to-rrset.ts'
import { type HeldResources, recordSetsIn } from '../state/held-record-sets.ts'
import type { HostedZone } from '../state/hosted-zones.ts'
import type { StoreReading } from '../state/transact.ts'

/** All record sets of one name and type. */
export interface RecordSetGroup {
  readonly owner: Name
  readonly type: RRTypeName
  /** The RRset as it is before the batch. */
  readonly before: RRset | undefined
  /** By their identifiers; a simple one goes by none. */
  readonly sets: Map<string, RecordSet>
  /** True once the batch has changed it. */
  isTouched: boolean
}

export interface WorkingZone {
  readonly zone: HostedZone
  readonly resources: HeldResources
  group(owner: Name, type: RRTypeName): RecordSetGroup
  /** Says whether there is an RRset so far. */
  has(owner: Name, type: RRTypeName): boolean
  /** What the batch has changed so far. */
  touched(): Iterable<RecordSetGroup>
}

/** Opens a zone for a batch. */
export function openWorkingZone(
  reading: StoreReading,
  zone: HostedZone,
  resources: HeldResources,
): WorkingZone {
  const groups = new Map<string, RecordSetGroup>()
  const read = (owner: Name, type: RRTypeName) => reading.rrset(zone.key, owner, type)

  function group(owner: Name, type: RRTypeName): RecordSetGroup {
    const key = rrsetKey({ owner, type })
    let found = groups.get(key)
    if (!found) {
      const before = read(owner, type)
      const sets = before ? recordSetsIn(reading, zone, before) : []
      if (before) resources.learn(before, sets)
      found = {
        owner,
        type,
        before,
        sets: new Map(sets.map(set => [set.SetIdentifier ?? '', set])),
        isTouched: false,
      }
      groups.set(key, found)
    }
    return found
  }

  return {
    zone,
    resources,
    group,
    has(owner, type) {
      const found = groups.get(rrsetKey({ owner, type }))
      return found ? found.sets.size > 0 : read(owner, type) !== undefined
    },
    touched: () => [...groups.values()].filter(({ isTouched }) => isTouched),
  }
}

/** The RRset of a group as it is so far; undefined if nothing is left of it. */
export const rrsetOfGroup = ({ sets }: RecordSetGroup, resources: HeldResources): RRset | undefined =>
  sets.size === 0 ? undefined : rrsetOf([...sets.values()], resources)
