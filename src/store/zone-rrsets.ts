// The RRsets of zones as the store holds them: read one by one or in pages, written in a transaction.
import { type DnsctlError, fault } from '../base/errors.ts'
import { type Name, nameKey } from '../dns/name.ts'
import type { RRTypeName } from '../dns/rr/define-type.ts'
import type { RRset } from '../dns/rrset.ts'
import type { Databases } from './databases.ts'
import type { RRsetImages } from './journal.ts'
import { rrsetKeyOctets, zoneRange } from './rrset-key.ts'
import { rowOf, rrsetOf } from './rrset-row.ts'
import { living, type ZoneHead } from './zone-head.ts'
import type { ZoneKey } from './zone-key.ts'

const pageSize = 1000

/** Pages of a zone's RRsets, all of one commit; throws `zone-missing`. */
export function* readZone({ root, zones, rrsets }: Databases, zone: ZoneKey): Generator<readonly RRset[]> {
  const transaction = root.useReadTransaction()
  try {
    const head = living(zones.get(nameKey(zone), { transaction }))
    if (!head) throw notHeld(zone)
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

/** The fault of reading a zone that is not there. */
export const notHeld = (zone: ZoneKey): DnsctlError =>
  fault('zone-missing', `the store does not hold ${zone}`)

/** All RRsets of a zone in canonical order; within a write transaction. */
export function* rrsetsOfZone({ rrsets }: Databases, { id }: ZoneHead): Generator<RRset> {
  for (const { value } of rrsets.getRange(zoneRange(id))) yield rrsetOf(value)
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
