// `dnsctl console` with the built command: one command at a time, from a pipe, over TCP with a key, and in a terminal.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { parseName } from '../../../src/dns/name.ts'
import { queryName } from '../../../src/operations/query-name.ts'
import { type ProxyUnderTest, startProxy } from './rig.ts'

const command = fileURLToPath(new URL('../../../bin/run.js', import.meta.url))
const key = Buffer.alloc(32, 7).toString('base64')

let proxy: ProxyUnderTest
let address: string
const terminals: ChildProcess[] = []

beforeAll(async () => {
  proxy = await startProxy({
    console: { socket: 'proxy.sock', listen_address: '127.0.0.1:0', key },
    backends: [
      { address: '127.0.0.1:9', name: 'first', health_checks: { mode: 'up' } },
      { address: '127.0.0.1:10', name: 'second', health_checks: { mode: 'down' } },
    ],
    timed_ip_sets: [{ name: 'suspects' }],
    query_rules: [
      {
        name: 'ours',
        selector: { type: 'QNameSuffix', suffixes: ['example.com'] },
        action: { type: 'Spoof', ips: ['192.0.2.7'] },
      },
    ],
  })
  const { text: told } = await proxy.until('log', each => each.text.includes('takes orders on'))
  address = told.split(' ').at(-1)!
}, 120_000)
afterAll(() => proxy.stop())
afterEach(() => {
  for (const terminal of terminals.splice(0)) terminal.kill('SIGKILL')
})

const console_ = ['console', '-c', 'proxy.yaml']

async function run(words: readonly string[], input = '', env: Readonly<Record<string, string>> = {}) {
  const child = spawn(process.execPath, [command, ...words], {
    cwd: proxy.folder,
    env: { ...process.env, ...env },
  })
  child.stdin.end(input)
  const [[code], stdout, stderr] = await Promise.all([
    once(child, 'exit'),
    text(child.stdout),
    text(child.stderr),
  ])
  return { code, stdout, stderr }
}

const ask = (name: string) =>
  queryName({
    server: { host: '127.0.0.1', port: proxy.port },
    question: { name: parseName(name), type: 'A', class: 'IN' },
  })

describe('one command', () => {
  test('prints for people, and for programs', async () => {
    expect(await run([...console_, 'show', 'rules'])).toEqual({
      code: 0,
      stderr: '',
      stdout: expect.stringMatching(
        /^id +chain +name +matches +selector +action\nours +query_rules +ours +\d+ +QNameSuffix\(example\.com\) +Spoof\(192\.0\.2\.7\)\n$/,
      ),
    })
    const { stdout } = await run([...console_, 'show', 'servers', '--json'])
    expect(JSON.parse(stdout)).toMatchObject([
      { name: 'first', mode: 'up', isUsable: true },
      { name: 'second', mode: 'down', isUsable: false },
    ])
  })

  test('that is none ends with 2, and one that fails with 1', async () => {
    expect(await run([...console_, 'show', 'sevrers'])).toMatchObject({ code: 2, stdout: '' })
    expect(await run([...console_, 'set', 'server', 'third', 'up'])).toMatchObject({
      code: 1,
      stderr: 'error: proxy-server-unknown: there is no server "third"\n',
    })
  })

  test('shows names from the network without what would steer a terminal', async () => {
    await ask('\\027[2Jx.example.com.')
    const { stdout } = await run([...console_, 'top', 'queries'])
    expect(stdout).toContain('x.example.com.')
    expect(stdout).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f]/)
  })
})

test('from a pipe, everything is changed and saved', async () => {
  const lines = `set server second drain
rules add query_rules '{ name: net, selector: { type: QNameSuffix, suffixes: [example.net] }, action: { type: Spoof, ips: [192.0.2.9] } }' 0
set add suspects 192.0.2.66 600
show sets
block 192.0.2.128/25 600 Drop a test
delta
config show
config save saved.yaml
config save saved.yaml
rules remove net
unblock 192.0.2.128/25
`
  const { code, stdout, stderr } = await run(console_, lines)
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr: 'error: file-unwritable: saved.yaml is there already; `replace` behind it replaces it\n',
  })
  expect(stdout).toContain('+      mode: drain\n')
  expect(stdout).toContain('suspects  192.0.2.66')
  expect(stdout).toContain('192.0.2.128/25 is blocked no more\n')
  expect(stdout).not.toContain(key)
  const saved = join(proxy.folder, 'saved.yaml')
  expect(readFileSync(saved, 'utf8')).toContain(key)
  expect(statSync(saved).mode & 0o777).toBe(0o600)
  expect(await run(['proxy', '--check-config', '-c', 'saved.yaml'])).toMatchObject({
    code: 0,
    stderr: expect.stringContaining('2 servers, 1 packet cache, 2 rules'),
  })
  const { stdout: changes } = await run([...console_, 'show', 'changes', '--json'])
  expect(JSON.parse(changes).map(({ what }: { what: string }) => what)).toEqual(
    expect.arrayContaining(['server second is drain', 'rule net removed']),
  )
})

test('a rule that is added is in force in all threads, until it is removed', async () => {
  const rule =
    '{ name: more, selector: { type: QNameSuffix, suffixes: [example.org] }, action: { type: Spoof, ips: [192.0.2.8] } }'
  await run([...console_, 'rules', 'add', 'query_rules', rule])
  const answers = await Promise.all(Array.from({ length: 20 }, () => ask('www.example.org.')))
  expect(new Set(answers.flatMap(({ message }) => message.answers.map(({ rdata }) => rdata)))).toEqual(
    new Set(['192.0.2.8']),
  )
  expect(await run([...console_, 'rules', 'remove', 'more'])).toMatchObject({ code: 0 })
})

describe('over TCP', () => {
  test('with the key', async () => {
    const { code, stdout } = await run(['console', '--connect', address, 'show', 'version'], '', {
      DNSCTL_CONSOLE_KEY: key,
    })
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(/^dnsctl \d/) })
  })

  test.each([
    ['another key', Buffer.alloc(32, 8).toString('base64'), /the key is not that of the proxy/],
    ['no key', '', /^error: .*/],
  ])('with %s', async (_what, DNSCTL_CONSOLE_KEY, message) => {
    const { code, stderr } = await run(['console', '--connect', address, 'show', 'version'], '', {
      DNSCTL_CONSOLE_KEY,
    })
    // Without a variable the key of the settings would be taken: there are none where nothing names them.
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringMatching(message) })
  })
})

/** Types at a terminal; what is typed next waits for what is to be seen, as people do. */
async function typeAt(commandLine: string, steps: readonly (readonly [keys: string, seen: string])[]) {
  const child = spawn('script', ['-qfec', commandLine, '/dev/null'], { cwd: proxy.folder })
  terminals.push(child)
  let seen = ''
  let onSeen = (): void => {}
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    seen += chunk
    onSeen()
  })
  for (const [keys, wanted] of steps) {
    seen = ''
    child.stdin.write(keys)
    await new Promise<void>((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`no "${wanted}" in ${JSON.stringify(seen)}`)), 30_000)
      onSeen = () => {
        if (!seen.includes(wanted)) return
        clearTimeout(late)
        resolve()
      }
      onSeen()
    })
  }
}

test('in a terminal: completion, a mistake, history, and the end', async () => {
  const home = join(proxy.folder, 'state')
  await typeAt(
    `XDG_STATE_HOME='${home}' '${process.execPath}' '${command}' console -c proxy.yaml; echo "exit code $?"`,
    [
      ['', 'dnsctl> '],
      ['show ver', 'ver'],
      ['\t', 'sion'],
      ['\r', 'dnsctl 0'],
      ['set server fi', 'fi'],
      ['\t', 'rst'],
      ['dr', 'dr'],
      ['\t', 'ain'],
      ['\r', 'first is drain'],
      ['shov\r', 'did you mean "show"?'],
      // What is typed is dropped by Ctrl-C; the arrow key brings earlier lines back.
      ['rules remove ours', 'ours'],
      ['\x03', 'dnsctl> '],
      ['\x1b[A', 'shov'],
      ['\x1b[A', 'first drain'],
      ['\r', 'first is drain'],
      ['set server first up\r', 'first is up'],
      ['\x04', 'exit code 0'],
    ],
  )
  const history = readFileSync(join(home, 'dnsctl/console-history'), 'utf8')
  expect(history.split('\n')).toContain('set server first up')
  expect(JSON.parse((await run([...console_, 'show', 'rules', '--json'])).stdout)).toHaveLength(1)
})
