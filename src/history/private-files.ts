// Files that only their owner may read, written so that they outlast a crash of the machine right after.
import { constants } from 'node:fs'
import { type FileHandle, link, mkdir, open, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { systemCode } from './history-fault.ts'

/** Records may hold what is nobody's business: keys, names of unannounced things. */
const fileMode = 0o600
const folderMode = 0o700

/** Makes a folder and those above it, if they are not there, and brings them to the disk. */
export async function makeFolder(path: string): Promise<void> {
  const first = await mkdir(path, { recursive: true, mode: folderMode })
  if (first === undefined) return
  for (let made = path; made.length >= first.length; made = dirname(made)) await syncFolder(dirname(made))
}

/** Brings the names in a folder to the disk. */
export const syncFolder = (path: string): Promise<void> =>
  using(path, constants.O_RDONLY, folder => folder.sync())

/** Writes a file that is not there yet, to the disk. */
export const writeNew = (path: string, text: string | Iterable<string>): Promise<void> =>
  using(path, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, async file => {
    await writeFile(file, text)
    await file.sync()
  })

/**
 * Puts a file in its place unless one is there already, and says whether it did. Whoever looks, whenever, sees no file
 * or a whole one: it is written under another name (`beside`) and gets its own by link(2), which fails where there is one.
 */
export async function placeOnce(path: string, beside: string, text: string): Promise<boolean> {
  try {
    await writeNew(beside, text)
    await link(beside, path)
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false
    throw error
  } finally {
    await rm(beside, { force: true })
  }
  await syncFolder(dirname(path))
  return true
}

/**
 * Adds text to a file of lines, and brings it to the disk. What a crash or a full disk has left of a line after the last
 * whole one is cut off first.
 */
export const appendLines = (path: string, text: string): Promise<void> =>
  using(path, constants.O_RDWR | constants.O_APPEND, async file => {
    await cutTornLine(file)
    await file.appendFile(text)
    await file.datasync()
  })

async function cutTornLine(file: FileHandle): Promise<void> {
  const { size } = await file.stat()
  const last = Buffer.alloc(1)
  if (size === 0) return
  await file.read(last, 0, 1, size - 1)
  if (last[0] === newline) return
  const content = Buffer.alloc(size)
  await file.read(content, 0, size, 0)
  await file.truncate(content.lastIndexOf(newline) + 1)
}

const newline = 0x0a

async function using<T>(path: string, flags: number, work: (file: FileHandle) => Promise<T>): Promise<T> {
  const file = await open(path, flags, fileMode)
  try {
    return await work(file)
  } finally {
    await file.close()
  }
}

/** A name beside others in a folder, which no other process takes at once. */
export const temporaryName = (folder: string, random: () => number): string =>
  join(folder, `.new-${process.pid}-${Math.floor(random() * 2 ** 32).toString(16)}`)
