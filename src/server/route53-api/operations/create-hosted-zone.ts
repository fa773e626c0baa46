// CreateHostedZone: a zone with a SOA and name servers, public or private.
import { DnsctlError } from '../../../base/errors.ts'
import { isAtOrBelow, labelsOf, type Name, parseName, root } from '../../../dns/name.ts'
import { NS } from '../../../dns/rr/types/ns.ts'
import { SOA } from '../../../dns/rr/types/soa.ts'
import type { RRset } from '../../../dns/rrset.ts'
import { nameFromApi, nameToApi } from '../../../route53/names.ts'
import { type StoreTransaction, type ZoneKey, zoneKey } from '../../../store/store.ts'
import type { ApiContext } from '../context.ts'
import { ApiError } from '../errors.ts'
import { defineOperation } from '../form/operation.ts'
import { boolean, resourceId, text, type Value } from '../form/shapes.ts'
import { header, required, struct } from '../form/struct.ts'
import { newId } from '../ids.ts'
import { quotas } from '../quotas.ts'
import { submitChange } from '../state/changes.ts'
import { commonNameServers, hostmaster, delegationSet as storedSet } from '../state/delegation-sets.ts'
import {
  hostedZone,
  hostedZones,
  hostedZonesNamed,
  isZoneReferenceUsed,
  putZoneRecord,
  type Vpc,
  type ZoneRecord,
} from '../state/hosted-zones.ts'
import { transact } from '../state/transact.ts'
import { changeInfo, delegationSet, vpc } from './common-shapes.ts'
import { callerReference, comment, hostedZoneShape, shownSetOf, shownZone } from './hosted-zone-shapes.ts'
import { checkedVpc, isSameVpc } from './vpc-rules.ts'

const input = struct({
  Name: required(text({ max: 1024 })),
  VPC: vpc,
  CallerReference: required(callerReference),
  HostedZoneConfig: struct({ Comment: comment, PrivateZone: boolean }),
  DelegationSetId: resourceId('delegationset'),
})

/** Makes a zone; it is served at once. */
export const createHostedZone = defineOperation({
  name: 'CreateHostedZone',
  method: 'POST',
  path: '/2013-04-01/hostedzone',
  status: 201,
  input,
  output: struct({
    HostedZone: required(hostedZoneShape),
    ChangeInfo: required(changeInfo),
    DelegationSet: required(delegationSet),
    VPC: vpc,
    Location: header('Location', text()),
  }),
  async run(context, wanted) {
    const { store } = context
    const origin = zoneName(wanted.Name)
    const { id, change } = await transact(store, t => create(t, context, origin, wanted))
    const zone = hostedZone(store, id)
    return {
      HostedZone: shownZone(store, zone),
      ChangeInfo: change,
      DelegationSet: shownSetOf(store, zone),
      ...(wanted.VPC && { VPC: wanted.VPC }),
      Location: `https://route53.amazonaws.com/2013-04-01/hostedzone/${id}`,
    }
  },
})

function zoneName(text: string): Name {
  const invalid = new ApiError('InvalidDomainName', `The domain name ${text} is not valid`)
  try {
    const name = nameFromApi(text)
    if (name === root || labelsOf(name).includes('*')) throw invalid
    return name
  } catch (error) {
    throw error instanceof DnsctlError ? invalid : error
  }
}

function create(t: StoreTransaction, context: ApiContext, origin: Name, wanted: Value<typeof input>) {
  if (isZoneReferenceUsed(t, wanted.CallerReference))
    throw new ApiError(
      'HostedZoneAlreadyExists',
      `A hosted zone has already been created with the specified caller reference: ${wanted.CallerReference}`,
    )
  if (t.zones().length >= quotas.hostedZones)
    throw new ApiError(
      'TooManyHostedZones',
      `Limits Exceeded: MAX_HOSTED_ZONES_BY_OWNER - Cannot create more hosted zones`,
    )
  const record = recordOf(t, origin, wanted)
  const id = newId('Z', context)
  const key = freeKey(t, origin, id)
  const serial = 1
  t.commit(key, () => ({
    images: firstRecords(origin, record.nameServers).map(after => ({ after })),
    serial,
  }))
  putZoneRecord(t, id, key, record)
  return { id, change: submitChange(t, context, { zones: [{ key, serial }] }) }
}

/** Only the first zone of a name goes by its name alone, as there `dnsctl apply` looks for it. */
const freeKey = (t: StoreTransaction, origin: Name, id: string): ZoneKey =>
  t.zonesNamed(origin).length === 0 ? zoneKey(origin) : zoneKey(origin, id)

function recordOf(t: StoreTransaction, origin: Name, wanted: Value<typeof input>): ZoneRecord {
  const { VPC, CallerReference, HostedZoneConfig: config = {}, DelegationSetId: setId } = wanted
  const isPrivate = VPC !== undefined || config.PrivateZone === true
  if (isPrivate && !VPC)
    throw new ApiError(
      'InvalidInput',
      "When you're creating a private hosted zone (when you specify true for PrivateZone), you must also specify values for VPCId and VPCRegion.",
    )
  if (isPrivate && setId !== undefined)
    throw new ApiError(
      'InvalidInput',
      "A reusable delegation set can't be associated with a private hosted zone.",
    )
  const vpcs = VPC ? [checkedVpc(VPC)] : []
  for (const vpc of vpcs) refuseNameOfVpc(t, origin, vpc)
  if (setId !== undefined) refuseNameOfSet(t, origin, setId)
  return {
    callerReference: CallerReference,
    ...(config.Comment !== undefined && { comment: config.Comment }),
    isPrivate,
    vpcs,
    authorizedVpcs: [],
    ...(setId !== undefined && { delegationSet: setId }),
    nameServers: setId === undefined ? commonNameServers : storedSet(t, setId).nameServers,
    soaSerial: 1,
  }
}

/** A VPC sees one zone of a name. */
export function refuseNameOfVpc(t: StoreTransaction, origin: Name, vpc: Vpc): void {
  const other = hostedZonesNamed(t, origin).find(({ vpcs }) => vpcs.some(other => isSameVpc(other, vpc)))
  if (other)
    throw new ApiError(
      'ConflictingDomainExists',
      `The VPC ${vpc.VPCId} in region ${vpc.VPCRegion} has already been associated with the hosted zone ${other.id} with the same domain name.`,
    )
}

/** The servers of a delegation set could not tell zones apart that overlap. */
function refuseNameOfSet(t: StoreTransaction, origin: Name, setId: string): void {
  storedSet(t, setId)
  const others = hostedZones(t).filter(({ delegationSet }) => delegationSet === setId)
  if (others.length >= quotas.zonesPerDelegationSet)
    throw new ApiError('DelegationSetNotAvailable', `Delegation set ${setId} has too many hosted zones`)
  if (others.some(({ head }) => isAtOrBelow(head.origin, origin) || isAtOrBelow(origin, head.origin)))
    throw new ApiError(
      'ConflictingDomainExists',
      `Cannot create hosted zone with DelegationSetId DelegationSetId:${setId} as the DNSName ${nameToApi(origin)} conflicts with existing ones sharing the delegation set`,
    )
}

const soaTtl = 900
const nsTtl = 172_800
/** The timers of Route 53. */
const timers = { serial: 1, refresh: 7200, retry: 900, expire: 1_209_600, minimum: 86_400 }

function firstRecords(origin: Name, nameServers: readonly string[]): RRset[] {
  const servers = nameServers.map(name => parseName(name))
  const soa = SOA.fromFields({ mname: servers[0]!, rname: parseName(hostmaster), ...timers })
  return [
    { owner: origin, type: 'SOA', ttl: soaTtl, rdatas: [soa] },
    { owner: origin, type: 'NS', ttl: nsTtl, rdatas: servers.map(nsdname => NS.fromFields({ nsdname })) },
  ]
}
