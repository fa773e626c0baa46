// Leases as files: each zone has a folder of numbered files, and the highest says who holds the lease, if anybody does.
// A change makes the file of the next number with O_EXCL, so of several who have seen the same one, one succeeds. Files
// are never changed, and the highest is never removed, so no number comes twice.
import { closeSync, openSync, writeSync } from 'node:fs'
import { mkdir, open, readdir, readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { DnsctlError, fault } from '../../base/errors.ts'
import { isSameLease, isSameRecord, type LeaseRecord } from '../../base/lease-record.ts'
import { syncFolder } from '../../base/replace-file.ts'
import type { Name } from '../../dns/name.ts'
import type { LeaseRegister } from '../lease/lease.ts'

export interface LockFolders {
  /** The folder of a zone's lock files. */
  folderOf(zone: Name): string
  /** How long a file holds others off whose writer was stopped before its text was in it. */
  readonly leaseMs: number
  /** Stops what the holder of a lease that has ended may still be about to do. */
  revoke(zone: Name, ended: LeaseRecord): Promise<void>
}

/** Makes the register of the leases in lock files; reading it makes nothing. */
export function lockFiles({ folderOf, leaseMs, revoke }: LockFolders): LeaseRegister {
  const readNewest = async (folder: string): Promise<LockFile> => {
    for (;;) {
      const number = (await numbersIn(folder)).at(-1)
      if (number === undefined) return { number: 0, lease: undefined }
      const file = await readLock(folder, number, leaseMs)
      // Undefined if it has gone, because there is a higher one by now.
      if (file) return file
    }
  }
  /** Whoever made one of them and was stopped then may not have revoked what was before, so all are. */
  const endOlder = async (zone: Name, older: readonly number[], current: LeaseRecord | undefined) => {
    for (const number of older) {
      const ended = (await readLock(folderOf(zone), number, leaseMs))?.lease
      if (ended && !isSameLease(ended, current)) await revoke(zone, ended)
      await rm(join(folderOf(zone), String(number)), { force: true })
    }
  }
  return {
    read: async zone => (await told(folderOf(zone), 'read', () => readNewest(folderOf(zone)))).lease,
    swap: (zone, seen, next) =>
      told(folderOf(zone), 'written', async () => {
        const folder = folderOf(zone)
        const newest = await readNewest(folder)
        if (!isSameRecord(newest.lease, seen)) return false
        const number = newest.number + 1
        if (!(await makeLock(folder, number, next))) return false
        const numbers = await numbersIn(folder)
        if (numbers.at(-1) !== number) {
          // The number was used, and its file removed, while this process stood still.
          await rm(join(folder, String(number)), { force: true })
          return false
        }
        await endOlder(zone, numbers.slice(0, -1), next)
        return true
      }),
  }
}

interface LockFile {
  readonly number: number
  /** Undefined if it says that nobody holds it. */
  readonly lease: LeaseRecord | undefined
}

async function told<T>(folder: string, what: 'read' | 'written', work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof DnsctlError) throw error
    const code = what === 'read' ? 'file-unreadable' : 'file-unwritable'
    throw fault(code, `the lock in ${folder} cannot be ${what}: ${(error as Error).message}`, undefined, {
      cause: error,
    })
  }
}

/** Ascending; none if the folder is not there. */
async function numbersIn(folder: string): Promise<number[]> {
  const names = await readdir(folder).catch(ignore('ENOENT'))
  return (names ?? [])
    .filter(name => /^[1-9]\d{0,14}$/.test(name))
    .map(Number)
    .sort((a, b) => a - b)
}

/** False if the file is there already. Whoever looks at it finds it whole but for a moment. */
async function makeLock(folder: string, number: number, lease: LeaseRecord | undefined): Promise<boolean> {
  const path = join(folder, String(number))
  await mkdir(folder, { recursive: true })
  try {
    const file = openSync(path, 'wx')
    try {
      writeSync(file, `${JSON.stringify(lease ?? null)}\n`)
    } finally {
      closeSync(file)
    }
    await syncFile(path)
    await syncFolder(folder)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    await rm(path, { force: true }).catch(() => {})
    throw error
  }
}

async function syncFile(path: string): Promise<void> {
  const file = await open(path)
  await file.sync().finally(() => file.close())
}

async function readLock(folder: string, number: number, leaseMs: number): Promise<LockFile | undefined> {
  const path = join(folder, String(number))
  const text = await readFile(path, 'utf8').catch(ignore('ENOENT'))
  if (text === undefined) return undefined
  const lease = leaseIn(text)
  if (lease !== unreadable) return { number, lease }
  const made = await stat(path).catch(ignore('ENOENT'))
  return made && { number, lease: unknownLease(number, Math.floor(made.mtimeMs), leaseMs) }
}

const unreadable = Symbol('unreadable')

function leaseIn(text: string): LeaseRecord | undefined | typeof unreadable {
  try {
    const found: LeaseRecord | null = JSON.parse(text.endsWith('\n') ? text : '')
    return found === null ? undefined : isLease(found) ? found : unreadable
  } catch {
    return unreadable
  }
}

/** The id goes into names of files. */
const isLease = ({ token, id, holder, purpose, since, expires }: Partial<LeaseRecord>): boolean =>
  [token, since, expires, holder?.pid].every(value => Number.isSafeInteger(value)) &&
  [purpose, holder?.host, holder?.user].every(value => typeof value === 'string') &&
  /^[\w-]{1,64}$/.test(String(id))

/** Somebody is about to write the file, or was stopped before it was written. */
const unknownLease = (number: number, since: number, leaseMs: number): LeaseRecord => ({
  token: number,
  id: `unreadable-${number}`,
  holder: { pid: 0, host: 'unknown', user: 'unknown' },
  purpose: 'unknown',
  since,
  expires: since + leaseMs,
})

const ignore =
  (code: string) =>
  (error: NodeJS.ErrnoException): undefined => {
    if (error.code !== code) throw error
  }
