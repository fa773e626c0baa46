// NSD as the primary of a folder that dnsctl writes, and NSD and Knot as its secondaries, told by NOTIFY.
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort, type Server, start } from './peers.ts'

export interface Secondaries {
  /** Ports of the primary, of the NSD and of the Knot that transfer from it. */
  readonly ports: { readonly primary: number; readonly nsd: number; readonly knot: number }
  /** The words that make the primary read a zone's file again. */
  readonly reload: readonly string[]
  /** Keeps Knot from transferring the zone, and lets it go on. */
  freeze(zone: string): void
  thaw(zone: string): void
  stop(): Promise<void>
}

/** Starts the three for a zone whose file is there. */
export async function startSecondaries(zone: string, file: string): Promise<Secondaries> {
  const folder = mkdtempSync(join(tmpdir(), 'dnsctl-secondaries-'))
  const ports = { primary: await freePort(), nsd: await freePort(), knot: await freePort() }
  const parts = (['primary', 'nsd', 'knot'] as const).map(name => {
    const dir = join(folder, name)
    mkdirSync(dir)
    const config = join(dir, 'server.conf')
    const settings = { zone, file, dir, ports }
    writeFileSync(config, `${configs[name](settings).join('\n')}\n`)
    const command =
      name === 'knot' ? (['knotd', '-c', config] as const) : (['nsd', '-d', '-c', config] as const)
    return { name, config, command }
  })
  const running: Server[] = []
  for (const { name, command } of parts)
    running.push(await start(name, ports[name], command, [{ zone, file }], () => {}))
  const knotc = (...words: string[]) =>
    void execFileSync('knotc', ['-c', parts[2]!.config, ...words], { stdio: 'pipe' })
  return {
    ports,
    reload: ['nsd-control', '-c', parts[0]!.config, 'reload', '{zone}'],
    freeze: name => knotc('-b', 'zone-freeze', name),
    thaw: name => knotc('-b', 'zone-thaw', name),
    async stop() {
      await Promise.all(running.map(server => server.stop()))
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

interface Setting {
  readonly zone: string
  readonly file: string
  readonly dir: string
  readonly ports: Secondaries['ports']
}

const nsdServer = (dir: string, port: number): string[] => [
  'server:',
  `  ip-address: 127.0.0.1@${port}`,
  '  server-count: 1',
  '  username: ""',
  '  database: ""',
  `  zonesdir: "${dir}"`,
  `  pidfile: "${dir}/nsd.pid"`,
  `  xfrdfile: "${dir}/xfrd.state"`,
  `  zonelistfile: "${dir}/zone.list"`,
  '  rrl-ratelimit: 0',
  'remote-control:',
  '  control-enable: yes',
  `  control-interface: "${dir}/control.sock"`,
]

const configs = {
  primary: ({ zone, file, dir, ports }: Setting) => [
    ...nsdServer(dir, ports.primary),
    'zone:',
    `  name: "${zone}"`,
    `  zonefile: "${file}"`,
    '  provide-xfr: 127.0.0.1 NOKEY',
    `  notify: 127.0.0.1@${ports.nsd} NOKEY`,
    `  notify: 127.0.0.1@${ports.knot} NOKEY`,
  ],
  nsd: ({ zone, dir, ports }: Setting) => [
    ...nsdServer(dir, ports.nsd),
    'zone:',
    `  name: "${zone}"`,
    `  zonefile: "${dir}/transferred.zone"`,
    '  allow-notify: 127.0.0.1 NOKEY',
    `  request-xfr: AXFR 127.0.0.1@${ports.primary} NOKEY`,
  ],
  knot: ({ zone, dir, ports }: Setting) => [
    'server:',
    `  rundir: "${dir}"`,
    `  listen: 127.0.0.1@${ports.knot}`,
    '  udp-workers: 1',
    '  tcp-workers: 1',
    '  background-workers: 1',
    'database:',
    `  storage: "${dir}"`,
    'remote:',
    `  - id: primary\n    address: 127.0.0.1@${ports.primary}`,
    'acl:',
    '  - id: told\n    address: 127.0.0.1\n    action: notify',
    'zone:',
    `  - domain: "${zone}"\n    file: "${dir}/transferred.zone"\n    master: primary\n    acl: told`,
  ],
}
