// Replaces or removes a file so that whoever reads it, whenever, gets the old text or the new one, whole.
import { constants } from 'node:fs'
import { type FileHandle, mkdir, open, realpath, rename, rm, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { DnsctlError, fault } from './errors.ts'

/** Text, or the pieces of one that need not be in memory at once. */
type FileText = string | Iterable<string>

/**
 * The folder through which a file comes and goes, by a rename: once somebody removes it, the file stays as it is,
 * whatever the writer was about to do.
 */
export interface Gate {
  /** The folder for a file, on the same file system; it is made when it is needed, and removed in the end. */
  folderFor(path: string): string
  /** Throws if the file must not be changed any more; runs right before the rename. */
  check(): Promise<void>
}

/**
 * Writes the text beside the file, brings it to the disk, and moves it to the file's place (POSIX rename).
 * Permissions and, where the system lets us, the owner stay; a link goes on pointing to its file. `mode` is for a new
 * file. Throws `file-unwritable`, or what the gate throws.
 */
export async function replaceFile(path: string, text: FileText, mode = 0o644, gate?: Gate): Promise<void> {
  try {
    const there = await stat(path).catch(() => undefined)
    // A device or a pipe (/dev/stdout) is written to: moving a file to its place would destroy it.
    if (there && !there.isFile()) return await writeFile(path, text)
    const target = await realpath(path).catch(() => path)
    if (gate) await moveThrough(gate, target, mode, text)
    else await moveInPlace(join(dirname(target), `.${basename(target)}.new`), target, mode, text)
  } catch (error) {
    throw unwritable(path, 'written', error)
  }
}

/** Removes a file for good: it stays away should the machine stop right after. Throws as `replaceFile` does. */
export async function removeFile(path: string, gate: Gate): Promise<void> {
  try {
    await passing(gate, path, async folder => {
      await gate.check()
      await rename(path, join(folder, 'old'))
    })
    await syncFolder(dirname(path))
  } catch (error) {
    throw unwritable(path, 'removed', error)
  }
}

function unwritable(path: string, what: string, cause: unknown): DnsctlError {
  if (cause instanceof DnsctlError) return cause
  return fault('file-unwritable', `${path} cannot be ${what}: ${(cause as Error).message}`, undefined, {
    cause,
  })
}

const moveThrough = (gate: Gate, target: string, mode: number, text: FileText): Promise<void> =>
  passing(gate, target, folder => moveInPlace(join(folder, 'new'), target, mode, text, gate))

/** Where the folder has gone, the gate tells why. */
async function passing(gate: Gate, path: string, pass: (folder: string) => Promise<void>): Promise<void> {
  const folder = gate.folderFor(path)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  try {
    await pass(folder)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') await gate.check()
    throw error
  } finally {
    await rm(folder, { recursive: true, force: true }).catch(() => {})
  }
}

/** On a failure, as on a full disk, nothing stays behind. */
async function moveInPlace(
  beside: string,
  target: string,
  mode: number,
  text: FileText,
  gate?: Gate,
): Promise<void> {
  try {
    await writeThrough(beside, text, target, mode)
    await gate?.check()
    await rename(beside, target)
  } catch (error) {
    await rm(beside, { force: true }).catch(() => {})
    throw error
  }
  await syncFolder(dirname(target))
}

/** What a crash has left behind is overwritten; who may write at once is the callers' to settle. */
async function writeThrough(path: string, text: FileText, like: string, mode: number): Promise<void> {
  const old = await stat(like).catch(() => undefined)
  await rm(path, { force: true })
  const file = await open(path, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, mode)
  try {
    if (old) await keepOwner(file, old)
    await writeFile(file, text)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** Only the superuser may give a file away; the mode is set last, as a new owner takes special bits away. */
async function keepOwner(
  file: FileHandle,
  { uid, gid, mode }: { uid: number; gid: number; mode: number },
): Promise<void> {
  const own = await file.stat()
  if (own.uid !== uid || own.gid !== gid) await file.chown(uid, gid).catch(() => {})
  await file.chmod(mode & 0o7777)
}

/** Brings the names in a folder to the disk: a new file is there only when they are. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, constants.O_RDONLY)
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
