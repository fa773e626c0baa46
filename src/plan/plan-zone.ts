// Plans one zone at one provider: reads what is there once, as it streams in, and says what has to change.
import { type Place, type Problem, throwIfAny } from '../base/errors.ts'
import { compareNames } from '../dns/name.ts'
import type { RRset } from '../dns/rrset.ts'
import type { SerialPolicy } from '../dns/serial.ts'
import { negativeTtl } from '../dns/soa.ts'
import type { Zone } from '../dns/zone.ts'
import { cachedFor } from './cached-for.ts'
import type { Capabilities } from './capabilities.ts'
import { startDiff } from './diff.ts'
import { Fingerprint } from './fingerprint.ts'
import { serversAsAccess } from './guards/access.ts'
import { type SafetyLimits, safetyFindings } from './guards/safety.ts'
import { orderChanges } from './order.ts'
import type { Ownership } from './ownership/owners.ts'
import type { RRsetMatcher } from './pattern.ts'
import type { ZonePlan } from './plan.ts'
import { isApexNs } from './wanted.ts'

export interface PlanZoneInput {
  readonly wanted: Zone
  readonly serial: SerialPolicy
  /** RRsets that are left alone. */
  readonly ignore: RRsetMatcher
  /** Where a registry says what is the zone file's to change; absent if all is. */
  readonly ownership?: Ownership | undefined
  /** Where the zone file states an RRset. */
  readonly placeOf?: (rrset: RRset) => Place | undefined
  /** The provider's name in the configuration. */
  readonly provider: string
  readonly capabilities: Capabilities
  /** What the provider holds, in pages; undefined if it does not hold the zone. */
  readonly existing: AsyncIterable<readonly RRset[]> | undefined
  readonly limits: SafetyLimits
}

/** Plans one zone; throws every contradiction of its file. */
export async function planZone(input: PlanZoneInput): Promise<ZonePlan> {
  const { wanted, existing, limits } = input
  const diff = startDiff(input)
  const fingerprint = new Fingerprint()
  let negative = 0
  let apexNs: RRset | undefined
  for await (const page of existing ?? [])
    for (const rrset of page) {
      fingerprint.add(rrset)
      diff.meet(rrset)
      if (rrset.type === 'SOA') negative = negativeTtl(rrset)
      else if (isApexNs(rrset, wanted.origin)) apexNs = rrset
    }
  const { changes, after, existing: held, ignored, own, unmanaged, leads, problems } = diff.finish()
  const access = [...limits.access, ...serversAsAccess(apexNs)]
  const createsZone = existing === undefined
  return {
    zone: wanted.origin,
    provider: input.provider,
    createsZone,
    serial: input.serial,
    fingerprint: existing ? fingerprint.digest() : '',
    existing: held,
    ignored,
    unmanaged: unmanaged.toSorted((a, b) => compareNames(a.owner, b.owner) || (a.type < b.type ? -1 : 1)),
    changes: orderChanges(changes),
    cachedFor: cachedFor(changes, negative),
    safety: safetyFindings(
      { changes, after, leads, own, createsZone, keepsRegistry: input.ownership !== undefined },
      { ...limits, access },
    ),
    warnings: withoutErrors(problems),
  }
}

/** Throws the errors among the problems; gives the warnings in an order that the provider's has no say in. */
function withoutErrors(problems: readonly Problem[]): Problem[] {
  throwIfAny(problems.filter(({ severity }) => severity === 'error'))
  return [...problems].sort((a, b) => (a.message < b.message ? -1 : 1))
}
