// A checkout in memory for tests of operations: configuration, zones and a provider that keeps RRsets.
import { silent } from '../../src/base/io.ts'
import { type LoadedConfig, loadConfig } from '../../src/config/load-config.ts'
import { type Name, nameKey, parseName } from '../../src/dns/name.ts'
import { typeOf } from '../../src/dns/rr/table.ts'
import type { RRset } from '../../src/dns/rrset.ts'
import { Zone } from '../../src/dns/zone.ts'
import { openWorkspace, type Workspace } from '../../src/operations/workspace.ts'
import { everyRecord } from '../../src/plan/capabilities.ts'
import type { Provider } from '../../src/providers/contract.ts'
import type { Lease, LeaseRecord } from '../../src/providers/lease/lease.ts'
import type { LoadedZone, LoadResult } from '../../src/zonefile/loaded-zone.ts'

export const clock = (): number => Date.UTC(2026, 0, 1)

/** Reads `dnsctl.yaml` from text; undefined for none. */
export const configOf = (text: string | undefined): Promise<LoadedConfig> =>
  loadConfig({
    cwd: '/work',
    env: {},
    readFile: async () => {
      if (text === undefined) throw Object.assign(new Error('no such file'), { code: 'ENOENT' })
      return text
    },
  })

/** Makes an RRset of `www A 192.0.2.1`, with the TTL 300. */
export function rrset(line: string, origin: Name): RRset {
  const [owner, type, ...value] = line.split(' ')
  return {
    owner: parseName(owner!, origin),
    type: type!,
    ttl: 300,
    rdatas: [typeOf(type!).parse(value.join(' '))],
  }
}

/** A zone as if read from a file. */
export function loadedZone(
  name: string,
  lines: readonly string[],
  ignore: readonly string[] = [],
): LoadedZone {
  const origin = parseName(name)
  return {
    origin,
    zone: new Zone(
      origin,
      lines.map(line => rrset(line, origin)),
    ),
    settings: { serial: 'increment', ignore, checksOff: [], health: {} },
    files: [],
    placeOf: one => ({
      file: 'zone.yaml',
      line: 1 + lines.findIndex(line => rrset(line, origin).owner === one.owner),
      column: 1,
    }),
    checksOffAt: () => [],
  }
}

/** Opens the workspace of files given as what reading them gives. */
export const workspaceOf = (
  config: LoadedConfig,
  files: Readonly<Record<string, LoadResult>>,
  select: readonly string[] = [],
): Promise<Workspace> =>
  openWorkspace({
    config,
    cwd: '/work',
    listFiles: async folder =>
      Object.keys(files).flatMap(file => {
        const path = `/work/${file}`
        return path.startsWith(`${folder}/`) ? [path.slice(folder.length + 1)] : []
      }),
    loadZone: async file => files[file]!,
    traitsOf: async provider => ({
      ...(provider === 'aws' && { bringsApexNs: true }),
      ...(provider === 'inside' && { isPrivate: true }),
    }),
    select: { zones: select },
    listener: silent,
  })

/** A lease that nobody contends for. */
export function heldLease(zone: Name, purpose = 'apply'): Lease {
  const record: LeaseRecord = {
    token: 1,
    id: 'a',
    holder: { pid: 1, host: 'here', user: 'somebody' },
    purpose,
    since: clock(),
    expires: clock() + 60_000,
  }
  return { zone, token: record.token, record: () => record, assertHeld: () => {} }
}

/** A provider that holds zones in memory, which nobody changes. */
export function memoryProvider(name: string, zones: readonly Zone[], failing?: () => never): Provider {
  const byName = new Map(zones.map(zone => [nameKey(zone.origin), zone]))
  return {
    name,
    capabilities: everyRecord,
    async *listZones() {
      for (const { origin } of zones) yield { origin }
    },
    async findZone(origin) {
      failing?.()
      const zone = byName.get(nameKey(origin))
      return zone && { origin, rrsets: zone.size }
    },
    async *readZone(origin) {
      yield [...byName.get(nameKey(origin))!.rrsets()]
    },
    async readRRsets(origin) {
      const zone = byName.get(nameKey(origin))
      return { exists: zone !== undefined, get: (owner, type) => zone?.get(owner, type) }
    },
    withLease: (origin, { purpose }, work) => work(heldLease(origin, purpose)),
    leaseOf: async () => undefined,
    breakLease: async () => false,
    apply: async () => ({}),
    createZone: async origin => ({ origin }),
    deleteZone: async () => {},
    describeZone: async () => ({}),
    close: async () => {},
  }
}
