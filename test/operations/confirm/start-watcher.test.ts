import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startWatcher } from '../../../src/operations/confirm/start-watcher.ts'
import { heldRun } from './held-run.ts'

let cwd: string
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'dnsctl-watcher-'))
})
afterEach(() => rmSync(cwd, { recursive: true }))

/** Starts a script in the place of dnsctl; gives its log. */
async function started(script: string, configFile?: string): Promise<string> {
  const logFile = join(cwd, 'watch.log')
  await startWatcher(
    heldRun(),
    { cwd, configFile, logFile },
    { file: process.execPath, args: ['-e', script] },
  )
  return readFileSync(logFile, 'utf8')
}

const tell = "process.send('watching', () => process.disconnect())"

test('the watcher is told which run to watch, and is awaited', async () => {
  const script = `console.log(JSON.stringify([process.cwd(), ...process.argv.slice(1)])); ${tell}`
  const log = await started(script, 'other.yaml')
  expect(JSON.parse(log)).toEqual([cwd, 'watch-confirmation', 'run-1', '--config', 'other.yaml'])
})

test('it has a session of its own', async () => {
  // Field 6 of /proc/PID/stat is the session, field 7 the terminal.
  const script = `console.log(require('fs').readFileSync('/proc/self/stat', 'latin1').split(') ')[1].split(' ')[3] == process.pid); ${tell}`
  expect(await started(script)).toBe('true\n')
})

test('a watcher that ends is none', async () => {
  await expect(started("console.error('config-syntax: no'); process.exit(1)")).rejects.toThrow(
    'watcher-missing: the process that would take the change back ended with exit code 1: config-syntax: no',
  )
})

test('a watcher that cannot be started is none', async () => {
  const place = { cwd, configFile: undefined, logFile: join(cwd, 'watch.log') }
  const nothing = { file: join(cwd, 'nothing'), args: [] }
  await expect(startWatcher(heldRun(), place, nothing)).rejects.toThrow('could not be started: spawn')
})
