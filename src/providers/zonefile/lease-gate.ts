// The gate through which a zone's file comes and goes: a hidden folder beside it that is named after the lease. Whoever
// takes the lease over removes the folder, and so the last step of a holder that stood still meanwhile fails.
import { realpath, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { isSameLease, type LeaseRecord, lostLease } from '../../base/lease-record.ts'
import type { Gate } from '../../base/replace-file.ts'
import type { Lease, LeaseRegister } from '../lease/lease.ts'

const folderOf = (path: string, id: string): string => join(dirname(path), `.${basename(path)}.${id}`)

/** The gate of a holder; throws `lease-lost` if it holds the lease no longer. */
export const leaseGate = (register: LeaseRegister, lease: Lease): Gate => ({
  folderFor: path => folderOf(path, lease.record().id),
  async check() {
    lease.assertHeld()
    const found = await register.read(lease.zone)
    if (!isSameLease(found, lease.record())) throw lostLease(lease.zone, found)
  },
})

/** Closes the gate of a lease that has ended to the file at a path, which may be a link to one elsewhere. */
export async function closeGate(path: string, { id }: LeaseRecord): Promise<void> {
  const target = await realpath(path).catch(() => path)
  for (const file of new Set([path, target]))
    await rm(folderOf(file, id), { recursive: true, force: true, maxRetries: 3 })
}
