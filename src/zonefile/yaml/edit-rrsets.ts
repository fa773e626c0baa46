// Edits the RRsets of one name: of a list or a long form only what changes, so that the comments in it stay.
import type { Name } from '../../dns/name.ts'
import type { RRTypeName } from '../../dns/rr/define-type.ts'
import { typeOf } from '../../dns/rr/table.ts'
import { compareTypes } from '../../dns/rr/type-order.ts'
import type { RRset } from '../../dns/rrset.ts'
import type { YamlValue } from './emit.ts'
import { byList, compareLongFormKeys } from './entry-order.ts'
import { entryOf, type LayoutCollection, type LayoutNode } from './layout.ts'
import { rrsetValue, valueText, type ZoneContext } from './rrset-value.ts'
import { editMapping, editSequence, type KeyEdit, type Splice } from './splice.ts'

/** One RRset as it is to be: `before` as the file has it now, absent for a new one; without `after` it goes. */
export interface RRsetEdit {
  readonly owner: Name
  readonly type: RRTypeName
  readonly before?: RRset
  /** Notes that it lacks stay as the file has them. */
  readonly after?: RRset
}

/** Edits a mapping of types to values. */
export function editRRsets(
  source: string,
  types: LayoutCollection,
  edits: readonly RRsetEdit[],
  context: ZoneContext,
): Splice[] {
  const splices: Splice[] = []
  const keyEdits: KeyEdit[] = []
  for (const edit of edits) {
    const { type: key, after } = edit
    const entry = entryOf(types, key)
    const value = after && rrsetValue(after, context)
    const inner = entry && value !== undefined && editInside(source, types, entry.value, value, edit, context)
    if (inner) splices.push(...inner)
    else if (entry || value !== undefined)
      keyEdits.push({
        key,
        entry,
        value: entry && value !== undefined ? withNotes(entry.value, value) : value,
      })
  }
  return keyEdits.length === 0 ? splices : [...splices, ...editMapping(source, types, keyEdits, compareTypes)]
}

/** A value in its long form. */
type LongForm = { readonly [key: string]: YamlValue }

/** What the long form says beside the values; it outlives them. */
const notes = ['owner', 'reason', 'expires', 'checks']

const isLongForm = (node: LayoutNode): node is LayoutCollection =>
  node.kind === 'mapping' && ['values', 'alias', 'policy', 'sets'].some(key => entryOf(node, key))

const isMapping = (value: YamlValue): value is LongForm => typeof value === 'object' && !Array.isArray(value)

const longForm = (value: YamlValue): LongForm => (isMapping(value) ? value : { values: value })

/** A new value with the notes that the file has. */
function withNotes(node: LayoutNode, value: YamlValue): YamlValue {
  if (!isLongForm(node)) return value
  const kept = node.entries.filter(({ key }) => notes.includes(key!.text))
  if (kept.length === 0) return value
  return { ...longForm(value), ...Object.fromEntries(kept.map(note => [note.key!.text, plain(note.value)])) }
}

function plain(node: LayoutNode): YamlValue {
  if (node.kind === 'scalar') return node.text
  if (node.kind === 'sequence') return node.entries.map(({ value }) => plain(value))
  return Object.fromEntries(node.entries.map(({ key, value }) => [key!.text, plain(value)]))
}

/** Edits a value in its parts; undefined if it has to be written anew. */
function editInside(
  source: string,
  types: LayoutCollection,
  node: LayoutNode,
  value: YamlValue,
  edit: RRsetEdit,
  context: ZoneContext,
): Splice[] | undefined {
  if (types.isFlow) return undefined
  if (node.kind === 'sequence' && !isMapping(value)) return editList(source, node, edit, context)
  return isLongForm(node) && !node.isFlow
    ? editLongForm(source, node, longForm(value), edit, context)
    : undefined
}

function editLongForm(
  source: string,
  node: LayoutCollection,
  wanted: LongForm,
  edit: RRsetEdit,
  context: ZoneContext,
): Splice[] {
  const splices: Splice[] = []
  const keyEdits: KeyEdit[] = []
  for (const key of new Set([...Object.keys(wanted), ...node.entries.map(entry => entry.key!.text)])) {
    const entry = entryOf(node, key)
    const value = wanted[key]
    if (value === undefined && notes.includes(key)) continue
    const inner = entry && value !== undefined && editMember(source, key, entry.value, value, edit, context)
    if (inner) splices.push(...inner)
    else if (!(entry && isSame(entry.value, value))) keyEdits.push({ key, entry, value })
  }
  return keyEdits.length === 0
    ? splices
    : [...splices, ...editMapping(source, node, keyEdits, compareLongFormKeys)]
}

/** Edits what stands behind a key of a long form in its parts; undefined if it has to be written anew. */
function editMember(
  source: string,
  key: string,
  node: LayoutNode,
  value: YamlValue,
  edit: RRsetEdit,
  context: ZoneContext,
): Splice[] | undefined {
  if (key === 'values' && node.kind === 'sequence') return editList(source, node, edit, context)
  return key === 'sets' && node.kind === 'mapping' && !node.isFlow && isMapping(value)
    ? editSets(source, node, value)
    : undefined
}

/** Edits the sets of a policy: those that stay as they are keep their comments. */
function editSets(source: string, sets: LayoutCollection, wanted: LongForm): Splice[] {
  const keys = [...new Set([...sets.entries.map(entry => entry.key!.text), ...Object.keys(wanted)])]
  const edits = keys.map(key => ({ key, entry: entryOf(sets, key), value: memberOf(wanted, key) }))
  const changed = edits.filter(({ entry, value }) => !(entry && isSame(entry.value, value)))
  return changed.length === 0 ? [] : editMapping(source, sets, changed, byList(keys))
}

const memberOf = (mapping: LongForm, key: string): YamlValue | undefined =>
  Object.hasOwn(mapping, key) ? mapping[key] : undefined

/** Says whether a value, with all that is in it, is written already. */
function isSame(node: LayoutNode, value: YamlValue | undefined): boolean {
  if (value === undefined) return false
  if (node.kind === 'scalar') return typeof value !== 'object' && node.text === String(value)
  if (node.kind === 'sequence')
    return (
      Array.isArray(value) &&
      value.length === node.entries.length &&
      node.entries.every((entry, i) => isSame(entry.value, value[i]))
    )
  return (
    isMapping(value) &&
    Object.keys(value).length === node.entries.length &&
    node.entries.every(({ key, value: member }) => isSame(member, memberOf(value, key!.text)))
  )
}

/** Edits a list by values; undefined if it is not the one that was read, or nothing of it stays. */
function editList(
  source: string,
  list: LayoutCollection,
  { type, before, after }: RRsetEdit,
  { origin }: ZoneContext,
): Splice[] | undefined {
  if (!before || !after || before.rdatas.length !== list.entries.length) return undefined
  const rrType = typeOf(type)
  const old = before.rdatas.map(rrType.canonical)
  const wanted = new Set(after.rdatas.map(rrType.canonical))
  const isKept = old.map(rdata => wanted.has(rdata))
  if (!isKept.includes(true)) return undefined
  const added = after.rdatas.filter(rdata => !old.includes(rrType.canonical(rdata)))
  if (added.length === 0 && !isKept.includes(false)) return []
  return editSequence(
    source,
    list,
    isKept,
    added.map(rdata => valueText(rrType, rdata, origin)),
  )
}
