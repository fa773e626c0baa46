// `dnsctl serve` as a process: ready, answering, and gone on a signal.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { parseName } from '../../src/dns/name.ts'
import { queryName } from '../../src/operations/query-name.ts'

let dir: string

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'dnsctl-serve-'))
  writeFileSync(
    join(dir, 'example.com.yaml'),
    "zone: example.com\nttl: 60\nrecords:\n  '@': { NS: ns1, TXT: here }\n",
  )
})
afterEach(() => rmSync(dir, { recursive: true }))

function start(...args: string[]) {
  const child = spawn(process.execPath, [resolve('bin/run.js'), 'serve', ...args], {
    cwd: dir,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const lines = createInterface({ input: args.includes('--json') ? child.stdout : child.stderr })
  const iterator = lines[Symbol.asyncIterator]()
  const line = async (): Promise<string> => (await iterator.next()).value ?? ''
  return { child, line, exit: once(child, 'exit') }
}

test('says where it listens, answers, and ends with 0 on SIGTERM', async () => {
  const { child, line, exit } = start('example.com.yaml', '--listen', '127.0.0.1:0')
  const [, port] = /^listening on 127\.0\.0\.1:(\d+) \(udp, tcp\), 1 zone, 3 records$/.exec(await line())!
  const { message } = await queryName({
    server: { host: '127.0.0.1', port: Number(port) },
    question: { name: parseName('example.com.'), type: 'TXT', class: 'IN' },
  })
  expect(message.answers.map(({ rdata }) => rdata)).toEqual(['"here"'])
  child.kill('SIGTERM')
  expect(await line()).toMatch(/^queries: 1 \(1 udp, 0 tcp\), 1 NOERROR, /)
  expect(await exit).toEqual([0, null])
})

test('writes one JSON document a line with --json', async () => {
  const { child, line, exit } = start('example.com.yaml', '--listen', '127.0.0.1:0', '--json')
  expect(JSON.parse(await line())).toMatchObject({ event: 'zone', zone: 'example.com.', records: 3 })
  expect(JSON.parse(await line())).toMatchObject({ event: 'listening', zones: 1, records: 3 })
  child.kill('SIGINT')
  expect(JSON.parse(await line())).toMatchObject({ event: 'summary', udp: 0, tcp: 0 })
  expect(await exit).toEqual([0, null])
})

test('a file that does not load ends with 1 and its place', async () => {
  writeFileSync(join(dir, 'example.com.yaml'), 'zone: example.com\nrecords: [')
  const { line, exit } = start('example.com.yaml')
  expect(await line()).toMatch(/^error: example\.com\.yaml:2:\d+: /)
  expect(await exit).toEqual([1, null])
})
