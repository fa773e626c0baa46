// Deletes a hosted zone with all that is in it, if that is what was expected.
import { fault } from '../../base/errors.ts'
import { type Name, sameName } from '../../dns/name.ts'
import { Fingerprint } from '../../plan/fingerprint.ts'
import type { CallOptions } from './api.ts'
import { ApiFault } from './api-fault.ts'
import type { HostedZone } from './hosted-zone.ts'
import { type Account, type HeldRRset, readZone } from './read-zone.ts'

/**
 * Deletes the records of a zone with `deleteRecords`, and the zone. Throws `plan-stale` if it holds something else than
 * was expected, and `route53-zone-held` if signing or a traffic policy is in the way; then nothing is deleted.
 */
export async function deleteZone(
  account: Account,
  zone: HostedZone,
  expected: string,
  deleteRecords: (held: readonly HeldRRset[]) => Promise<unknown>,
  options: CallOptions,
): Promise<void> {
  const held = await expectedRRsets(account, zone, expected, options)
  refuseManaged(zone.origin, held)
  if (!zone.isPrivate) await refuseSigned(account, zone, options)
  await deleteRecords(held.filter(({ rrset }) => !isGiven(rrset, zone.origin)))
  try {
    await account.api.call('DeleteHostedZone', { Id: zone.id }, options)
  } catch (error) {
    if (!(error instanceof ApiFault)) throw error
    if (error.ambiguous && error.apiCode === 'NoSuchHostedZone') return
    if (error.apiCode !== 'HostedZoneNotEmpty') throw error
    throw fault('plan-stale', `${zone.origin} got records while it was deleted, and is still there`)
  }
}

async function expectedRRsets(
  account: Account,
  zone: HostedZone,
  expected: string,
  options: CallOptions,
): Promise<readonly HeldRRset[]> {
  account.resources.forget()
  const held: HeldRRset[] = []
  const fingerprint = new Fingerprint()
  for await (const page of readZone(account, zone, options))
    for (const rrset of page) {
      fingerprint.add(rrset.rrset)
      held.push(rrset)
    }
  if (fingerprint.digest() === expected) return held
  throw fault('plan-stale', `${zone.origin} has changed since it was shown`)
}

function refuseManaged(origin: Name, held: readonly HeldRRset[]): void {
  const managed = held.filter(({ rrset }) => rrset.managedBy !== undefined)
  if (managed.length === 0) return
  const list = managed.map(({ rrset: { owner, type, managedBy } }) => `${owner} ${type} (${managedBy})`)
  throw fault('route53-zone-held', `${origin} has records that something else manages: ${list.join(', ')}`)
}

/** Whoever may not see it learns of it when the zone is deleted. */
async function refuseSigned(
  { api }: Account,
  { id, origin }: HostedZone,
  options: CallOptions,
): Promise<void> {
  let signature: string | undefined
  try {
    signature = (await api.call('GetDNSSEC', { HostedZoneId: id }, options)).Status?.ServeSignature
  } catch (error) {
    if (!(error instanceof ApiFault && ['route53-denied', 'route53-refused'].includes(error.code)))
      throw error
  }
  if (signature !== undefined && signature !== 'NOT_SIGNING')
    throw fault('route53-zone-held', `${origin} is signed with DNSSEC (${signature.toLowerCase()})`)
}

/** Every zone comes with these, and goes with them. */
const isGiven = ({ owner, type }: HeldRRset['rrset'], origin: Name): boolean =>
  (type === 'NS' || type === 'SOA') && sameName(owner, origin)
