// States RRsets in a zone file, or takes them out, and leaves every other line, comment and space as it is.
import { type Name, nameKey, nameOrderKey, relativeName } from '../../dns/name.ts'
import type { RRset } from '../../dns/rrset.ts'
import { parseSeconds } from '../../dns/ttl.ts'
import { HealthNames } from '../health-names.ts'
import { editRRsets, type RRsetEdit } from './edit-rrsets.ts'
import type { YamlValue } from './emit.ts'
import { byList, byOwner, type Compare, compareTopKeys } from './entry-order.ts'
import { columnAt } from './gaps.ts'
import { entryOf, type LayoutCollection, type LayoutEntry, plainLines, readLayout } from './layout.ts'
import { ownerName } from './names.ts'
import { rrsetValue, type ZoneContext } from './rrset-value.ts'
import { applySplices, editMapping, entryLines, insertionPoints, type Splice } from './splice.ts'
import { healthEntries, nameText, soaValue } from './write.ts'

/**
 * Edits the text of a zone file; `names` knows the health checks that it has. Throws `yaml-syntax` and `yaml-feature` for
 * what it cannot read.
 */
export function editZoneFile(
  text: string,
  file: string,
  origin: Name,
  edits: readonly RRsetEdit[],
  names: HealthNames = new HealthNames(),
): string {
  if (text.includes('\r\n'))
    return editZoneFile(plainLines(text), file, origin, edits, names).replaceAll('\n', '\r\n')
  const source = text === '' || text.endsWith('\n') ? text : `${text}\n`
  const edited = editZone(source, file, origin, edits, names)
  return names.added.length === 0 ? edited : addHealth(edited, file, names)
}

/** Edits the records and the SOA. */
function editZone(
  source: string,
  file: string,
  origin: Name,
  edits: readonly RRsetEdit[],
  names: HealthNames,
): string {
  const root = readLayout(source, file)
  const records = entryOf(root, 'records')
  const owners = ownersOf(records)
  // Inside of braces one edit moves the next one's place.
  if (owners?.isFlow && edits.length > 1)
    return edits.reduce((edited, edit) => editZone(edited, file, origin, [edit], names), source)
  const context = { origin, defaultTtl: defaultTtlOf(root), names }
  const ofRecords = edits.filter(({ type }) => type !== 'SOA')
  const splices = edits
    .filter(({ type }) => type === 'SOA')
    .flatMap(edit => editSoa(source, root, edit, context))
  if (records && owners) splices.push(...editRecords(source, records, owners, ofRecords, context))
  else if (ofRecords.some(({ after }) => after)) splices.push(newRecords(source, root, ofRecords, context))
  return applySplices(source, splices)
}

/** The names of the health checks that a zone file itself defines. */
export function definedHealth(text: string, file: string): string[] {
  const health = entryOf(readLayout(plainLines(text), file), 'health')?.value
  return health?.kind === 'mapping' ? health.entries.map(({ key }) => key!.text) : []
}

/** Puts what `health` lacks into it; an entry of the same name gives way. */
function addHealth(source: string, file: string, names: HealthNames): string {
  const root = readLayout(source, file)
  const health = entryOf(root, 'health')
  const added = healthEntries(names)
  if (health?.value.kind !== 'mapping' || health.value.entries.length === 0)
    return applySplices(
      source,
      editMapping(source, root, [{ key: 'health', entry: health, value: added }], compareTopKeys),
    )
  const mapping = health.value
  const edits = Object.entries(added).map(([key, value]) => ({ key, entry: entryOf(mapping, key), value }))
  const order = byList([...mapping.entries.map(({ key }) => key!.text), ...Object.keys(added)])
  return applySplices(source, editMapping(source, mapping, edits, order))
}

/** The mapping of names; undefined if there is none or it is empty. */
function ownersOf(records: LayoutEntry | undefined): LayoutCollection | undefined {
  const node = records?.value
  return node?.kind === 'mapping' && node.entries.length > 0 ? node : undefined
}

/** The TTL that records may leave out; NaN, which none has, if a variable stands there. */
function defaultTtlOf(root: LayoutCollection): number {
  const node = entryOf(root, 'ttl')?.value
  if (!node) return 3600
  return (node.kind === 'scalar' ? parseSeconds(node.text) : undefined) ?? Number.NaN
}

function editRecords(
  source: string,
  records: LayoutEntry,
  names: LayoutCollection,
  edits: readonly RRsetEdit[],
  context: ZoneContext,
): Splice[] {
  const known = new Map(names.entries.map(entry => [ownerKey(entry, context.origin), entry]))
  const compare = byOwner(context.origin)
  const pointOf = insertionPoints(source, names, compare)
  const removed: LayoutEntry[] = []
  const splices = byName(edits).flatMap(ofName => {
    const entry = known.get(nameKey(ofName[0]!.owner))
    if (!entry) return newName({ source, names, compare, pointOf }, ofName, context)
    if (!isEmptied(entry, ofName)) return editName(source, entry, ofName, context)
    removed.push(entry)
    return []
  })
  const remove = removed.map(entry => ({ key: entry.key!.text, entry, value: undefined }))
  if (remove.length > 0) splices.push(...editMapping(source, names, remove, () => 0))
  const isEmpty = removed.length === names.entries.length && splices.length === removed.length
  const behindColon = source.indexOf(':', records.key!.end) + 1
  if (isEmpty && !names.isFlow) splices.push({ start: behindColon, end: behindColon, text: ' {}' })
  return splices
}

/** Says whether nothing stays at a name. */
function isEmptied({ value }: LayoutEntry, edits: readonly RRsetEdit[]): boolean {
  if (value.kind !== 'mapping' || edits.some(({ after }) => after)) return false
  return value.entries.every(({ key }) => edits.some(({ type }) => type === key!.text))
}

/** The edits of each name together, in canonical order of the names. */
function byName(edits: readonly RRsetEdit[]): RRsetEdit[][] {
  const groups = new Map<string, RRsetEdit[]>()
  for (const edit of edits) {
    const key = nameOrderKey(edit.owner)
    const group = groups.get(key)
    if (group) group.push(edit)
    else groups.set(key, [edit])
  }
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group)
}

function ownerKey({ key }: LayoutEntry, origin: Name): string {
  try {
    return nameKey(ownerName(key!.text, origin))
  } catch {
    return ''
  }
}

const editName = (
  source: string,
  { value }: LayoutEntry,
  edits: readonly RRsetEdit[],
  context: ZoneContext,
): Splice[] => (value.kind === 'mapping' ? editRRsets(source, value, edits, context) : [])

/** The names of a file, and where another one would go. */
interface Names {
  readonly source: string
  readonly names: LayoutCollection
  readonly compare: Compare
  readonly pointOf: (owner: string) => number
}

function newName(
  { source, names, compare, pointOf }: Names,
  edits: readonly RRsetEdit[],
  context: ZoneContext,
): Splice[] {
  const rrsets = afterOf(edits)
  if (rrsets.length === 0) return []
  const key = relativeName(rrsets[0]!.owner, context.origin)
  if (names.isFlow) {
    const value = Object.fromEntries(rrsets.map(rrset => [rrset.type, rrsetValue(rrset, context)]))
    return editMapping(source, names, [{ key, value }], compare)
  }
  const at = pointOf(key)
  return [{ start: at, end: at, text: nameText(rrsets, context, columnAt(source, names.start)) }]
}

const afterOf = (edits: readonly RRsetEdit[]): RRset[] => edits.flatMap(({ after }) => after ?? [])

/** `records` where it is missing or empty. */
function newRecords(
  source: string,
  root: LayoutCollection,
  edits: readonly RRsetEdit[],
  context: ZoneContext,
): Splice {
  const names = byName(edits)
    .map(afterOf)
    .filter(rrsets => rrsets.length > 0)
  const text = `records:\n${names.map(rrsets => nameText(rrsets, context, 2)).join('')}`
  const empty = entryOf(root, 'records')
  if (empty) return { ...entryLines(source, empty), text }
  return { start: source.length, end: source.length, text: source === '' ? text : `\n${text}` }
}

/** Edits the fields of `soa` that change; the serial is not among them. */
function editSoa(source: string, root: LayoutCollection, edit: RRsetEdit, context: ZoneContext): Splice[] {
  const entry = entryOf(root, 'soa')
  if (!edit.after || entry?.value.kind !== 'mapping') {
    const value = edit.after && soaValue(edit.after, context, false)
    return editMapping(source, root, [{ key: 'soa', entry, value }], compareTopKeys)
  }
  const before: Record<string, YamlValue> = edit.before ? soaValue(edit.before, context, false) : {}
  const after = soaValue(edit.after, context, false)
  const mapping = entry.value
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])]
  const edits = keys
    .filter(key => before[key] !== after[key])
    .map(key => ({ key, entry: entryOf(mapping, key), value: after[key] }))
    .filter(({ entry, value }) => entry || value !== undefined)
  return edits.length === 0 ? [] : editMapping(source, mapping, edits, () => -1)
}
