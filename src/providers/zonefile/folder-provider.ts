// Opens a folder of master files as a provider.
import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join, relative, resolve } from 'node:path'
import { DnsctlError, fault, type Problem } from '../../base/errors.ts'
import { compareNames, type Name } from '../../dns/name.ts'
import type { RRset } from '../../dns/rrset.ts'
import { serialOf } from '../../dns/soa.ts'
import type { Zone } from '../../dns/zone.ts'
import { everyRecord } from '../../plan/capabilities.ts'
import { openStore, type Store, storeExists } from '../../store/store.ts'
import { creationOf } from '../checked-commit.ts'
import type { HeldZone, Provider, ProviderDependencies, WriteContext, ZoneInfo } from '../contract.ts'
import { lastChange } from '../last-change.ts'
import { breakLease, holdLease } from '../lease/hold-lease.ts'
import { leaseKeeper } from '../lease/lease-keeper.ts'
import { fileNameOf } from './file-name.ts'
import { removeZone, writeChanges, type ZonePlace } from './journalled.ts'
import { closeGate } from './lease-gate.ts'
import { lockFiles } from './lock-files.ts'
import { originsIn, readZoneFile } from './master-files.ts'
import { reload } from './reload.ts'
import type { ZonefileSettings } from './settings.ts'

/** The journal and the locks lie beside the files, so that all who write the folder share them. */
const stateFolder = '.dnsctl'
const pageSize = 1000

/** Makes a provider of a folder, which need not be there yet. */
export function folderProvider(settings: ZonefileSettings, dependencies: ProviderDependencies): Provider {
  const { name, clock, baseDir } = dependencies
  const folder = resolve(baseDir, settings.directory)
  const statePath = join(folder, stateFolder)
  const pathOf = (origin: Name): string => join(folder, fileNameOf(origin, settings.pattern))
  const missing = (origin: Name): DnsctlError => fault('zone-missing', `there is no ${pathOf(origin)}`)
  let state: Store | undefined
  const openState = async (): Promise<Store> => {
    await mkdir(folder, { recursive: true })
    return (state ??= openStore(statePath, { create: true, clock }))
  }
  /** Looking at a zone makes nothing. */
  const foundState = async (): Promise<Store | undefined> =>
    state || storeExists(statePath) ? openState() : undefined
  const keeper = leaseKeeper(clock, dependencies.listener, dependencies.leases)
  const register = lockFiles({
    folderOf: zone => join(statePath, 'locks', fileNameOf(zone, settings.pattern)),
    leaseMs: keeper.leaseMs,
    revoke: (zone, lease) => closeGate(pathOf(zone), lease),
  })
  const placeOf = async (origin: Name): Promise<ZonePlace> => ({
    path: pathOf(origin),
    state: await openState(),
    register,
  })
  const tellServer = async (origin: Name): Promise<readonly Problem[]> =>
    settings.reload ? reload(settings.reload, origin, pathOf(origin)) : []
  const tellOf = (problems: readonly Problem[], { listener }: WriteContext): void => {
    for (const problem of problems) listener({ kind: 'problem', problem })
  }

  return {
    name,
    capabilities: everyRecord,
    async *listZones() {
      for (const origin of await originsIn(folder, settings.pattern)) {
        const info = await infoOf(origin, pathOf(origin))
        if (info) yield info
      }
    },
    async findZone(origin) {
      const found = await originsIn(folder, settings.pattern)
      const same = found.find(other => compareNames(other, origin) === 0)
      return same && { origin: same }
    },
    async *readZone(origin) {
      const zone = await readZoneFile(pathOf(origin), origin)
      if (!zone) throw missing(origin)
      yield* pagesOf(zone)
    },
    async readRRsets(origin) {
      return heldIn(await readZoneFile(pathOf(origin), origin))
    },
    withLease: (origin, terms, work) => holdLease(register, origin, terms, keeper, work),
    leaseOf: origin => register.read(origin),
    breakLease: (origin, seen) => breakLease(register, origin, seen),
    async apply(changes, context) {
      const place = await placeOf(changes.zone)
      const applied = await writeChanges(changes, place, clock(), context)
      return { ...applied, problems: await tellServer(changes.zone) }
    },
    async createZone(origin, context) {
      const place = await placeOf(origin)
      if (existsSync(place.path)) throw fault('zone-exists', `${place.path} is there already`)
      const { serial } = await writeChanges(creationOf(origin), place, clock(), context)
      tellOf(await tellServer(origin), context)
      return { origin, ...(serial !== undefined && { serial }), rrsets: 1 }
    },
    async deleteZone(origin, expected, context) {
      if (!(await removeZone(origin, expected, await placeOf(origin), context))) throw missing(origin)
      tellOf(await tellServer(origin), context)
    },
    tellServer,
    async describeZone(origin) {
      const path = pathOf(origin)
      if (!existsSync(path)) throw missing(origin)
      return { file: relative(baseDir, path), ...lastChange(await foundState(), origin) }
    },
    close: async () => state?.close(),
  }
}

/** A file that cannot be read is a zone nonetheless, and does not hide the others. */
async function infoOf(origin: Name, path: string): Promise<ZoneInfo | undefined> {
  try {
    const zone = await readZoneFile(path, origin)
    const soa = zone?.get(origin, 'SOA')
    return zone && { origin, rrsets: zone.size, ...(soa && { serial: serialOf(soa) }) }
  } catch (error) {
    if (!(error instanceof DnsctlError)) throw error
    return { origin, problems: error.problems }
  }
}

function* pagesOf(zone: Zone): Generator<readonly RRset[]> {
  let page: RRset[] = []
  for (const rrset of zone.rrsets()) {
    page.push(rrset)
    if (page.length < pageSize) continue
    yield page
    page = []
  }
  if (page.length > 0) yield page
}

const heldIn = (zone: Zone | undefined): HeldZone => ({
  exists: zone !== undefined,
  get: (owner, type) => zone?.get(owner, type),
})
