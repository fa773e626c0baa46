// Takes a zone from a master file into a YAML zone file: a new one, or one that is there and keeps its comments.

import { readFileSync } from 'node:fs'
import { mkdir, readFile, stat } from 'node:fs/promises'
import { dirname, relative, resolve } from 'node:path'
import { fault, type Problem, problem } from '../base/errors.ts'
import type { Listener } from '../base/io.ts'
import { replaceFile } from '../base/replace-file.ts'
import { sameRRset } from '../dns/canonical.ts'
import { type Name, parseName, relativeName, root, sameName } from '../dns/name.ts'
import { ALIAS } from '../dns/rr/types/alias.ts'
import type { RRset } from '../dns/rrset.ts'
import { Zone } from '../dns/zone.ts'
import { isOfZone, readOwners } from '../plan/ownership/owners.ts'
import { rrsetMatcher } from '../plan/pattern.ts'
import type { Change } from '../plan/plan.ts'
import { HealthNames } from '../zonefile/health-names.ts'
import { loadZone } from '../zonefile/load.ts'
import type { LoadedZone, LoadResult, OwnershipSettings } from '../zonefile/loaded-zone.ts'
import { editZoneFile } from '../zonefile/yaml/edit.ts'
import { writeZone } from '../zonefile/yaml/write.ts'
import { keptChecks, withNamesOf } from './import-health.ts'
import { zoneSchemaFile } from './schema-files.ts'
import { refuseErrors } from './workspace.ts'
import { zoneFilePath } from './zone-file-path.ts'

export interface ImportRequest {
  /** Working directory; absolute. */
  readonly cwd: string
  /** The file to read; `-` for what comes in on stdin. */
  readonly file: string
  readonly from: 'bind' | 'yaml'
  /** The zone, if the file does not say it. */
  readonly origin?: string | undefined
  /** The file to write; `zones/NAME.yaml` if absent. */
  readonly into?: string | undefined
  /** Takes out what only the file has. */
  readonly prune: boolean
}

export interface Imported {
  readonly zone: Name
  /** Relative to the working directory. */
  readonly file: string
  /** True if the file is new. */
  readonly isNew: boolean
  /** What has changed in the file. */
  readonly changes: readonly Change[]
  /** Number of RRsets that only the file has, and keeps. */
  readonly others: number
}

/** Imports a zone. Throws what is wrong with either file, and `import-zone-differs`; then nothing is written. */
export async function importZone(request: ImportRequest, listener: Listener): Promise<Imported> {
  const { cwd } = request
  const source = soundZone(await readSource(request), listener)
  const file = request.into ?? zoneFilePath(source.origin)
  const path = resolve(cwd, file)
  if (!(await exists(path))) {
    const text = writeZone(source.zone, { schema: await schemaFor(path, cwd) })
    await verify(text, file, cwd, source.zone)
    await mkdir(dirname(path), { recursive: true })
    await replaceFile(path, text)
    const changes = [...source.zone.rrsets()].map(createOf)
    return { zone: source.origin, file, isNew: true, changes, others: 0 }
  }
  return importInto(request, file, source, listener)
}

async function importInto(
  { cwd, prune, from }: ImportRequest,
  file: string,
  source: LoadedZone,
  listener: Listener,
): Promise<Imported> {
  const target = soundZone(await loadZone(file, { cwd, form: 'yaml' }), listener)
  if (!sameName(source.origin, target.origin))
    throw fault('import-zone-differs', `${file} has the zone ${target.origin}, not ${source.origin}`)
  const path = resolve(cwd, file)
  const before = await readFile(path, 'utf8')
  const keeps = keeper(target, from)
  const isIgnored = rrsetMatcher(target.settings.ignore, target.origin)
  const isReplaced = (rrset: RRset): boolean =>
    source.zone.get(rrset.owner, rrset.type) !== undefined &&
    !isIgnored(rrset.owner, rrset.type) &&
    keeps(rrset) === undefined
  const checks = keptChecks(source, { loaded: target, file, text: before, isReplaced })
  const { changes, others, kept } = compare(
    withAliasesOf(target.zone, withNamesOf(source.zone, checks)),
    target,
    keeps,
    prune,
  )
  for (const one of kept) listener({ kind: 'problem', problem: one })
  if (changes.length > 0) {
    const text = editZoneFile(before, file, target.origin, changes, new HealthNames(checks))
    await verify(text, file, cwd, changed(target.zone, changes))
    await replaceFile(path, text)
  }
  return { zone: target.origin, file, isNew: false, changes, others }
}

/** Why an RRset of the file stays although the imported zone has it too; undefined if it does not. */
type Keeps = (rrset: RRset) => string | undefined

function keeper(target: LoadedZone, from: ImportRequest['from']): Keeps {
  return rrset => {
    // Master files cannot say either, so that values there mean no decision against them.
    if (from === 'bind' && rrset.policy) return 'has a routing policy'
    if (from === 'bind' && rrset.alias) return 'is an alias'
    return isOfFile(rrset, target) ? undefined : 'is in an included file'
  }
}

const isOfFile = (rrset: RRset, target: LoadedZone): boolean =>
  target.placeOf(rrset)?.file === target.files[0]

interface Comparison {
  readonly changes: readonly Change[]
  readonly others: number
  readonly kept: readonly Problem[]
}

/** Says of an RRset whether a registry has it, or belongs to one; never for a file that does without. */
function othersIn(source: Zone, ownership: OwnershipSettings | undefined): (rrset: RRset) => boolean {
  if (!ownership) return () => false
  const owners = readOwners(source.rrsets(), source.origin, ownership)
  return rrset =>
    owners.registryStandingOf(rrset) !== undefined ||
    (!isOfZone(rrset, source.origin) && owners.standingOf(rrset).of === 'other')
}

/** What to change; what the file's `ignore` matches is nobody's to import, nor what a registry says is another's. */
function compare(source: Zone, target: LoadedZone, keeps: Keeps, prune: boolean): Comparison {
  const changes: Change[] = []
  const kept: Problem[] = []
  const isIgnored = rrsetMatcher(target.settings.ignore, target.origin)
  const isOthers = othersIn(source, target.settings.ownership)
  for (const after of source.rrsets()) {
    const before = target.zone.get(after.owner, after.type)
    if (isIgnored(after.owner, after.type) || isOthers(after) || (before && sameRRset(before, after)))
      continue
    const why = before && keeps(before)
    if (!before) changes.push(createOf(after))
    else if (why === undefined) changes.push(updateOf(before, after))
    else {
      const name = `${relativeName(before.owner, target.origin)} ${before.type}`
      kept.push(problem('import-kept', `${name} ${why}`, target.placeOf(before)))
    }
  }
  const onlyThere = [...target.zone.rrsets()].filter(
    ({ owner, type }) => type !== 'SOA' && !source.get(owner, type) && !isIgnored(owner, type),
  )
  const deleted = onlyThere.filter(rrset => isOfFile(rrset, target) && (prune || givesWay(rrset, source)))
  changes.push(...deleted.map(deleteOf))
  return { changes, others: onlyThere.length - deleted.length, kept }
}

/**
 * A CNAME has no other records beside it (RFC 1034 §3.6.2), and an ALIAS no addresses, so what is imported takes the
 * place of what was there.
 */
function givesWay({ owner, type }: RRset, imported: Zone): boolean {
  const arrived = imported.at(owner).map(other => other.type)
  if (type === 'CNAME') return arrived.length > 0
  const isAddress = addressTypes.includes(type)
  return arrived.some(
    other =>
      other === 'CNAME' ||
      (type === 'ALIAS' && addressTypes.includes(other)) ||
      (isAddress && other === 'ALIAS'),
  )
}

const addressTypes = ['A', 'AAAA']

/** The zone with an ALIAS of the file in place of the aliases that a provider makes of it, which say the same. */
function withAliasesOf(file: Zone, source: Zone): Zone {
  const result = new Zone(source.origin, source.rrsets())
  for (const alias of file.rrsets()) {
    if (alias.type !== 'ALIAS' || alias.rdatas.length !== 1) continue
    const { target } = ALIAS.toFields(alias.rdatas[0]!)
    const isForm = ({ type, alias: form }: RRset): boolean =>
      addressTypes.includes(type) &&
      form !== undefined &&
      sameName(form.target, target) &&
      !form.evaluateHealth &&
      form.hostedZone === undefined
    const forms = source.at(alias.owner).filter(({ type }) => addressTypes.includes(type))
    if (forms.length === 0 || !forms.every(isForm)) continue
    for (const { owner, type } of forms) result.delete(owner, type)
    result.replace(alias)
  }
  return result
}

const createOf = (after: RRset): Change => ({ action: 'create', owner: after.owner, type: after.type, after })

const deleteOf = (before: RRset): Change => ({
  action: 'delete',
  owner: before.owner,
  type: before.type,
  before,
})

/** People's notes outlive the values. */
const updateOf = (before: RRset, after: RRset): Change => ({
  action: 'update',
  owner: before.owner,
  type: before.type,
  before,
  after: { ...after, ...(before.annotations && { annotations: before.annotations }) },
})

function changed(zone: Zone, changes: readonly Change[]): Zone {
  const result = new Zone(zone.origin, zone.rrsets())
  for (const change of changes)
    if (change.action === 'delete') result.delete(change.owner, change.type)
    else result.replace(change.after)
  return result
}

/** Reads the text that is about to be written: it has to hold the zone that was meant. */
async function verify(text: string, file: string, cwd: string, wanted: Zone): Promise<void> {
  const readBack = (path: string): string => (path === file ? text : readFileSync(resolve(cwd, path), 'utf8'))
  const { zone, problems } = await loadZone(file, { cwd, form: 'yaml', readFile: readBack })
  refuseErrors(problems)
  const isSame =
    zone?.zone.size === wanted.size &&
    [...wanted.rrsets()].every(rrset => {
      const written = zone.zone.get(rrset.owner, rrset.type)
      return written && sameRRset(written, rrset)
    })
  if (!isSame)
    throw fault('internal-fault', `${file} would not hold the zone that was imported; it is left as it is`)
}

async function readSource({ cwd, file, from, origin }: ImportRequest): Promise<LoadResult> {
  const isStdin = file === '-'
  return loadZone(isStdin ? 'stdin' : file, {
    cwd,
    form: from,
    ...(origin !== undefined && { origin: parseName(origin, root) }),
    ...(isStdin && { readFile: () => readFileSync(0, 'utf8') }),
  })
}

/** The zone of a file without errors; hands on its warnings. */
function soundZone({ zone, problems }: LoadResult, listener: Listener): LoadedZone {
  refuseErrors(problems)
  for (const one of problems) listener({ kind: 'problem', problem: one })
  if (!zone) throw fault('internal-fault', 'a zone without errors could not be read')
  return zone
}

async function schemaFor(path: string, cwd: string): Promise<string | undefined> {
  const schema = resolve(cwd, zoneSchemaFile)
  return (await exists(schema)) ? relative(dirname(path), schema) : undefined
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  )
