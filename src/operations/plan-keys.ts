// The keys of plan files: where they lie, and what else is needed to read them.
import type { KeyObject } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { relative, resolve } from 'node:path'
import { fault, problem } from '../base/errors.ts'
import type { Listener } from '../base/io.ts'
import type { LoadedConfig } from '../config/load-config.ts'
import { readSigningKey, readVerifyKey } from '../plan/file/plan-signature.ts'

export interface KeySource {
  /** The file that the command line names; relative to the working directory. */
  readonly file: string
  /** Working directory; absolute. */
  readonly cwd: string
}

/** Reads the private key that plans are signed with; the listener hears of one that others may read. Throws `plan-key`. */
export async function loadSigningKey({ file, cwd }: KeySource, listener: Listener): Promise<KeyObject> {
  const path = resolve(cwd, file)
  const pem = await readKey(path, file)
  const { mode } = await stat(path)
  if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
    const octal = (mode & 0o777).toString(8)
    const message = `${file} may be read by others than its owner (mode ${octal}); \`chmod 600 ${file}\` keeps it private`
    listener({ kind: 'problem', problem: { ...problem('plan-key', message), severity: 'warning' } })
  }
  return readSigningKey(pem, file, process.env.DNSCTL_KEY_PASSPHRASE)
}

/**
 * Reads the public key that plans must be signed by: the one that the command line names, else `safety.verify_key`;
 * undefined if there is neither. Throws `plan-key`.
 */
export async function loadVerifyKey(
  file: string | undefined,
  cwd: string,
  { config, baseDir }: LoadedConfig,
): Promise<KeyObject | undefined> {
  const configured = config.safety.verify_key
  if (file === undefined && configured === undefined) return undefined
  const path = file === undefined ? resolve(baseDir, configured!) : resolve(cwd, file)
  const name = file ?? relative(cwd, path)
  return readVerifyKey(await readKey(path, name), name)
}

async function readKey(path: string, name: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    const { message } = error as Error
    throw fault('plan-key', `${name} cannot be read: ${message}`, undefined, { cause: error })
  }
}
