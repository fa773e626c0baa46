// `dnsctl proxy` as a process: its settings checked, answering, and with other settings by order and by signal.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { parseName } from '../../src/dns/name.ts'
import { queryName } from '../../src/operations/query-name.ts'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dnsctl-proxy-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const start = (...args: string[]) =>
  spawn(process.execPath, [resolve('bin/run.js'), 'proxy', ...args], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  })

/** Runs to the end: the exit code, and what was printed. */
async function run(...args: string[]) {
  const child = start(...args)
  const [[code], stdout, stderr] = await Promise.all([
    once(child, 'exit'),
    text(child.stdout),
    text(child.stderr),
  ])
  return { code, stdout, stderr }
}

const put = (file: string, content: string): void => writeFileSync(join(folder, file), content)

/** Settings that answer names below `suffix` themselves. */
const settings = (suffix: string): string => `binds: [{ listen_address: '127.0.0.1:0' }]
backends: [{ address: 127.0.0.1:9, health_checks: { mode: down } }]
query_rules:
  - { selector: { type: QNameSuffix, suffixes: [${suffix}] }, action: { type: Spoof, ips: [192.0.2.7] } }
`

describe('--check-config', () => {
  test('says that settings are in order, and starts nothing', async () => {
    put('proxy.yaml', settings('example.com'))
    expect(await run('-c', 'proxy.yaml', '--check-config')).toEqual({
      code: 0,
      stdout: '',
      stderr: 'the settings are in order: 1 address, 1 server, 1 packet cache, 1 rule\n',
    })
  })

  test('tells all that is wrong, with 1', async () => {
    put('dnsctl.yaml', 'proxy:\n  backends: [{ address: 192.0.2.1, weigth: 2 }]\n  acl: []\n  snmp: {}\n')
    const { code, stdout } = await run('--check-config', '--json')
    expect(code).toBe(1)
    expect(JSON.parse(stdout).error.problems).toMatchObject([
      { code: 'config-setting-unknown', place: { file: 'dnsctl.yaml', line: 2, column: 36 } },
      { code: 'proxy-setting-absent', place: { file: 'dnsctl.yaml', line: 4, column: 3 } },
    ])
  })
})

test('answers, and takes other settings by order and by signal, or says why not', async () => {
  put('proxy.yaml', settings('example.com'))
  const child = start('--config', 'proxy.yaml', '--workers', '1', '--json')
  const exit = once(child, 'exit')
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const event = async (wanted: string): Promise<Record<string, unknown>> => {
    for (;;) {
      const { value, done } = await lines.next()
      if (done) throw new Error(`ended without ${wanted}`)
      const found = JSON.parse(value)
      if (found.event === wanted) return found
    }
  }
  const { binds } = (await event('listening')) as { binds: { endpoint: { host: string; port: number } }[] }
  const addressesOf = async (name: string): Promise<unknown[]> => {
    const { message } = await queryName({
      server: binds[0]!.endpoint,
      question: { name: parseName(name), type: 'A', class: 'IN' },
    })
    return message.answers.map(({ rdata }) => rdata)
  }
  expect(await addressesOf('www.example.com.')).toEqual(['192.0.2.7'])

  put('proxy.yaml', settings('example.org'))
  expect(await run('reload', '-c', 'proxy.yaml')).toMatchObject({
    code: 0,
    stderr: 'the settings were read anew, and are in force\n',
  })
  await event('reloaded')
  expect(await addressesOf('www.example.org.')).toEqual(['192.0.2.7'])
  expect(await addressesOf('www.example.com.')).toEqual([])

  put('proxy.yaml', `${settings('example.net')}acls: []\n`)
  expect(await run('reload', '--socket', '.dnsctl/proxy.sock')).toMatchObject({
    code: 1,
    stderr: [
      'error: proxy-reload-refused: the settings are not taken; those before stay in force',
      'error: proxy.yaml:5:1: config-setting-unknown: there is no setting "acls"; did you mean "acl"?',
      '',
    ].join('\n'),
  })
  child.kill('SIGHUP')
  expect(await event('problem')).toMatchObject({ problem: { code: 'proxy-reload-refused' } })
  expect(await addressesOf('www.example.org.')).toEqual(['192.0.2.7'])

  put('proxy.yaml', settings('example.net'))
  child.kill('SIGHUP')
  await event('reloaded')
  expect(await addressesOf('www.example.net.')).toEqual(['192.0.2.7'])

  child.kill('SIGTERM')
  expect(await event('summary')).toMatchObject({ counters: { queries: 5, selfAnswered: 4 } })
  expect(await exit).toEqual([0, null])
})

test.each<[string, string[], number, RegExp]>([
  ['no server', [], 1, /^error: proxy-backend-missing: /],
  ['a file that is not there', ['-c', 'none.yaml'], 1, /^error: file-unreadable: cannot read none\.yaml: /],
  [
    'an address that is none',
    ['192.0.2.300'],
    1,
    /^error: address-syntax: the command line: "192\.0\.2\.300"/,
  ],
  [
    'no proxy to reload',
    ['reload'],
    1,
    /^error: proxy-unreachable: no proxy answers on .*\/\.dnsctl\/proxy\.sock: ENOENT/,
  ],
])('%s is told of', async (_what, args, code, message) => {
  expect(await run(...args)).toMatchObject({ code, stdout: '', stderr: expect.stringMatching(message) })
})
