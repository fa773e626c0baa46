// Reading a folder of master files: which zones are in it, and what is in a file.
import { readFileSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { fault, throwIfAny } from '../../base/errors.ts'
import { compareNames, type Name } from '../../dns/name.ts'
import type { Zone } from '../../dns/zone.ts'
import { readBindZone } from '../../zonefile/bind/read.ts'
import { originOf } from './file-name.ts'

/** The zones whose files are in a folder, in canonical order; none if it is not there. */
export async function originsIn(folder: string, pattern: string): Promise<Name[]> {
  const files = await readdir(folder).catch(ignoreMissing(folder))
  return (files ?? []).flatMap(file => originOf(file, pattern) ?? []).sort(compareNames)
}

/** Undefined if there is no file; throws what is wrong with it, as nothing of it may be lost in a rewrite. */
export async function readZoneFile(file: string, origin: Name): Promise<Zone | undefined> {
  const text = await readFile(file, 'utf8').catch(ignoreMissing(file))
  if (text === undefined) return undefined
  const { zone, problems } = readBindZone(text, {
    file,
    origin,
    readFile: path => readFileSync(path, 'utf8'),
  })
  throwIfAny(problems.filter(({ severity }) => severity === 'error'))
  return zone?.zone
}

const ignoreMissing =
  (path: string) =>
  (error: NodeJS.ErrnoException): undefined => {
    if (error.code === 'ENOENT') return undefined
    throw fault('file-unreadable', `${path} cannot be read: ${error.message}`, undefined, { cause: error })
  }
