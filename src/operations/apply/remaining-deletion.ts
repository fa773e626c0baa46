// What is left of a zone whose deletion was interrupted.
import { type Problem, problem } from '../../base/errors.ts'
import { sameRRset } from '../../dns/canonical.ts'
import { type Name, sameName } from '../../dns/name.ts'
import { type RRset, rrsetKey } from '../../dns/rrset.ts'
import { Fingerprint } from '../../plan/fingerprint.ts'
import type { Change } from '../../plan/plan.ts'

/**
 * Gives the fingerprint of what is left, and what of it was not there to be deleted. SOA and NS of the apex are the
 * provider's to change while the zone empties.
 */
export async function deletionOf(
  held: AsyncIterable<readonly RRset[]>,
  changes: ReadonlyMap<string, Change>,
  origin: Name,
): Promise<{ readonly fingerprint: string; readonly moved: readonly Problem[] }> {
  const fingerprint = new Fingerprint()
  const moved: Problem[] = []
  for await (const page of held)
    for (const rrset of page) {
      fingerprint.add(rrset)
      const { owner, type } = rrset
      if ((type === 'SOA' || type === 'NS') && sameName(owner, origin)) continue
      const change = changes.get(rrsetKey(rrset))
      const seen = change && change.action !== 'create' ? change.before : undefined
      if (!seen || !sameRRset(seen, rrset))
        moved.push(problem('resume-moved', `${owner} ${type} was not there when the deletion was planned`))
    }
  return { fingerprint: fingerprint.digest(), moved }
}
