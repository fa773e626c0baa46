// Routing policies that Route 53 does not take (Developer Guide, "Choosing a routing policy", "Quotas" and
// "Considerations when working with a private hosted zone").
import { parseCoordinates } from '../../../dns/coordinates.ts'
import { parseNetwork } from '../../../dns/network.ts'
import type { PolicyKind, RoutedSet } from '../../../dns/routing.ts'
import type { RRset } from '../../../dns/rrset.ts'
import type { Objection } from '../../../plan/capabilities.ts'
import { geoLocationOf } from '../../../route53/geo.ts'
import { limits } from '../../../route53/limits.ts'
import { policyTypes } from '../../../route53/record-types.ts'
import { isLocalZoneGroup, regions } from '../../../route53/regions.ts'
import type { StatedZone } from './stated-zone.ts'

/** Says why Route 53 does not hold the policy of an RRset. */
export function policyRefusals({ type, policy }: RRset, { isPrivate }: StatedZone): Objection[] {
  if (!policy) return []
  const { kind, sets } = policy
  const most = kind === 'geoproximity' ? limits.setsPerGeoproximity : limits.setsPerPolicy
  const refusals: string[] = []
  if (!policyTypes.includes(type)) refusals.push(`${type} records cannot have a policy`)
  if (kind === 'ip' && isPrivate) refusals.push('a private zone cannot have policy "ip"')
  if (kind === 'multivalue' && type === 'CNAME') refusals.push('a CNAME cannot have several values')
  if (sets.length > most) refusals.push(`policy "${kind}" has ${sets.length} sets, and the most are ${most}`)
  for (const set of sets) refusals.push(...setProblems(kind, set).map(why => `set "${set.id}" ${why}`))
  if (kind === 'ip') refusals.push(...networkProblems(sets))
  return refusals.map(why => ({ code: 'route53-policy-unsupported', why: `is left out: ${why}` }))
}

function setProblems(kind: PolicyKind, set: RoutedSet): string[] {
  const problems: string[] = []
  const { id, weight = 0, region, location, coordinates, bias = 0, networks = [] } = set
  const most = limits.setIdentifierCharacters
  if (id === '' || id.length > most) problems.push(`needs a name of 1 to ${most} characters`)
  if (weight < 0 || weight > limits.weight)
    problems.push(`has the weight ${weight}, outside 0 to ${limits.weight}`)
  if (kind === 'latency' && !regions.includes(region ?? ''))
    problems.push(`names "${region}", which is no region of AWS`)
  if (kind === 'geolocation' && !geoLocationOf(location ?? ''))
    problems.push(`names the location "${location}", which Route 53 does not have`)
  if (kind === 'geoproximity') {
    if ((region === undefined) === (coordinates === undefined)) problems.push('needs a region or coordinates')
    if (region !== undefined && !regions.includes(region) && !isLocalZoneGroup(region))
      problems.push(`names "${region}", which is neither a region of AWS nor a local zone group`)
    if (coordinates !== undefined && !parseCoordinates(coordinates))
      problems.push(`has the coordinates "${coordinates}", which are not latitude and longitude`)
    if (Math.abs(bias) > limits.bias)
      problems.push(`has the bias ${bias}, outside -${limits.bias} to ${limits.bias}`)
  }
  for (const network of networks) if (isTooLong(network)) problems.push(tooLong(network))
  return problems
}

function isTooLong(text: string): boolean {
  const network = parseNetwork(text)
  if (!network) return false
  return network.length > (network.family === 4 ? limits.ipv4PrefixLength : limits.ipv6PrefixLength)
}

const tooLong = (network: string): string =>
  `names ${network}, and prefixes are at most /${limits.ipv4PrefixLength} or, of IPv6, /${limits.ipv6PrefixLength} long`

/** All locations of a policy are in one CIDR collection. */
function networkProblems(sets: readonly RoutedSet[]): string[] {
  const count = sets.reduce((sum, { networks = [] }) => sum + networks.length, 0)
  const most = limits.cidrBlocksPerCollection
  return count > most ? [`policy "ip" has ${count} networks, and the most are ${most}`] : []
}
