// What docs/serving.md shows of answers by policies is what dig gets: zone, settings and commands are taken from the page.
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface, type Interface } from 'node:readline'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { codeBlocks, readFromCheckout } from '../docs/pages.ts'
import { shownSessions } from './route53/page-session.ts'

const page = { path: 'docs/serving.md', text: readFromCheckout('docs/serving.md') }
const [settings = ''] = codeBlocks(page, 'yaml').filter(block => block.includes('locations:'))
const [zone = ''] = codeBlocks(page, 'yaml').filter(block => block.startsWith('zone:'))
const sessions = shownSessions(page).filter(shown => shown.some(({ command }) => command.includes('dig ')))
const [well = [], ill = []] = sessions
const [told] = /^health check .*/m.exec(page.text)!

const dnsctl = resolve('bin/run.js')
const run = promisify(execFile)
let dir: string
let checked: Server
let server: ChildProcess
let lines: Interface
let dnsPort: string
let checkedPort: string

beforeAll(async () => {
  checked = createServer((_request, response) => response.end('ok')).listen(0, '127.0.0.1')
  await once(checked, 'listening')
  checkedPort = String((checked.address() as AddressInfo).port)
  dir = mkdtempSync(join(tmpdir(), 'dnsctl-policies-'))
  mkdirSync(join(dir, 'zones'))
  writeFileSync(join(dir, 'dnsctl.yaml'), settings)
  writeFileSync(join(dir, 'zones/example.com.yaml'), zone.replace('8097', checkedPort))
  await run(process.execPath, [dnsctl, 'apply', '--yes'], { cwd: dir })
  server = spawn(process.execPath, [dnsctl, 'serve', '--listen', '127.0.0.1:0'], {
    cwd: dir,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  lines = createInterface(server.stderr!)
  const [line] = await once(lines, 'line')
  dnsPort = /127\.0\.0\.1:(\d+)/.exec(line)![1]!
})

afterAll(async () => {
  server.kill('SIGTERM')
  await once(server, 'exit')
  rmSync(dir, { recursive: true })
})

const printed = async (command: string): Promise<string> =>
  (await run('bash', ['-c', command.replace('-p 5300', `-p ${dnsPort}`)])).stdout

/** Counts of 1000 answers by chance become tenths of them; 6 standard deviations are 57. */
const alike = (text: string): string =>
  text.replace(/^ +(\d+)(?= )/gm, (_count, digits) => {
    const tenths = [1, 9].find(weight => Math.abs(Number(digits) - 100 * weight) <= 57)
    return tenths === undefined ? digits : `${tenths} of 10`
  })

test.each(well.map(({ command, output }) => [command, output]))('%s', async (command, output) => {
  expect(alike(await printed(command!))).toBe(alike(output!))
})

test('the page has what is run here', () => {
  expect([well.length, ill.length]).toEqual([5, 1])
})

test('falls over once nothing answers the health check', async () => {
  const next = once(lines, 'line')
  checked.close()
  checked.closeAllConnections()
  expect((await next)[0]).toBe(told.replace('8097', checkedPort))
  for (const { command, output } of ill) expect(await printed(command)).toBe(output)
})
