// What a provider will say to a zone, without asking it: for those who only look at zone files.
import { type Place, type Problem, problem } from '../base/errors.ts'
import type { RRset } from '../dns/rrset.ts'
import type { Zone } from '../dns/zone.ts'
import type { Capabilities } from './capabilities.ts'
import type { RRsetMatcher } from './pattern.ts'
import { isProvidersOwn, type ObjectionListener, wantedFrom } from './wanted.ts'

/** Where the zone file states an RRset. */
type PlaceOf = (rrset: RRset) => Place | undefined

/** Makes problems of objections. */
export const problemsInto =
  (problems: Problem[], placeOf: PlaceOf | undefined): ObjectionListener =>
  (code, stated, why) =>
    problems.push(problem(code, `${stated.owner} ${stated.type} ${why}`, placeOf?.(stated)))

/** What a plan for the provider would say of a zone, but for what depends on what the provider holds. */
export function objectionsTo(
  zone: Zone,
  capabilities: Capabilities,
  ignore: RRsetMatcher,
  placeOf: PlaceOf,
): Problem[] {
  const problems: Problem[] = []
  const isIgnored = ({ owner, type }: RRset): boolean => ignore(owner, type) !== undefined
  const wanted = wantedFrom(zone, capabilities, isIgnored, problemsInto(problems, placeOf))
  for (const rrset of wanted.zone.rrsets())
    if (!isIgnored(rrset) && !isProvidersOwn(rrset, zone.origin, capabilities)) wanted.form(rrset)
  return problems
}
