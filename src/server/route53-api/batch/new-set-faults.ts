// What keeps a record set from being created in a zone as it is so far, in AWS's words.
import { isAtOrBelow, labelsOf, type Name, sameName } from '../../../dns/name.ts'
import { rrTypes } from '../../../dns/rr/table.ts'
import { aliasZoneOf } from '../../../route53/alias-zones.ts'
import { nameFromApi, nameToApi } from '../../../route53/names.ts'
import type { ApiAliasTarget, CidrRoutingConfig, RecordSet } from '../../../route53/record-set.ts'
import { ApiError } from '../errors.ts'
import type { WorkingZone } from './working-zone.ts'

/** Says what is against a record set; throws NoSuchHealthCheck if it refers to none that there is. */
export function* newSetFaults(working: WorkingZone, owner: Name, set: RecordSet): Generator<string> {
  const { resources } = working
  if (set.HealthCheckId) resources.requireHealthCheck(set.HealthCheckId)
  yield* placeFaults(working, owner, set)
  if (set.AliasTarget) yield* aliasFaults(working, owner, set, set.AliasTarget)
  if (set.CidrRoutingConfig) yield* locationFaults(working, set.CidrRoutingConfig)
}

/** What may stand where. */
function* placeFaults(working: WorkingZone, owner: Name, { Name, Type }: RecordSet): Generator<string> {
  const { origin } = working.zone.head
  const zone = nameToApi(origin)
  const isApex = sameName(owner, origin)
  if (Type === 'CNAME' && isApex)
    yield `RRSet of type CNAME with DNS name ${Name} is not permitted at apex in zone ${zone}`
  else if (Type === 'CNAME' && otherTypes.some(type => working.has(owner, type)))
    yield `RRSet of type CNAME with DNS name ${Name} is not permitted as it conflicts with other records with the same DNS name in zone ${zone}`
  if (Type === 'SOA' && !isApex)
    yield `RRSet of type SOA with DNS name ${Name} is not permitted in zone ${zone}`
  if (Type === 'DS' && isApex)
    yield `RRSet of type DS with DNS name ${Name} is not permitted at apex in zone ${zone}`
  if (Type === 'NS' && labelsOf(owner)[0] === '*')
    yield `RRSet of type NS with DNS name ${Name} is not permitted: a wildcard can't be delegated`
  if (Type !== 'CNAME' && working.has(owner, 'CNAME'))
    yield `RRSet of type ${Type} with DNS name ${Name} is not permitted because a conflicting RRSet of type  CNAME with the same DNS name already exists in zone ${zone}`
}

/** Types that Route 53 does not know may be in the store all the same. */
const otherTypes = rrTypes.map(({ name }) => name).filter(name => name !== 'CNAME')

/** Where aliases may lead: into the same zone, and to the services of AWS. */
function* aliasFaults(
  working: WorkingZone,
  owner: Name,
  { Type }: RecordSet,
  alias: ApiAliasTarget,
): Generator<string> {
  const target = targetOf(alias)
  const but = (what: string): string =>
    `Tried to create an alias that targets ${target ? nameToApi(target) : alias.DNSName}, type ${Type} in zone ${alias.HostedZoneId}, but ${what}`
  const service = target && aliasZoneOf(target)
  if (!target) yield but('the alias target name is not valid')
  else if (alias.HostedZoneId === working.zone.id) {
    if (!isAtOrBelow(target, working.zone.head.origin)) yield but(notWithin)
    else if (sameName(target, owner)) yield but('that target is the resource record set itself')
    else if (!working.has(target, Type)) yield but(notFound)
  } else if (!service) {
    if (!isOfAws.test(target)) yield but(notFound)
  } else if (service.zoneId !== alias.HostedZoneId) yield but(notWithin)
  else if (!service.types.includes(Type)) yield but(notFound)
  else if (alias.EvaluateTargetHealth && !service.hasHealth)
    yield but('EvaluateTargetHealth must be false for that target')
}

const notFound = 'that target was not found'
const notWithin = 'the alias target name does not lie within the target zone'

/** Services of AWS whose zones are not known here are taken at their word. */
const isOfAws = /\.(?:amazonaws\.com|amazonaws\.com\.cn|awsapprunner\.com|on\.aws|amazoncognito\.com)\.$/

function targetOf({ DNSName }: ApiAliasTarget): Name | undefined {
  try {
    return nameFromApi(DNSName)
  } catch {
    return undefined
  }
}

function* locationFaults({ resources }: WorkingZone, config: CidrRoutingConfig): Generator<string> {
  try {
    resources.requireLocation(config)
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    yield error.message
  }
}
