// What the zone file says beside the records: dates and health checks.
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

/** Finds sets that name a health check which is not there. */
export function* healthChecks({ rrsets, health }: ZoneView): Iterable<Finding> {
  for (const rrset of rrsets)
    for (const set of rrset.policy?.sets ?? [])
      if (set.health !== undefined && !health.has(set.health))
        yield {
          code: 'health-unknown',
          message: `set "${set.id}" of ${rrset.owner} ${rrset.type} names the health check "${set.health}"`,
          rrset,
        }
}
