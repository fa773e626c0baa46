// Checks that a zone which is to be deleted is the one that somebody has looked at.
import { fault } from '../base/errors.ts'
import type { Name } from '../dns/name.ts'
import type { RRset } from '../dns/rrset.ts'
import { Fingerprint } from '../plan/fingerprint.ts'

/** Throws `plan-stale` unless the RRsets of a zone have the fingerprint that is expected. */
export function refuseOtherContent(origin: Name, rrsets: Iterable<RRset>, expected: string): void {
  const fingerprint = new Fingerprint()
  for (const rrset of rrsets) fingerprint.add(rrset)
  if (fingerprint.digest() !== expected)
    throw fault('plan-stale', `${origin} has changed since it was looked at, so it is not deleted`)
}
