// A folder for tests that write to the disk often, in memory where the system has such a place.
import { existsSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Makes a fresh folder; flushing a file in it takes no time under Linux. */
export const memoryFolder = (name: string): string =>
  mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), `dnsctl-${name}-`))
