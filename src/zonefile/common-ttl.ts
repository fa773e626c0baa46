// The TTL that a zone file states once for most of its records.
import { hasTtl } from '../dns/rrset.ts'
import type { Zone } from '../dns/zone.ts'

/** For a zone in which no TTL is more common; seconds. */
const usualTtl = 3600

/** The TTL that most RRsets of a zone have, its SOA apart. */
export function commonTtl(zone: Zone): number {
  const counts = new Map<number, number>()
  let common = usualTtl
  for (const rrset of zone.rrsets()) {
    const { type, ttl } = rrset
    if (type === 'SOA' || !hasTtl(rrset)) continue
    const count = (counts.get(ttl) ?? 0) + 1
    counts.set(ttl, count)
    if (count > (counts.get(common) ?? 0)) common = ttl
  }
  return common
}
