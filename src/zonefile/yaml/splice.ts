// Changes to parts of a YAML file that leave every other character as it is.
import { fault } from '../../base/errors.ts'
import { entryText, flowText, inlineText, type YamlValue } from './emit.ts'
import type { Compare } from './entry-order.ts'
import { columnAt } from './gaps.ts'
import type { LayoutCollection, LayoutEntry } from './layout.ts'
import { keyText } from './scalar.ts'

/** A part of a text to be replaced. */
export interface Splice {
  readonly start: number
  readonly end: number
  readonly text: string
}

/** Applies splices that do not overlap; those at one place come in the order given. */
export function applySplices(source: string, splices: readonly Splice[]): string {
  let text = ''
  let done = 0
  for (const splice of splices.toSorted((a, b) => a.start - b.start || a.end - b.end)) {
    text += source.slice(done, splice.start) + splice.text
    done = splice.end
  }
  return text + source.slice(done)
}

/** What becomes of one key of a mapping. */
export interface KeyEdit {
  readonly key: string
  /** The entry that has the key so far. */
  readonly entry?: LayoutEntry | undefined
  /** Undefined takes the entry out. */
  readonly value: YamlValue | undefined
}

/** Edits keys of a mapping; new ones go behind the last one that comes before them by `compare`. */
export function editMapping(
  source: string,
  mapping: LayoutCollection,
  edits: readonly KeyEdit[],
  compare: Compare,
): Splice[] {
  const sorted = edits.toSorted((a, b) => compare(a.key, b.key))
  if (mapping.isFlow) return [{ ...mapping, text: editedFlow(source, mapping, sorted, compare) }]
  const pointOf = insertionPoints(source, mapping, compare)
  return sorted.map(({ key, entry, value }) => {
    if (entry)
      return value === undefined
        ? { ...entryLines(source, entry), text: '' }
        : replacement(source, entry, value)
    const at = pointOf(key)
    return { start: at, end: at, text: entryText(key, value!, columnAt(source, mapping.start)) }
  })
}

/** The lines of an entry of a block mapping, without the comments above it. */
export const entryLines = (source: string, { key, value }: LayoutEntry): Omit<Splice, 'text'> => ({
  start: lineStart(source, key!.start),
  end: lineEnd(source, value.end),
})

/** Everything behind the colon, with the comment beside it. */
function replacement(source: string, { key, value, beside }: LayoutEntry, newValue: YamlValue): Splice {
  const column = columnAt(source, key!.start)
  const start = source.indexOf(':', key!.end) + 1
  const besideValue = value.end + beside.length
  const end = source.slice(value.end, besideValue) === beside ? besideValue : value.end
  const behindKey = entryText(key!.text, newValue, column).slice(
    column + keyText(key!.text, 'block').length + 1,
    -1,
  )
  return { start, end, text: behindKey.startsWith('\n') ? beside + behindKey : behindKey + beside }
}

/** Where new entries of a block mapping go: behind the last one that comes before them. */
export function insertionPoints(
  source: string,
  { entries }: LayoutCollection,
  compare: Compare,
): (key: string) => number {
  const sorted = entries.toSorted((a, b) => compare(a.key!.text, b.key!.text))
  return key => {
    let low = 0
    let high = sorted.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (compare(sorted[middle]!.key!.text, key) < 0) low = middle + 1
      else high = middle
    }
    const before = sorted[low - 1]
    if (before) return lineEnd(source, before.value.end)
    return startOfComments(source, lineStart(source, entries[0]!.key!.start))
  }
}

/** Goes up over the comment lines right above a line. */
function startOfComments(source: string, line: number): number {
  while (line > 0) {
    const above = lineStart(source, line - 1)
    if (!/^[ \t]*#/.test(source.slice(above, line))) break
    line = above
  }
  return line
}

function editedFlow(
  source: string,
  mapping: LayoutCollection,
  edits: readonly KeyEdit[],
  compare: Compare,
): string {
  refuseComments(source, mapping)
  const parts = mapping.entries.flatMap(entry => {
    const edit = edits.find(one => one.entry === entry)
    const key = entry.key!.text
    if (!edit) return [{ key, text: source.slice(entry.key!.start, entry.value.end) }]
    return edit.value === undefined ? [] : [{ key, text: flowPair(key, edit.value) }]
  })
  for (const { key, entry, value } of edits) {
    if (entry || value === undefined) continue
    const behind = parts.findLastIndex(part => compare(part.key, key) < 0)
    parts.splice(behind + 1, 0, { key, text: flowPair(key, value) })
  }
  return parts.length === 0 ? '{}' : `{ ${parts.map(({ text }) => text).join(', ')} }`
}

const flowPair = (key: string, value: YamlValue): string => `${keyText(key, 'flow')}: ${flowText(value)}`

/** Edits a list: keeps the items for which `isKept` says so, with their comments, and adds values behind them. */
export function editSequence(
  source: string,
  sequence: LayoutCollection,
  isKept: readonly boolean[],
  added: readonly YamlValue[],
): Splice[] {
  const { entries, isFlow } = sequence
  if (isFlow) {
    refuseComments(source, sequence)
    const kept = entries.filter((_, i) => isKept[i]).map(({ value }) => source.slice(value.start, value.end))
    return [{ ...sequence, text: `[${[...kept, ...added.map(flowText)].join(', ')}]` }]
  }
  const dash = ' '.repeat(columnAt(source, sequence.start))
  const behind = lineEnd(source, entries.at(-1)!.value.end)
  return [
    ...entries.flatMap(({ value }, i) =>
      isKept[i] ? [] : [{ start: lineStart(source, value.start), end: lineEnd(source, value.end), text: '' }],
    ),
    ...added.map(value => ({ start: behind, end: behind, text: `${dash}- ${inlineText(value)}\n` })),
  ]
}

function refuseComments(source: string, { hasComments, start }: LayoutCollection): void {
  if (!hasComments) return
  const line = source.slice(0, start).split('\n').length
  throw fault(
    'usage-invalid',
    `line ${line} has comments inside of brackets, which an edit would lose; write it with a line for each item`,
  )
}

const lineStart = (source: string, offset: number): number =>
  offset === 0 ? 0 : source.lastIndexOf('\n', offset - 1) + 1

/** The start of the next line; the text ends in a line break. */
const lineEnd = (source: string, offset: number): number => source.indexOf('\n', offset) + 1
