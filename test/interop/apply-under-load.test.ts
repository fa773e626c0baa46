// While the server answers 2,000 queries a second, applies follow one another: nothing is lost, nothing is mixed.
import { execFile, spawn } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { nameToWire, parseName } from '../../src/dns/name.ts'
import { decodeMessage } from '../../src/dns/wire/message.ts'

const dnsctl = resolve('bin/run.js')
const applies = 20
const queriesPerSecond = 2000
const visibleWithinMs = 100
/** A burst after a pause of this process would overflow socket buffers, which says nothing about the server. */
const mostAtOnce = 50

const dir = mkdtempSync(join(tmpdir(), 'dnsctl-load-'))
const run = promisify(execFile)

/** Each version has the same two names; every value of one answer carries the version. */
function writeZone(version: number): void {
  const values = ['a', 'b', 'c'].map(part => `v=${version} ${part}`)
  writeFileSync(
    join(dir, 'zones/example.com.yaml'),
    [
      'zone: example.com',
      'ttl: 60',
      'records:',
      `  '@': { NS: ns1, TXT: [${values.map(value => `'${value}'`).join(', ')}] }`,
      '  ns1: { A: 192.0.2.53 }',
      ...Array.from({ length: 200 }, (_, i) => `  host${i}: { A: 192.0.2.${i + 1} }`),
    ].join('\n'),
  )
}

const apply = () => run(process.execPath, [dnsctl, 'apply', '--yes'], { cwd: dir })

let server: ReturnType<typeof spawn>
let port: number

beforeAll(async () => {
  mkdirSync(join(dir, 'zones'))
  writeZone(0)
  await apply()
  server = spawn(process.execPath, [dnsctl, 'serve', '--listen', '127.0.0.1:0'], {
    cwd: dir,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let log = ''
  for await (const chunk of server.stderr!) {
    log += chunk
    const match = /127\.0\.0\.1:(\d+)/.exec(log)
    if (!match) continue
    port = Number(match[1])
    break
  }
})

afterAll(async () => {
  if (server.exitCode === null) {
    server.kill('SIGTERM')
    await once(server, 'exit')
  }
  rmSync(dir, { recursive: true })
})

const query = Buffer.concat([
  Buffer.from([0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0]),
  nameToWire(parseName('example.com.')),
  Buffer.from([0, 16, 0, 1]),
])

interface Seen {
  readonly sent: number
  versions?: readonly number[]
}

/** Asks at a steady rate until it is stopped; every query is kept with what came back. */
function load(): { seen: Seen[]; stop(): Promise<void> } {
  const socket = createSocket('udp4')
  const seen: Seen[] = []
  socket.on('message', answer => {
    const index = seen.findLastIndex((_, i) => (i & 0xffff) === answer.readUInt16BE(0))
    const { answers } = decodeMessage(answer)
    seen[index]!.versions = answers.map(({ rdata }) => Number(/v=(\d+)/.exec(rdata)![1]))
  })
  let last = performance.now()
  const timer = setInterval(() => {
    const now = performance.now()
    const due = Math.min(((now - last) / 1000) * queriesPerSecond, mostAtOnce)
    if (due < 1) return
    last = now
    for (let i = 0; i < due; i++) {
      const packet = Buffer.from(query)
      packet.writeUInt16BE(seen.length & 0xffff, 0)
      seen.push({ sent: performance.now() })
      socket.send(packet, port, '127.0.0.1')
    }
  }, 1)
  return {
    seen,
    async stop() {
      clearInterval(timer)
      await sleep(500)
      socket.close()
    },
  }
}

test(`${applies} applies at ${queriesPerSecond} queries a second`, async () => {
  const { seen, stop } = load()
  const returned: number[] = [performance.now()]
  for (let version = 1; version <= applies; version++) {
    writeZone(version)
    await apply()
    returned.push(performance.now())
    await sleep(visibleWithinMs)
  }
  await stop()

  const rate = (1000 * seen.length) / (seen.at(-1)!.sent - seen[0]!.sent)
  const lost = seen.filter(({ versions }) => !versions).length
  const mixed = seen.filter(({ versions = [] }) => new Set(versions).size > 1).length
  const late = seen.filter(({ sent, versions = [] }) => {
    const due = returned.findLastIndex(at => at + visibleWithinMs <= sent)
    return (versions[0] ?? Infinity) < due
  }).length
  const delays = returned.slice(1).map((at, i) => {
    const first = seen.find(({ versions = [] }) => (versions[0] ?? 0) > i)
    return first ? first.sent - at : Infinity
  })
  console.log(
    `${seen.length} queries at ${rate.toFixed(0)}/s: ${lost} lost, ${mixed} mixed, ${late} late; visible at most ${Math.max(...delays).toFixed(0)} ms after apply's return`,
  )
  expect({ lost, mixed, late, last: seen.at(-1)?.versions }).toEqual({
    lost: 0,
    mixed: 0,
    late: 0,
    last: [applies, applies, applies],
  })
})
