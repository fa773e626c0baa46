// Deletes a zone at a provider, once somebody has seen what goes with it and agreed; the history keeps all of it.
import { systemClock } from '../base/clock.ts'
import { fault, throwIfAny } from '../base/errors.ts'
import type { Listener } from '../base/io.ts'
import type { Name } from '../dns/name.ts'
import type { RRset } from '../dns/rrset.ts'
import { Fingerprint } from '../plan/fingerprint.ts'
import { orderChanges } from '../plan/order.ts'
import type { Plan, ZonePlan } from '../plan/plan.ts'
import { applyPlanned } from './apply/apply-planned.ts'
import { type SessionPlace, withSession } from './apply/apply-session.ts'
import type { Checkout } from './checkout.ts'
import { planOrigin } from './plan-origin.ts'
import type { ProviderPool } from './provider-pool.ts'
import { statedZones, statementsOf } from './stated-zones.ts'

/** A zone that is going to be deleted, or was. */
export interface DoomedZone {
  readonly zone: Name
  readonly provider: string
  /** How much it holds, the SOA and the apex NS included. */
  readonly rrsets: number
  readonly records: number
}

/** A zone that was deleted. */
export interface DeletedZone extends DoomedZone {
  /** The run of the history that did it, and that can be taken back. */
  readonly run: string
}

export interface DeleteZoneInput extends SessionPlace {
  readonly origin: Name
  readonly provider: string | undefined
  /** Deletes it though a zone file states it. */
  readonly force: boolean
  /** How long to wait for somebody else's lock. */
  readonly lockWaitMs: number
  /** Shows what goes. */
  readonly show: (zone: DoomedZone) => void
  /** Asks whether that is meant. */
  readonly agree: (zone: DoomedZone) => Promise<boolean>
}

/**
 * Deletes a zone as it was shown and agreed to: if it changes meanwhile, it stays. Throws `zone-missing`,
 * `provider-unclear` unless one provider is named or holds it, `zone-stated`, `plan-unconfirmed` and `plan-stale`.
 */
export async function deleteZone(input: DeleteZoneInput): Promise<DeletedZone> {
  const { origin, force, lockWaitMs, listener } = input
  return withSession(input, async session => {
    const { checkout, providers } = session
    const name = input.provider ?? (await soleHolder(checkout, origin, providers))
    const provider = await providers.get(name)
    const rrsets: RRset[] = []
    for await (const page of provider.readZone(origin)) rrsets.push(...page)
    if (!force) await refuseStated(checkout, origin, name, listener)
    const records = rrsets.reduce((sum, rrset) => sum + recordsIn(rrset), 0)
    const doomed: DoomedZone = { zone: origin, provider: name, rrsets: rrsets.length, records }
    input.show(doomed)
    if (!(await input.agree(doomed)))
      throw fault('plan-unconfirmed', `the deletion of ${origin} was not agreed to`)
    const plan: Plan = {
      version: 2,
      created: new Date(systemClock()).toISOString(),
      ...(await planOrigin(checkout.config)),
      zones: [deletionOf(origin, name, rrsets)],
    }
    const options = { lockWaitMs, proof: 'never' } as const
    const never = new AbortController().signal
    const { run, zones } = await applyPlanned(session, { kind: 'deletion', plan }, options, never)
    throwIfAny(zones.flatMap(({ problems }) => problems))
    return { ...doomed, run: run.head.id }
  })
}

/** The plan that deletes a zone with all that it holds. */
function deletionOf(zone: Name, provider: string, rrsets: readonly RRset[]): ZonePlan {
  const fingerprint = new Fingerprint()
  for (const rrset of rrsets) fingerprint.add(rrset)
  return {
    zone,
    provider,
    createsZone: false,
    deletesZone: true,
    serial: 'increment',
    fingerprint: fingerprint.digest(),
    existing: rrsets.length,
    ignored: 0,
    unmanaged: [],
    changes: orderChanges(
      rrsets.map(before => ({ action: 'delete', owner: before.owner, type: before.type, before })),
    ),
    cachedFor: Math.max(0, ...rrsets.map(({ ttl }) => ttl)),
    safety: [],
    warnings: [],
  }
}

async function soleHolder(checkout: Checkout, origin: Name, pool: ProviderPool): Promise<string> {
  const configured = Object.keys(checkout.config.config.providers)
  if (configured.length === 1) return configured[0]!
  const holders: string[] = []
  for (const name of configured) if (await (await pool.get(name)).findZone(origin)) holders.push(name)
  const [first, ...others] = holders
  if (first === undefined) throw fault('zone-missing', `${origin} is not at ${configured.join(', ')}`)
  if (others.length > 0)
    throw fault(
      'provider-unclear',
      `${origin} is at several providers: ${holders.join(', ')}; name one with --provider`,
    )
  return first
}

/** An alias counts as one. */
const recordsIn = ({ rdatas, policy }: RRset): number =>
  (policy?.sets ?? [{ rdatas }]).reduce((sum, set) => sum + Math.max(set.rdatas.length, 1), 0)

async function refuseStated(checkout: Checkout, origin: Name, provider: string, listener: Listener) {
  const workspace = await statedZones(checkout)
  for (const problem of workspace.problems)
    if (problem.severity === 'error') listener({ kind: 'problem', problem })
  const statement = statementsOf(workspace, origin).find(({ providers }) => providers.includes(provider))
  if (!statement) return
  const [file] = statement.loaded.files
  throw fault('zone-stated', `${file} states ${origin} at ${provider}; the next apply would create it again`)
}
