// Deletes a zone at a provider, once somebody has seen what goes with it and agreed.
import { fault } from '../base/errors.ts'
import type { Listener } from '../base/io.ts'
import type { Name } from '../dns/name.ts'
import type { RRset } from '../dns/rrset.ts'
import { Fingerprint } from '../plan/fingerprint.ts'
import type { Provider } from '../providers/contract.ts'
import type { Checkout } from './checkout.ts'
import { lockWaitMs } from './lock-wait.ts'
import { type ProviderPool, withProviders } from './provider-pool.ts'
import { statedZones, statementsOf } from './stated-zones.ts'

/** A zone that is going to be deleted, or was. */
export interface DoomedZone {
  readonly zone: Name
  readonly provider: string
  /** How much it holds, the SOA and the apex NS included. */
  readonly rrsets: number
  readonly records: number
}

export interface DeleteZoneInput {
  readonly checkout: Checkout
  readonly origin: Name
  readonly provider: string | undefined
  /** Deletes it though a zone file states it. */
  readonly force: boolean
  readonly listener: Listener
  /** Shows what goes. */
  readonly show: (zone: DoomedZone) => void
  /** Asks whether that is meant. */
  readonly agree: (zone: DoomedZone) => Promise<boolean>
}

/**
 * Deletes a zone as it was shown and agreed to: if it changes meanwhile, it stays. Throws `zone-missing`,
 * `provider-unclear` unless one provider is named or holds it, `zone-stated`, `plan-unconfirmed` and `plan-stale`.
 */
export async function deleteZone(input: DeleteZoneInput): Promise<DoomedZone> {
  const { checkout, origin, force, listener } = input
  return withProviders(checkout.openProvider, async pool => {
    const name = input.provider ?? (await soleHolder(checkout, origin, pool))
    const provider = await pool.get(name)
    const { fingerprint, ...size } = await contentOf(provider, origin)
    if (!force) await refuseStated(checkout, origin, name, listener)
    const doomed: DoomedZone = { zone: origin, provider: name, ...size }
    input.show(doomed)
    if (!(await input.agree(doomed)))
      throw fault('plan-unconfirmed', `the deletion of ${origin} was not agreed to`)
    await provider.withLease(origin, { purpose: 'delete', waitMs: lockWaitMs }, lease =>
      provider.deleteZone(origin, fingerprint, { lease, listener, record: async () => {} }),
    )
    return doomed
  })
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

async function contentOf(
  provider: Provider,
  origin: Name,
): Promise<Pick<DoomedZone, 'rrsets' | 'records'> & { readonly fingerprint: string }> {
  const fingerprint = new Fingerprint()
  let rrsets = 0
  let records = 0
  for await (const page of provider.readZone(origin))
    for (const rrset of page) {
      fingerprint.add(rrset)
      rrsets++
      records += recordsIn(rrset)
    }
  return { rrsets, records, fingerprint: fingerprint.digest() }
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
