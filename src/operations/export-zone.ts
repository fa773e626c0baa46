// Writes a zone in another form: from its file, or from where it is held.
import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { fault, type Problem, problem } from '../base/errors.ts'
import type { Listener } from '../base/io.ts'
import { replaceFile } from '../base/replace-file.ts'
import { parseName, root } from '../dns/name.ts'
import type { RRset } from '../dns/rrset.ts'
import { defaultSoa } from '../dns/soa.ts'
import { Zone } from '../dns/zone.ts'
import { loadZone } from '../zonefile/load.ts'
import { openCheckout } from './checkout.ts'
import { readHeldZone } from './held-zone.ts'
import { withProviders } from './provider-pool.ts'
import { refuseErrors } from './workspace.ts'

export type ExportFormat = 'bind' | 'json' | 'yaml'

export interface ExportRequest {
  /** Working directory; absolute. */
  readonly cwd: string
  readonly configFile: string | undefined
  /** Name of a zone of the checkout, or a zone file; only a name if it is read at a provider. */
  readonly zone: string
  /** Reads what this provider holds instead of the file. */
  readonly provider: string | undefined
  readonly format: ExportFormat
  /** File to write; without it, the pieces of the text are handed back. */
  readonly out: string | undefined
}

export interface ExportedZone {
  readonly zone: Zone
  /** The text in pieces of whole lines; none if it went into a file. */
  readonly text: Iterable<string>
}

/** Exports a zone; throws what is wrong with its file, and warns of what the format cannot hold. */
export async function exportZone(request: ExportRequest, listener: Listener): Promise<ExportedZone> {
  const zone = await readZone(request, listener)
  const text = await writers[request.format](zone, listener)
  if (request.out === undefined) return { zone, text }
  await replaceFile(resolve(request.cwd, request.out), text)
  return { zone, text: [] }
}

type Writer = (zone: Zone, listener: Listener) => Promise<Iterable<string>>

const writers: Readonly<Record<ExportFormat, Writer>> = {
  async bind(zone, listener) {
    const { bindChunks, whyUnwritable } = await import('../zonefile/bind/write.ts')
    const writable = new Zone(zone.origin)
    for (const rrset of zone.rrsets()) {
      const why = whyUnwritable(rrset)
      if (why === undefined) writable.add(rrset)
      else listener({ kind: 'problem', problem: leftOut(rrset, why) })
    }
    return bindChunks(withSoa(writable))
  },
  async json(zone) {
    const { zoneDocument } = await import('../zonefile/zone-document.ts')
    return [`${JSON.stringify(zoneDocument(zone), null, 2)}\n`]
  },
  async yaml(zone) {
    const { writeZone } = await import('../zonefile/yaml/write.ts')
    return [writeZone(zone)]
  },
}

const leftOut = ({ owner, type }: RRset, why: string): Problem =>
  problem('export-left-out', `${owner} ${type} is left out: it ${why}`)

/** Name servers do not load a zone without an SOA; zones as code may leave it to the provider. */
function withSoa(zone: Zone): Zone {
  if (zone.get(zone.origin, 'SOA')) return zone
  return new Zone(zone.origin, [defaultSoa(zone.origin, zone.get(zone.origin, 'NS')), ...zone.rrsets()])
}

async function readZone(request: ExportRequest, listener: Listener): Promise<Zone> {
  const { cwd, configFile, provider, zone } = request
  if (provider !== undefined) {
    const checkout = await openCheckout(cwd, configFile, listener)
    const origin = parseName(zone, root)
    return withProviders(checkout.openProvider, async pool => {
      const held = await readHeldZone(await pool.get(provider), origin)
      if (!held) throw fault('zone-missing', `${origin} is not at ${provider}`)
      return held
    })
  }
  const { zones, problems } = (await isFile(resolve(cwd, zone)))
    ? await loadFile(zone)
    : await (await openCheckout(cwd, configFile)).openWorkspace([zone])
  refuseErrors(problems)
  for (const problem of problems) listener({ kind: 'problem', problem })
  const [first] = zones
  if (!first) throw fault('zone-not-selected', `no zone file has the zone "${zone}"`)
  if (zones.length > 1) {
    const files = zones.map(({ loaded }) => `${loaded.origin} (${loaded.files[0]})`)
    throw fault('usage-invalid', `"${zone}" is several zones, so name a file: ${files.join(', ')}`)
  }
  return first.loaded.zone
}

async function loadFile(file: string) {
  const { zone, problems } = await loadZone(file)
  return { zones: zone ? [{ loaded: zone }] : [], problems }
}

const isFile = (path: string): Promise<boolean> =>
  stat(path).then(
    found => found.isFile(),
    () => false,
  )
