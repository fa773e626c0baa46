// While the server answers 2,000 queries a second, changes follow one another: nothing is lost, nothing is mixed.
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface, type Interface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Asked, queriesPerSecond, steadyLoad } from './steady-load.ts'

const dnsctl = resolve('bin/run.js')
const applies = 20
const visibleWithinMs = 100
const rewrites = 5
const recordsOfLargeFile = 100_000
/** The longest that an answer may take on a machine that has other things to do; reading the large file takes a second. */
const mostLatencyMs = 250

let dir: string
let zoneFile: string
let server: ChildProcess | undefined
const run = promisify(execFile)

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'dnsctl-load-'))
  mkdirSync(join(dir, 'zones'))
  zoneFile = join(dir, 'zones/example.com.yaml')
})

afterEach(async () => {
  if (server?.exitCode === null) {
    server.kill('SIGTERM')
    await once(server, 'exit')
  }
  rmSync(dir, { recursive: true })
})

/** Each version has the same names; every value of one answer carries the version. */
function writeZone(version: number, records: number): void {
  const values = ['a', 'b', 'c'].map(part => `'v=${version} ${part}'`)
  const lines = [
    'zone: example.com',
    'ttl: 60',
    'records:',
    `  '@': { NS: ns1, TXT: [${values.join(', ')}] }`,
    '  ns1: { A: 192.0.2.53 }',
    ...Array.from({ length: records }, (_, i) => `  host${i}: { A: 192.0.2.${(i % 254) + 1} }`),
  ]
  writeFileSync(`${zoneFile}.new`, lines.join('\n'))
  renameSync(`${zoneFile}.new`, zoneFile)
}

const apply = () => run(process.execPath, [dnsctl, 'apply', '--yes'], { cwd: dir })

/** Starts serving; what the server tells comes line by line. */
async function serve(...files: string[]): Promise<{ port: number; lines: Interface }> {
  server = spawn(process.execPath, [dnsctl, 'serve', '--listen', '127.0.0.1:0', ...files], {
    cwd: dir,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const lines = createInterface(server.stderr!)
  const [line] = await once(lines, 'line')
  return { port: Number(/127\.0\.0\.1:(\d+)/.exec(line)![1]), lines }
}

/** What went wrong with any query, and a line for whoever reads the log. */
function verdict(asked: readonly Asked[], what: string) {
  const rate = (1000 * asked.length) / (asked.at(-1)!.sent - asked[0]!.sent)
  const lost = asked.filter(({ versions }) => !versions).length
  const mixed = asked.filter(({ versions = [] }) => new Set(versions).size > 1).length
  const latencies = asked.flatMap(({ sent, answered }) => (answered === undefined ? [] : [answered - sent]))
  const slowest = latencies.reduce((most, each) => Math.max(most, each), 0)
  console.log(
    `${asked.length} queries at ${rate.toFixed(0)}/s: ${lost} lost, ${mixed} mixed, slowest ${slowest.toFixed(0)} ms; ${what}`,
  )
  return { lost, mixed, last: asked.at(-1)?.versions, isSlow: slowest > mostLatencyMs }
}

const good = (version: number) => ({
  lost: 0,
  mixed: 0,
  last: [version, version, version],
  isSlow: false,
})

test(`${applies} applies at ${queriesPerSecond} queries a second`, async () => {
  writeZone(0, 200)
  await apply()
  const { asked, stop } = steadyLoad((await serve()).port)
  const returned: number[] = [performance.now()]
  for (let version = 1; version <= applies; version++) {
    writeZone(version, 200)
    await apply()
    returned.push(performance.now())
    await sleep(visibleWithinMs)
  }
  await stop()

  const late = asked.filter(({ sent, versions = [] }) => {
    const due = returned.findLastIndex(at => at + visibleWithinMs <= sent)
    return (versions[0] ?? Infinity) < due
  })
  const delays = returned.slice(1).map((at, i) => {
    const first = asked.find(({ versions = [] }) => (versions[0] ?? 0) > i)
    return first ? first.sent - at : Infinity
  })
  const visible = `visible at most ${Math.max(...delays).toFixed(0)} ms after apply's return`
  expect(verdict(asked, visible)).toEqual(good(applies))
  expect(late).toEqual([])
})

test(`a file of ${recordsOfLargeFile} records is written ${rewrites} times at ${queriesPerSecond} queries a second`, async () => {
  writeZone(0, recordsOfLargeFile)
  const { port, lines } = await serve(zoneFile)
  const { asked, stop } = steadyLoad(port)
  for (let version = 1; version <= rewrites; version++) {
    const isServed = once(lines, 'line')
    writeZone(version, recordsOfLargeFile)
    expect((await isServed)[0]).toContain('example.com. is now at serial')
    await sleep(visibleWithinMs)
  }
  await stop()
  expect(verdict(asked, `${rewrites} versions`)).toEqual(good(rewrites))
})
