// A zone at Route 53's API as `dnsctl plan` and `dnsctl apply` go about it: how many requests, and what they cost here.
// The API is the one of `dnsctl serve` in a process of its own; a proxy between the two counts requests.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { generateRecords, writeYamlZone } from './generate-zone.ts'
import { measure } from './measure.ts'
import type { Row } from './table.ts'

const dnsctl = resolve('bin/run.js')
/** RRsets that are read, beside the SOA and NS at the apex. */
const heldRRsets = 100_000
const createdRRsets = 10_000
const rrsetsInPage = 300
const recordsInBatch = 1000
/** A batch takes the lock away as it was, and puts it back with more time. */
const recordsOfLock = 2
const megabytesLimit = 600

/** Reads a large zone, compares it, and creates a smaller one. */
export async function* route53Bench(): AsyncIterable<Row> {
  const folder = mkdtempSync(join(tmpdir(), 'dnsctl-bench-'))
  process.env.AWS_ACCESS_KEY_ID = 'AKIDEXAMPLE'
  process.env.AWS_SECRET_ACCESS_KEY = 'example'
  let server: ChildProcess | undefined
  let proxy: CountingProxy | undefined
  try {
    await fillStore(folder)
    server = spawn(process.execPath, [dnsctl, 'serve', '-l', '127.0.0.1:0'], {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    proxy = await countingProxy(await apiPort(server))
    yield* readAndDiff(folder, proxy)
    yield* create(folder, proxy)
  } finally {
    await proxy?.close()
    if (server?.exitCode === null) {
      server.kill('SIGTERM')
      await once(server, 'close')
    }
    rmSync(folder, { recursive: true })
  }
}

async function fillStore(folder: string): Promise<void> {
  mkdirSync(join(folder, 'zones'))
  writeZone(folder, 0)
  writeSettings(folder, 'local: { type: local }')
  await measure([dnsctl, 'apply', '--yes'], folder)
}

const writeZone = (folder: string, changedShare: number): void =>
  writeYamlZone(
    join(folder, 'zones/example.com.yaml'),
    'example.com',
    generateRecords(heldRRsets, changedShare),
  )

/** The API bounds nobody, so that it is dnsctl that is measured. */
const writeSettings = (folder: string, provider: string): void =>
  writeFileSync(
    join(folder, 'dnsctl.yaml'),
    `providers: { ${provider} }
serve:
  route53_api: { listen: '127.0.0.1:0', requests_per_second: 0, keys: [{ id: AKIDEXAMPLE, secret: example }] }
`,
  )

async function* readAndDiff(folder: string, proxy: CountingProxy): AsyncIterable<Row> {
  writeZone(folder, 0.01)
  writeSettings(folder, provider(proxy))
  const { cpuSeconds, wallSeconds, megabytes, stdout } = await measure([dnsctl, 'plan'], folder)
  if (!/Plan: 0 to create, \d+ to update, 0 to delete in 1 zone\n$/.test(stdout))
    throw new Error(`the plan ends in: ${stdout.slice(-200)}`)
  const name = `Route 53: plan, ${heldRRsets.toLocaleString('en')} RRsets`
  const least = Math.ceil((heldRRsets + 2) / rrsetsInPage)
  yield { name, figure: proxy.count('GET', '/rrset'), unit: 'pages', limit: least }
  yield { name, figure: wallSeconds, unit: 's' }
  yield { name, figure: cpuSeconds / (heldRRsets / 10_000), unit: 's CPU/10k' }
  yield { name, figure: megabytes, unit: 'MB', limit: megabytesLimit }
}

async function* create(folder: string, proxy: CountingProxy): AsyncIterable<Row> {
  rmSync(join(folder, 'zones/example.com.yaml'))
  writeYamlZone(join(folder, 'zones/example.org.yaml'), 'example.org', generateRecords(createdRRsets, 0))
  const { cpuSeconds, wallSeconds, megabytes } = await measure([dnsctl, 'apply', '--yes'], folder)
  const name = `Route 53: create ${createdRRsets.toLocaleString('en')} RRsets`
  // One record in each, and an UPSERT of the apex NS, which counts twice; each batch renews the lock, which two more
  // requests take and give back.
  const least = Math.ceil((createdRRsets + 2) / (recordsInBatch - recordsOfLock)) + 2
  yield { name, figure: proxy.count('POST', '/rrset'), unit: 'requests', limit: least }
  yield { name, figure: wallSeconds, unit: 's' }
  yield { name, figure: cpuSeconds, unit: 's CPU/10k' }
  yield { name, figure: megabytes, unit: 'MB', limit: megabytesLimit }
}

const provider = ({ port }: CountingProxy): string =>
  `aws: { type: route53, endpoint: 'http://127.0.0.1:${port}', requests_per_second: 10000 }`

async function apiPort(server: ChildProcess): Promise<number> {
  for await (const line of createInterface({ input: server.stderr! })) {
    const [, port] = /Route 53 API on http:\/\/127\.0\.0\.1:(\d+)/.exec(line) ?? []
    if (port !== undefined) return Number(port)
  }
  throw new Error('dnsctl serve ended without serving the API')
}

interface CountingProxy {
  readonly port: number
  /** How many requests of a method there were, to paths that end so. */
  count(method: string, end: string): number
  close(): Promise<void>
}

/** Passes requests on as they are; the signature covers the Host header, which names this proxy. */
async function countingProxy(port: number): Promise<CountingProxy> {
  const seen: string[] = []
  const server: Server = createServer((incoming, outgoing) => {
    const { method = '', url = '', headers } = incoming
    seen.push(`${method} ${url.split('?')[0]!.replace(/\/$/, '')}`)
    const onward = request({ host: '127.0.0.1', port, method, path: url, headers }, answer => {
      outgoing.writeHead(answer.statusCode!, answer.headers)
      answer.pipe(outgoing)
    })
    incoming.pipe(onward)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    count: (method, end) => seen.filter(line => line.startsWith(`${method} `) && line.endsWith(end)).length,
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
