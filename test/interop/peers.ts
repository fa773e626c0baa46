// Starts NSD, Knot, BIND and dnsctl on the same zones, each on a free port of loopback.
import { type ChildProcess, spawn } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { nameToWire, parseName } from '../../src/dns/name.ts'

/** A zone file and the name of its zone. */
export interface ZoneFile {
  readonly zone: string
  readonly file: string
}

export interface Server {
  readonly name: string
  readonly port: number
  stop(): Promise<void>
}

interface Peer {
  readonly name: string
  /** The configuration file's text. */
  readonly config: (setting: { port: number; dir: string; zones: readonly ZoneFile[] }) => string
  readonly command: (config: string) => readonly [string, ...string[]]
}

const nsd: Peer = {
  name: 'nsd',
  config: ({ port, dir, zones }) =>
    [
      'server:',
      `  ip-address: 127.0.0.1@${port}`,
      '  server-count: 1',
      '  username: ""',
      '  database: ""',
      `  zonesdir: "${dir}"`,
      `  pidfile: "${dir}/nsd.pid"`,
      `  xfrdfile: "${dir}/xfrd.state"`,
      `  zonelistfile: "${dir}/zone.list"`,
      '  ipv4-edns-size: 1232',
      '  rrl-ratelimit: 0',
      'remote-control:',
      '  control-enable: no',
      ...zones.map(({ zone, file }) => `zone:\n  name: "${zone}"\n  zonefile: "${file}"`),
    ].join('\n'),
  command: config => ['nsd', '-d', '-c', config],
}

const knot: Peer = {
  name: 'knot',
  config: ({ port, dir, zones }) =>
    [
      'server:',
      `  rundir: "${dir}"`,
      `  listen: 127.0.0.1@${port}`,
      '  udp-workers: 1',
      '  tcp-workers: 1',
      '  background-workers: 1',
      'database:',
      `  storage: "${dir}"`,
      'zone:',
      ...zones.map(
        ({ zone, file }) =>
          `  - domain: "${zone}"\n    file: "${file}"\n    zonefile-sync: -1\n    journal-content: none`,
      ),
    ].join('\n'),
  command: config => ['knotd', '-c', config],
}

const bind: Peer = {
  name: 'bind',
  config: ({ port, dir, zones }) =>
    [
      'options {',
      `  directory "${dir}";`,
      `  pid-file "${dir}/named.pid";`,
      `  session-keyfile "${dir}/session.key";`,
      `  listen-on port ${port} { 127.0.0.1; };`,
      '  listen-on-v6 { none; };',
      '  recursion no;',
      '  notify no;',
      '  dnssec-validation no;',
      '  minimal-responses no;',
      '  check-integrity no;',
      '  edns-udp-size 1232;',
      '  max-udp-size 1232;',
      '};',
      'controls { };',
      ...zones.map(
        ({ zone, file }) => `zone "${zone}" { type primary; file "${file}"; check-names ignore; };`,
      ),
    ].join('\n'),
  command: config => ['named', '-g', '-n', '1', '-c', config],
}

export const peers: readonly Peer[] = [nsd, knot, bind]

/** A UDP port of loopback that was free a moment ago. */
export async function freePort(): Promise<number> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1')
  await once(socket, 'listening')
  const { port } = socket.address()
  socket.close()
  await once(socket, 'close')
  return port
}

/** Starts a peer; resolves once it answers for every zone. */
export async function startPeer(peer: Peer, zones: readonly ZoneFile[]): Promise<Server> {
  const dir = mkdtempSync(join(tmpdir(), `dnsctl-${peer.name}-`))
  const port = await freePort()
  const config = join(dir, `${peer.name}.conf`)
  writeFileSync(config, `${peer.config({ port, dir, zones })}\n`)
  return start(peer.name, port, peer.command(config), zones, () =>
    rmSync(dir, { recursive: true, force: true }),
  )
}

/** Starts `dnsctl serve` on the zones' files. */
export async function startDnsctl(zones: readonly ZoneFile[]): Promise<Server> {
  const port = await freePort()
  const command = [
    process.execPath,
    'bin/run.js',
    'serve',
    ...zones.map(({ file }) => file),
    '--listen',
    `127.0.0.1:${port}`,
  ] as const
  return start('dnsctl', port, command, zones, () => {})
}

/** Starts a program that serves zones; resolves once it answers for each of them. */
export async function start(
  name: string,
  port: number,
  [program, ...args]: readonly [string, ...string[]],
  zones: readonly ZoneFile[],
  cleanUp: () => void,
): Promise<Server> {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  let log = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', chunk => {
      log = (log + chunk).slice(-4000)
    })
  const stop = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) {
      const ended = once(child, 'exit')
      child.kill('SIGTERM')
      const hard = setTimeout(() => child.kill('SIGKILL'), 3000)
      await ended
      clearTimeout(hard)
    }
    cleanUp()
  }
  try {
    await untilReady(child, port, zones)
  } catch (error) {
    await stop()
    throw new Error(`${name} did not start: ${(error as Error).message}\n${log}`)
  }
  return { name, port, stop }
}

/** Asks for each zone's SOA until it comes. */
async function untilReady(child: ChildProcess, port: number, zones: readonly ZoneFile[]): Promise<void> {
  const ended = new Promise<never>((_, reject) => {
    child.once('exit', code => reject(new Error(`it ended with ${code}`)))
    child.once('error', reject)
  })
  for (const { zone } of zones) await Promise.race([untilServed(port, zone), ended])
}

async function untilServed(port: number, zone: string): Promise<void> {
  const query = Buffer.from([
    0,
    1,
    0,
    0,
    0,
    1,
    0,
    0,
    0,
    0,
    0,
    0,
    ...nameToWire(parseName(`${zone}.`)),
    0,
    6,
    0,
    1,
  ])
  const socket = createSocket('udp4')
  socket.on('error', () => {})
  const ask = setInterval(() => socket.send(query, port, '127.0.0.1'), 50)
  let deadline: NodeJS.Timeout | undefined
  try {
    await new Promise<void>((resolve, reject) => {
      deadline = setTimeout(() => reject(new Error(`${zone} is not served after 20 s`)), 20_000)
      socket.on('message', answer => {
        if ((answer[3]! & 15) === 0 && answer[7] === 1) resolve()
      })
    })
  } finally {
    clearInterval(ask)
    clearTimeout(deadline)
    socket.close()
  }
}
