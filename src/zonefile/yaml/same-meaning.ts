// The guard of formatting: two files say the same if their keys, values and comments are, in canonical order, equal.
import { sortedEntries } from './entry-order.ts'
import type { LayoutCollection, LayoutEntry, LayoutNode, LayoutScalar } from './layout.ts'

/** A file as text and as read. */
export interface ReadFile {
  readonly text: string
  readonly layout: LayoutCollection
}

/** Says whether two files hold the same data and comments; blank lines, quotes and the order of keys do not count. */
export function sameMeaning(a: ReadFile, b: ReadFile): boolean {
  return hashes(a.text) === hashes(b.text) && sameNode(sortedEntries(a.layout), sortedEntries(b.layout))
}

/** A comment that the reader of layouts loses on both sides would go unnoticed but for its #. */
const hashes = (text: string): number => text.split('#').length

function sameNode(a: LayoutNode, b: LayoutNode): boolean {
  if (a.kind === 'scalar') return b.kind === 'scalar' && sameScalar(a, b)
  return (
    b.kind === a.kind &&
    a.entries.length === b.entries.length &&
    sameLines(a.below, b.below) &&
    a.entries.every((entry, i) => sameEntry(entry, b.entries[i]!))
  )
}

const sameScalar = (a: LayoutScalar, b: LayoutScalar): boolean =>
  a.text === b.text && (a.style === 'none') === (b.style === 'none')

const sameEntry = (a: LayoutEntry, b: LayoutEntry): boolean =>
  a.key?.text === b.key?.text &&
  a.beside.trim() === b.beside.trim() &&
  sameLines(a.above, b.above) &&
  sameNode(a.value, b.value)

function sameLines(a: readonly string[], b: readonly string[]): boolean {
  if (a.length === 0 && b.length === 0) return true
  const written = (lines: readonly string[]): string => lines.filter(line => line !== '').join('\n')
  return written(a) === written(b)
}
