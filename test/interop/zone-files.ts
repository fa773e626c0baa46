// The zones written for comparing servers.
import { readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { ZoneFile } from './peers.ts'

const folder = resolve(import.meta.dirname, 'zones')

/** Every zone under zones/, named after its file. */
export const zoneFiles: readonly ZoneFile[] = readdirSync(folder)
  .filter(name => name.endsWith('.zone'))
  .sort()
  .map(name => ({ zone: name.slice(0, -'.zone'.length), file: join(folder, name) }))
