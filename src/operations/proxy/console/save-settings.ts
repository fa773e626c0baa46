// Writes settings with their secrets into a file.
import { writeFile } from 'node:fs/promises'
import { DnsctlError, fault } from '../../../base/errors.ts'
import { replaceFile } from '../../../base/replace-file.ts'

/** For its owner alone: there are keys and passwords in it. */
const ownerOnly = 0o600

/**
 * Writes a file whole; the permissions of one that is replaced stay. Throws `file-unwritable`, also for one that is there
 * already and may not be replaced.
 */
export async function saveSettings(path: string, text: string, mayReplace: boolean): Promise<void> {
  try {
    if (mayReplace) await replaceFile(path, text, ownerOnly)
    else await writeFile(path, text, { mode: ownerOnly, flag: 'wx' })
  } catch (error) {
    if (error instanceof DnsctlError) throw error
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'EEXIST')
      throw fault('file-unwritable', `${path} is there already; \`replace\` behind it replaces it`)
    throw fault('file-unwritable', `cannot write ${path}: ${message}`, undefined, { cause: error })
  }
}
