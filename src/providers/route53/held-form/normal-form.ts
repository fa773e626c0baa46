// The form in which an RRset is read back from Route 53, so that what is wanted and what is held compare as equal.
import type { HealthCheck } from '../../../dns/routing.ts'
import type { RRset } from '../../../dns/rrset.ts'
import { recordSetsOf } from '../../../route53/from-rrset.ts'
import { healthCheckOf, healthConfigOf } from '../../../route53/health.ts'
import { rrsetOf } from '../../../route53/to-rrset.ts'

/** Writes an RRset as record sets and reads these; notes are kept. */
export function normalForm(rrset: RRset): RRset {
  const { annotations } = rrset
  const resources = heldInMemory()
  return { ...rrsetOf(recordSetsOf(rrset, resources), resources), ...(annotations && { annotations }) }
}

/** Gives out ids and knows what they stand for; the zone's own id is one that nobody states. */
function heldInMemory() {
  const locations: (readonly string[])[] = []
  const checks: HealthCheck[] = []
  return {
    zoneId: '',
    healthCheckId: (check: HealthCheck) => String(checks.push(heldCheck(check)) - 1),
    healthCheck: (id: string) => checks[Number(id)]!,
    cidrLocation: (networks: readonly string[]) => ({
      CollectionId: '',
      LocationName: networks[0] === '*' ? '*' : String(locations.push(networks) - 1),
    }),
    networks: ({ LocationName }: { readonly LocationName: string }) => locations[Number(LocationName)]!,
  }
}

/** The check as Route 53 has it. */
export function heldCheck(check: HealthCheck): HealthCheck {
  if (check.type === 'reference') return check
  const children: HealthCheck[] = []
  const config = healthConfigOf(check, child => String(children.push(heldCheck(child)) - 1))
  return healthCheckOf(config, check.name, id => children[Number(id)]!)!
}
