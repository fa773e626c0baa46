// The servers that are measured: dnsctl and its peers, each on a free port of loopback and on the measured processor.
import { closeSync, openSync, writeFileSync, writeSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { freePort } from '../../interop/peers.ts'
import { answers, compiled } from './load.ts'
import { type Program, processors, startProgram, temporaryFolder, until } from './programs.ts'

export interface Server extends Program {
  readonly name: string
  readonly port: number
}

/** The zone that all names are in. */
export const benchZone = 'bench.example'

/** A zone of numbered names, and its master file. */
export interface BenchZone {
  readonly zone: string
  readonly file: string
}

/** Makes a zone of so many names with an address each. */
export function writeZone(names: number): BenchZone {
  const file = join(temporaryFolder(), `${benchZone}.zone`)
  const out = openSync(file, 'w')
  writeSync(
    out,
    `$ORIGIN ${benchZone}.\n$TTL 1h\n@ SOA ns1.example.net. hostmaster 1 7200 3600 1209600 300\n@ NS ns1.example.net.\n`,
  )
  const linesAtOnce = 10_000
  for (let from = 0; from < names; from += linesAtOnce) {
    const count = Math.min(linesAtOnce, names - from)
    writeSync(out, Array.from({ length: count }, (_, i) => lineOf(from + i)).join(''))
  }
  closeSync(out)
  return { zone: benchZone, file }
}

const lineOf = (i: number): string =>
  `h${`${i}`.padStart(7, '0')} A 198.51.${100 + ((i >> 8) & 127)}.${i & 255}\n`

const dnsctl = resolve('bin/run.js')

/** `dnsctl serve` with one thread for UDP; through node:dgram if that is wanted. */
export async function startServe({ file }: BenchZone, io: 'batched' | 'dgram' = 'batched'): Promise<Server> {
  const port = await freePort()
  const command = [
    process.execPath,
    dnsctl,
    'serve',
    file,
    '-l',
    `127.0.0.1:${port}`,
    '--workers',
    '1',
  ] as const
  const name = io === 'dgram' ? 'dnsctl by dgram' : 'dnsctl'
  return start(name, port, command, io === 'dgram' ? { DNSCTL_UDP_IO: 'dgram' } : {})
}

export async function startNsd(
  { zone, file }: BenchZone,
  processor: number = processors.measured,
): Promise<Server> {
  const port = await freePort()
  const folder = temporaryFolder()
  const lines = [
    `server:\n  ip-address: 127.0.0.1@${port}\n  server-count: 1\n  username: ""\n  database: ""\n  rrl-ratelimit: 0`,
    `  zonesdir: "${folder}"\n  pidfile: "${folder}/nsd.pid"\n  xfrdfile: "${folder}/xfrd.state"`,
    `  zonelistfile: "${folder}/zone.list"\nremote-control:\n  control-enable: no`,
    `zone:\n  name: "${zone}"\n  zonefile: "${file}"`,
  ]
  const config = writeConfig(folder, 'nsd.conf', lines)
  return start('nsd', port, ['nsd', '-d', '-c', config], {}, processor)
}

export async function startKnot({ zone, file }: BenchZone): Promise<Server> {
  const port = await freePort()
  const folder = temporaryFolder()
  const config = writeConfig(folder, 'knot.conf', [
    `server:\n  rundir: "${folder}"\n  listen: 127.0.0.1@${port}\n  udp-workers: 1\n  tcp-workers: 1`,
    `  background-workers: 1\ndatabase:\n  storage: "${folder}"`,
    `zone:\n  - domain: "${zone}"\n    file: "${file}"\n    zonefile-sync: -1\n    journal-content: none`,
  ])
  return start('knot', port, ['knotd', '-c', config])
}

/** A server that costs next to nothing, on the other processor. */
export async function startAnswerer(): Promise<Server> {
  const port = await freePort()
  return start('answerer', port, [compiled('answerer'), `${port}`], {}, processors.others)
}

/** `dnsctl proxy` with one thread for UDP, in front of a server; with its cache as by default if it is to have none of another size. */
export async function startProxy(backend: Server, cacheEntries: number | undefined): Promise<Server> {
  const port = await freePort()
  const cache = cacheEntries === 0 ? '[]' : `[{ name: main, size: ${cacheEntries} }]`
  const config = writeConfig(temporaryFolder(), 'proxy.yaml', [
    `binds: [{ listen_address: '127.0.0.1:${port}' }]`,
    `backends: [{ address: '127.0.0.1:${backend.port}' }]`,
    ...(cacheEntries === undefined ? [] : [`packet_caches: ${cache}`]),
  ])
  return start('dnsctl', port, [process.execPath, dnsctl, 'proxy', '-c', config, '--workers', '1'])
}

/** dnsdist in front of a server, with its defaults or with batches of datagrams. */
export async function startDnsdist(backend: Server, cacheEntries: number, batch?: number): Promise<Server> {
  const port = await freePort()
  const config = writeConfig(temporaryFolder(), 'dnsdist.conf', [
    `setLocal("127.0.0.1:${port}")`,
    'setSecurityPollSuffix("")',
    `newServer({address="127.0.0.1:${backend.port}"})`,
    ...(batch ? [`setUDPMultipleMessagesVectorSize(${batch})`] : []),
    ...(cacheEntries > 0 ? [`getPool(""):setCache(newPacketCache(${cacheEntries}))`] : []),
  ])
  const name = batch ? `dnsdist by ${batch}` : 'dnsdist'
  return start(name, port, ['dnsdist', '--supervised', '--disable-syslog', '-C', config])
}

function writeConfig(folder: string, name: string, lines: readonly string[]): string {
  const file = join(folder, name)
  writeFileSync(file, `${lines.join('\n')}\n`)
  return file
}

const startSeconds = 120

async function start(
  name: string,
  port: number,
  command: readonly [string, ...string[]],
  environment: Readonly<Record<string, string>> = {},
  processor: number = processors.measured,
): Promise<Server> {
  const program = startProgram(command, processor, environment)
  await until(`${name} answers`, startSeconds, () => answers(port, benchZone))
  return { ...program, name, port }
}
