// A folder of BIND master files as a provider, for NSD, Knot, BIND and whoever else reads them.
import { readFileSync } from 'node:fs'
import { mkdir, readdir, readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { DnsctlError, fault } from '../../base/errors.ts'
import { replaceFile } from '../../base/replace-file.ts'
import { compareNames, type Name } from '../../dns/name.ts'
import type { RRset } from '../../dns/rrset.ts'
import { serialOf } from '../../dns/soa.ts'
import { Zone } from '../../dns/zone.ts'
import { everyRecord } from '../../plan/capabilities.ts'
import { type Commit, openStore, type Store } from '../../store/store.ts'
import { readBindZone } from '../../zonefile/bind/read.ts'
import { bindChunks } from '../../zonefile/bind/write.ts'
import { checkedCommit, type HeldZone, movedSince } from '../checked-commit.ts'
import type { Applied, ChangeSet, Provider, ProviderDependencies, ProviderKind } from '../contract.ts'
import { fileNameOf, originOf } from './file-name.ts'
import { reload } from './reload.ts'

export interface ZonefileSettings {
  readonly directory: string
  readonly pattern: string
  readonly reload?: readonly [string, ...string[]]
}

/** The journal and the locks lie beside the files, so that all who write the folder share them. */
const stateFolder = '.dnsctl'
const pageSize = 1000

/** The provider type `zonefile`. */
export const zonefile: ProviderKind<ZonefileSettings> = {
  id: 'zonefile',
  configSchema: {
    type: 'object',
    required: ['directory'],
    properties: {
      directory: {
        type: 'string',
        minLength: 1,
        description: 'Folder of the master files, relative to dnsctl.yaml; the first apply makes it.',
      },
      pattern: {
        type: 'string',
        pattern: '^[^/%]*%s[^/%]*$',
        title: 'a file name with %s in it',
        description: 'The name of a zone’s file; %s is the name of the zone without its last dot.',
        default: '%s.zone',
        examples: ['db.%s'],
      },
      reload: {
        type: 'array',
        items: { type: 'string' },
        minItems: 1,
        description:
          'Command that is run once a file is written, word by word, without a shell; {zone} and {file} are filled in.',
        examples: [['rndc', 'reload', '{zone}']],
      },
    },
    additionalProperties: false,
  },
  open: async (settings, dependencies) => openFolder(settings, dependencies),
}

function openFolder(settings: ZonefileSettings, dependencies: ProviderDependencies): Provider {
  const { name, clock, baseDir, lockWaitMs } = dependencies
  const folder = resolve(baseDir, settings.directory)
  const pathOf = (origin: Name): string => join(folder, fileNameOf(origin, settings.pattern))
  let state: Store | undefined
  const openState = async (): Promise<Store> => {
    await mkdir(folder, { recursive: true })
    return (state ??= openStore(join(folder, stateFolder), { create: true, clock, lockWaitMs }))
  }

  return {
    name,
    capabilities: everyRecord,
    async *listZones() {
      for (const origin of await originsIn(folder, settings.pattern)) {
        const zone = await readZoneFile(pathOf(origin), origin)
        const soa = zone?.get(origin, 'SOA')
        if (zone) yield { origin, rrsets: zone.size, ...(soa && { serial: serialOf(soa) }) }
      }
    },
    async findZone(origin) {
      const found = await originsIn(folder, settings.pattern)
      const same = found.find(other => compareNames(other, origin) === 0)
      return same && { origin: same }
    },
    async *readZone(origin) {
      const zone = await readZoneFile(pathOf(origin), origin)
      if (!zone) throw fault('zone-missing', `there is no ${pathOf(origin)}`)
      yield* pagesOf(zone)
    },
    withLock: async (origin, work) => (await openState()).withLock(origin, work),
    async movedSince(changes) {
      return movedSince(changes, heldIn(await readZoneFile(pathOf(changes.zone), changes.zone)))
    },
    async apply(changes) {
      const path = pathOf(changes.zone)
      const applied = await writeChanges(changes, path, await openState(), clock())
      if (!settings.reload) return applied
      return { ...applied, problems: await reload(settings.reload, changes.zone, path) }
    },
    close: async () => state?.close(),
  }
}

async function originsIn(folder: string, pattern: string): Promise<Name[]> {
  const files = await readdir(folder).catch(ignoreMissing(folder))
  return (files ?? []).flatMap(file => originOf(file, pattern) ?? []).sort(compareNames)
}

/** Undefined if there is no file; throws what is wrong with it, as nothing of it may be lost in a rewrite. */
async function readZoneFile(file: string, origin: Name): Promise<Zone | undefined> {
  const text = await readFile(file, 'utf8').catch(ignoreMissing(file))
  if (text === undefined) return undefined
  const { zone, problems } = readBindZone(text, {
    file,
    origin,
    readFile: path => readFileSync(path, 'utf8'),
  })
  const [first, ...others] = problems.filter(({ severity }) => severity === 'error')
  if (first) throw new DnsctlError([first, ...others])
  return zone?.zone
}

const ignoreMissing =
  (path: string) =>
  (error: NodeJS.ErrnoException): undefined => {
    if (error.code === 'ENOENT') return undefined
    throw fault('file-unreadable', `${path} cannot be read: ${error.message}`, undefined, { cause: error })
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

/** Journals what is going to be written, writes the file, and says in the journal that it is there. */
async function writeChanges(changes: ChangeSet, path: string, state: Store, now: number): Promise<Applied> {
  const { zone: origin } = changes
  const zone = await readZoneFile(path, origin)
  const soa = zone?.get(origin, 'SOA')
  const oldSerial = soa && serialOf(soa)
  await settleInterrupted(state, origin, oldSerial)
  const commit = checkedCommit(changes, heldIn(zone), now)
  const entry = await state.announce(origin, oldSerial, commit)
  await replaceFile(path, fileChunks(changed(zone ?? new Zone(origin), commit)))
  await state.settle(entry, true)
  return { serial: commit.serial, id: String(entry.commit) }
}

/** A crash leaves the last entry open; the serial in the file tells whether its change came about. */
async function settleInterrupted(state: Store, origin: Name, serial: number | undefined): Promise<void> {
  const [newest] = state.journal(origin)
  if (newest?.state === 'pending') await state.settle(newest, newest.serial === serial)
}

function changed(zone: Zone, { images }: Commit): Zone {
  for (const { before, after } of images) {
    if (after) zone.replace(after)
    else zone.delete(before!.owner, before!.type)
  }
  return zone
}

function* fileChunks(zone: Zone): Generator<string> {
  yield '; Written by dnsctl. A change made here is undone by the next apply, and comments do not last.\n'
  yield* bindChunks(zone)
}
