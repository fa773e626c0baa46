// Replaces or removes a file so that whoever reads it, whenever, gets the old text or the new one, whole.
import { constants } from 'node:fs'
import { type FileHandle, open, realpath, rename, rm, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { fault } from './errors.ts'

/** Text, or the pieces of one that need not be in memory at once. */
type FileText = string | Iterable<string>

/**
 * Writes the text beside the file, brings it to the disk, and moves it to the file's place (POSIX rename).
 * Permissions and, where the system lets us, the owner stay; a link goes on pointing to its file. `mode` is for a new file. Throws `file-unwritable`.
 */
export async function replaceFile(path: string, text: FileText, mode = 0o644): Promise<void> {
  try {
    const there = await stat(path).catch(() => undefined)
    // A device or a pipe (/dev/stdout) is written to: moving a file to its place would destroy it.
    if (there && !there.isFile()) return await writeFile(path, text)
    await moveInPlace(await realpath(path).catch(() => path), text, mode)
  } catch (error) {
    throw fault('file-unwritable', `${path} cannot be written: ${(error as Error).message}`, undefined, {
      cause: error,
    })
  }
}

/** Removes a file for good: it stays away should the machine stop right after. Throws `file-unwritable`. */
export async function removeFile(path: string): Promise<void> {
  try {
    await rm(path)
    await syncFolder(dirname(path))
  } catch (error) {
    throw fault('file-unwritable', `${path} cannot be removed: ${(error as Error).message}`, undefined, {
      cause: error,
    })
  }
}

/** On a failure, as on a full disk, nothing stays behind. */
async function moveInPlace(target: string, text: FileText, mode: number): Promise<void> {
  const folder = dirname(target)
  const beside = join(folder, `.${basename(target)}.new`)
  try {
    await writeThrough(beside, text, target, mode)
    await rename(beside, target)
  } catch (error) {
    await rm(beside, { force: true }).catch(() => {})
    throw error
  }
  await syncFolder(folder)
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

/** The new name is on the disk only when the folder is. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, constants.O_RDONLY)
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
