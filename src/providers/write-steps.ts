// The steps of a write that lands whole: what providers tell that have no batches.
import { rrsetKey } from '../dns/rrset.ts'
import type { ChangeSet, RRsetKey, WriteContext } from './contract.ts'

/** Tells what is going to be written, writes it under the lease, and tells that it landed. */
export async function writeWhole<T extends { readonly id?: string }>(
  { createsZone, rrsets }: Pick<ChangeSet, 'createsZone'> & { readonly rrsets: readonly RRsetKey[] },
  { lease, record }: WriteContext,
  write: () => Promise<T>,
): Promise<T> {
  const batch = { batch: 1, batches: 1 }
  const keys = rrsets.map(rrsetKey)
  if (createsZone) await record({ step: 'creating-zone' })
  if (keys.length > 0) await record({ step: 'sending', ...batch, rrsets: keys })
  lease.assertHeld()
  const written = await write()
  const id = written.id === undefined ? {} : { id: written.id }
  if (createsZone) await record({ step: 'zone-created' })
  if (keys.length > 0) await record({ step: 'landed', ...batch, ...id })
  return written
}
