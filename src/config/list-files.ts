// The files below a folder, as patterns see them.
import type { Dirent } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { fault } from '../base/errors.ts'
import type { ListFiles } from './matching-files.ts'

/** Lists files and links to files; leaves out hidden folders and node_modules. */
export const listFiles: ListFiles = async folder => {
  const files: string[] = []
  await addFiles(folder, '', files)
  return files.sort()
}

async function addFiles(folder: string, below: string, files: string[]): Promise<void> {
  for (const entry of await entriesOf(folder)) {
    const name = below + entry.name
    const path = join(folder, entry.name)
    if (entry.isDirectory()) {
      if (!entry.name.startsWith('.') && entry.name !== 'node_modules')
        await addFiles(path, `${name}/`, files)
    } else if (entry.isFile() || (entry.isSymbolicLink() && (await isFile(path)))) files.push(name)
  }
}

async function entriesOf(folder: string): Promise<Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true })
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return []
    throw fault('file-unreadable', `${folder} cannot be read: ${message}`, undefined, { cause: error })
  }
}

const isFile = async (path: string): Promise<boolean> =>
  (await stat(path).catch(() => undefined))?.isFile() ?? false
