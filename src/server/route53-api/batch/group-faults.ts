// What may not be together once a batch is done, in AWS's words: record sets of one name and type, and those that
// every zone must have.
import { canonicalText } from '../../../dns/canonical.ts'
import { type Name, sameName } from '../../../dns/name.ts'
import { limits } from '../../../route53/limits.ts'
import { nameToApi } from '../../../route53/names.ts'
import type { RecordSet } from '../../../route53/record-set.ts'
import { policyFieldsOf } from './change-form.ts'
import type { RecordSetGroup } from './working-zone.ts'

/** Says what is wrong with the sets of one name and type. */
export function* groupFaults({ owner, type, sets }: RecordSetGroup, origin: Name): Generator<string> {
  if (sets.size === 0) {
    if (sameName(owner, origin)) yield* apexFaults(type)
    return
  }
  const all = [...sets.values()]
  const [field, ...others] = new Set(all.map(policyOf))
  if (others.length > 0 || (field === 'simple' && all.length > 1)) return yield mixture(all)
  const most = field === 'GeoProximityLocation' ? limits.setsPerGeoproximity : limits.setsPerPolicy
  if (sets.size > most)
    yield `Number of resource record sets limit of ${most} exceeded for DNS name ${nameToApi(owner)}, type ${type}`
  if (field !== undefined && unique.has(field)) yield* repetitions(all)
}

function* apexFaults(type: string): Generator<string> {
  if (type === 'SOA') yield 'A HostedZone must contain exactly one SOA record.'
  if (type === 'NS') yield 'A HostedZone must contain at least one NS record for the zone itself.'
}

const policyOf = (set: RecordSet): string => policyFieldsOf(set)[0] ?? 'simple'

/** How AWS calls the policies. */
const words: Readonly<Record<string, string>> = {
  simple: 'simple',
  Weight: 'weighted',
  Region: 'latency',
  Failover: 'failover',
  GeoLocation: 'geolocation',
  MultiValueAnswer: 'multivalue answer',
  GeoProximityLocation: 'geoproximity',
  CidrRoutingConfig: 'CIDR',
}

function mixture(sets: readonly RecordSet[]): string {
  const last = sets.at(-1)!
  const other = sets.find(set => policyOf(set) !== policyOf(last)) ?? sets[0]!
  return `${described(last)} cannot be created because a ${words[policyOf(other)]} rrset exists with the same name and type.`
}

const described = ({ Name, Type, SetIdentifier = 'null' }: RecordSet): string =>
  `RRSet with DNS name ${Name}, type ${Type}, SetIdentifier ${SetIdentifier}`

/** The policies in which no two sets may be chosen by the same. */
const unique = new Set(['Region', 'Failover', 'GeoLocation', 'GeoProximityLocation', 'CidrRoutingConfig'])

function* repetitions(sets: readonly RecordSet[]): Generator<string> {
  const chosenBy = new Map<string, RecordSet>()
  for (const set of sets) {
    const [field] = policyFieldsOf(set)
    const key = canonicalText(set[field!])
    const other = chosenBy.get(key)
    if (other)
      yield `${described(set)} cannot be created because RRSet with SetIdentifier ${other.SetIdentifier} has the same ${field}.`
    chosenBy.set(key, set)
  }
}
