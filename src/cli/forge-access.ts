// How the commands for CI reach the service that has started the run.
import { readFile } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import type { ForgeAccess } from '../operations/ci/forge.ts'

/** The environment, the network and the clock of this process. */
export const forgeAccess = (): ForgeAccess => ({
  env: process.env,
  readFile: path => readFile(path, 'utf8'),
  fetch,
  wait: async ms => void (await pause(ms)),
})
