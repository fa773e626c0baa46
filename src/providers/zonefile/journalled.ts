// Changes of master files, each written down in the journal before it is made, and confirmed there afterwards.
import { removeFile, replaceFile } from '../../base/replace-file.ts'
import type { Name } from '../../dns/name.ts'
import { serialOf } from '../../dns/soa.ts'
import { Zone } from '../../dns/zone.ts'
import type { Commit, Store } from '../../store/store.ts'
import { bindChunks } from '../../zonefile/bind/write.ts'
import { checkedCommit } from '../checked-commit.ts'
import type { Applied, ChangeSet, WriteContext } from '../contract.ts'
import { refuseOtherContent } from '../expected-content.ts'
import { writeWhole } from '../write-steps.ts'
import { readZoneFile } from './master-files.ts'

/**
 * Journals what is going to be written, writes the file, and says in the journal that it is there. Throws `plan-stale`
 * before anything is told or written.
 */
export async function writeChanges(
  changes: ChangeSet,
  path: string,
  state: Store,
  now: number,
  context: WriteContext,
): Promise<Applied> {
  const { zone: origin } = changes
  const zone = await readZoneFile(path, origin)
  const oldSerial = serialIn(zone)
  const held = { exists: zone !== undefined, get: (...key: Parameters<Zone['get']>) => zone?.get(...key) }
  const commit = checkedCommit(changes, held, now)
  return writeWhole({ ...changes, rrsets: changes.changes }, context, async () => {
    await settleInterrupted(state, origin, oldSerial)
    const entry = await state.announce(origin, oldSerial, commit)
    await replaceFile(path, fileChunks(changed(zone ?? new Zone(origin), commit)))
    await state.settle(entry, true)
    return { serial: commit.serial, id: String(entry.commit) }
  })
}

/**
 * Journals all that a file holds, then removes it. False if there is no file; throws `plan-stale` if it holds
 * something else than is expected.
 */
export async function removeZone(
  origin: Name,
  expected: string,
  path: string,
  state: Store,
  context: WriteContext,
): Promise<boolean> {
  const zone = await readZoneFile(path, origin)
  if (!zone) return false
  const serial = serialIn(zone)
  const rrsets = [...zone.rrsets()]
  refuseOtherContent(origin, rrsets, expected)
  await writeWhole({ createsZone: false, rrsets }, context, async () => {
    await settleInterrupted(state, origin, serial)
    const images = rrsets.map(before => ({ before }))
    const commit = { images, serial: serial ?? 0 }
    const entry = await state.announce(origin, serial, commit, true)
    await removeFile(path)
    await state.settle(entry, true)
    return { id: String(entry.commit) }
  })
  return true
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
