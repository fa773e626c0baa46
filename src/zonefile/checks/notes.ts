// What the zone file says beside the records: dates.
import type { Finding, ZoneView } from './check.ts'

/** Finds records that are past the date in their `expires`. */
export function* expired({ rrsets, now }: ZoneView): Iterable<Finding> {
  const today = new Date(now).toISOString().slice(0, 10)
  for (const rrset of rrsets) {
    const expires = rrset.annotations?.expires
    if (expires !== undefined && expires < today)
      yield { code: 'record-expired', message: `${rrset.owner} ${rrset.type} expired on ${expires}`, rrset }
  }
}
