// Changes of master files, each written down in the journal before it is made, and confirmed there afterwards.
import { DnsctlError } from '../../base/errors.ts'
import { type Gate, removeFile, replaceFile } from '../../base/replace-file.ts'
import type { Name } from '../../dns/name.ts'
import { serialOf } from '../../dns/soa.ts'
import { Zone } from '../../dns/zone.ts'
import type { Commit, Store } from '../../store/store.ts'
import { bindChunks } from '../../zonefile/bind/write.ts'
import { checkedCommit } from '../checked-commit.ts'
import type { Applied, ChangeSet, WriteContext } from '../contract.ts'
import { refuseOtherContent } from '../expected-content.ts'
import type { LeaseRegister } from '../lease/lease.ts'
import { writeWhole } from '../write-steps.ts'
import { leaseGate } from './lease-gate.ts'
import { readZoneFile } from './master-files.ts'

/** Where a zone's file, its journal and its lease are. */
export interface ZonePlace {
  readonly path: string
  readonly state: Store
  readonly register: LeaseRegister
}

/**
 * Journals what is going to be written, writes the file, and says in the journal that it is there. Throws `plan-stale`
 * before anything is told or written.
 */
export async function writeChanges(
  changes: ChangeSet,
  place: ZonePlace,
  now: number,
  context: WriteContext,
): Promise<Applied> {
  const { zone: origin } = changes
  const { path } = place
  const zone = await readZoneFile(path, origin)
  const oldSerial = serialIn(zone)
  const held = { exists: zone !== undefined, get: (...key: Parameters<Zone['get']>) => zone?.get(...key) }
  const commit = checkedCommit(changes, held, now)
  return writeWhole({ ...changes, rrsets: changes.changes }, context, async () => {
    const text = fileChunks(changed(zone ?? new Zone(origin), commit))
    const announcement = { origin, oldSerial, commit }
    const id = await journalled(announcement, place, context, gate =>
      replaceFile(path, text, undefined, gate),
    )
    return { serial: commit.serial, id }
  })
}

/**
 * Journals all that a file holds, then removes it. False if there is no file; throws `plan-stale` if it holds
 * something else than is expected.
 */
export async function removeZone(
  origin: Name,
  expected: string,
  place: ZonePlace,
  context: WriteContext,
): Promise<boolean> {
  const { path } = place
  const zone = await readZoneFile(path, origin)
  if (!zone) return false
  const serial = serialIn(zone)
  const rrsets = [...zone.rrsets()]
  refuseOtherContent(origin, rrsets, expected)
  await writeWhole({ createsZone: false, rrsets }, context, async () => {
    const commit = { images: rrsets.map(before => ({ before })), serial: serial ?? 0 }
    const announcement = { origin, oldSerial: serial, commit, deletes: true as const }
    const id = await journalled(announcement, place, context, gate => removeFile(path, gate))
    return { id }
  })
  return true
}

interface Announcement {
  readonly origin: Name
  readonly oldSerial: number | undefined
  readonly commit: Commit
  readonly deletes?: true
}

/** Announces a change, makes it through the gate of the lease, and settles it. Returns its number in the journal. */
async function journalled(
  { origin, oldSerial, commit, deletes }: Announcement,
  { state, register }: ZonePlace,
  { lease }: WriteContext,
  change: (gate: Gate) => Promise<void>,
): Promise<string> {
  const gate = leaseGate(register, lease)
  await gate.check()
  await settleInterrupted(state, origin, oldSerial)
  const entry = await state.announce(origin, oldSerial, commit, deletes)
  try {
    await change(gate)
  } catch (error) {
    if (error instanceof DnsctlError && error.code === 'lease-lost') await state.settle(entry, false)
    throw error
  }
  await state.settle(entry, true)
  return String(entry.commit)
}

/** A crash leaves the last entry open; the serial in the file, or that it is gone, tells whether its change came about. */
async function settleInterrupted(state: Store, origin: Name, serial: number | undefined): Promise<void> {
  const [newest] = state.journal(origin)
  if (newest?.state !== 'pending') return
  await state.settle(newest, newest.deletes ? serial === undefined : newest.serial === serial)
}

function serialIn(zone: Zone | undefined): number | undefined {
  const soa = zone?.get(zone.origin, 'SOA')
  return soa && serialOf(soa)
}

function changed(zone: Zone, { images }: Commit): Zone {
  for (const { before, after } of images) {
    if (after) zone.replace(after)
    else zone.delete(before!.owner, before!.type)
  }
  return zone
}

function* fileChunks(zone: Zone): Generator<string> {
  yield '; Written by dnsctl. A change made here is undone by the next apply, and comments do not last.\n'
  yield* bindChunks(zone)
}
