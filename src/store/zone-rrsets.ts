// The RRsets of zones as the store holds them: read one by one or in pages, written in a transaction.
import { fault } from '../base/errors.ts'
import { type Name, nameKey } from '../dns/name.ts'
import type { RRTypeName } from '../dns/rr/define-type.ts'
import type { RRset } from '../dns/rrset.ts'
import type { Databases } from './databases.ts'
import type { RRsetImages } from './journal.ts'
import { rrsetKeyOctets, zoneRange } from './rrset-key.ts'
import { rowOf, rrsetOf } from './rrset-row.ts'
import type { ZoneHead } from './zone-head.ts'

const pageSize = 1000

/** Pages of a zone's RRsets, all of one commit; throws `zone-missing`. */
export function* readZone({ root, zones, rrsets }: Databases, origin: Name): Generator<readonly RRset[]> {
  const transaction = root.useReadTransaction()
  try {
    const head = zones.get(nameKey(origin), { transaction })
    if (!head) throw fault('zone-missing', `the store does not hold ${origin}`)
    let page: RRset[] = []
    for (const { value } of rrsets.getRange({ ...zoneRange(head.id), transaction })) {
      page.push(rrsetOf(value))
      if (page.length < pageSize) continue
      yield page
      page = []
    }
    if (page.length > 0) yield page
  } finally {
    transaction.done()
  }
}

/** One RRset of a zone, if the zone and the RRset are there. */
export function readRRset(
  { rrsets }: Databases,
  head: ZoneHead | undefined,
  owner: Name,
  type: RRTypeName,
): RRset | undefined {
  const row = head && rrsets.get(rrsetKeyOctets(head.id, owner, type))
  return row === undefined ? undefined : rrsetOf(row)
}

/** Writes the images after a commit; must run in a write transaction. */
export function writeRRsets({ rrsets }: Databases, { id }: ZoneHead, images: readonly RRsetImages[]): void {
  for (const { before, after } of images) {
    const { owner, type } = (after ?? before)!
    const key = rrsetKeyOctets(id, owner, type)
    if (after) rrsets.put(key, rowOf(after))
    else rrsets.remove(key)
  }
}
