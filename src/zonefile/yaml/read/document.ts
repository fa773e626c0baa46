// A zone file's top level as a tree, and its records in parts of a few hundred lines, each parsed when its turn comes:
// the events of a file with a million records would fill gigabytes.
import { YAMLException } from 'js-yaml'
import { type EventCursor, parsePart } from './event-cursor.ts'
import type { MappingEntry, MappingNode, ScalarNode } from './node.ts'
import type { Reading } from './reading.ts'
import { type Range, recordsSection, splitEntries } from './sections.ts'

/** Lines of a file that are not YAML; what exactly is wrong is found out later, with a parser that tells more. */
export interface SyntaxFailure extends Range {
  readonly reading: Reading
  /** Offset in the file where js-yaml gave up, and why. */
  readonly offset: number
  readonly reason: string
}

export interface YamlDocument {
  /** The top level; what is below `records` has been left out. */
  readonly head: MappingNode
  /** Cursors in front of mappings of names to records. */
  readonly records: Iterable<EventCursor>
}

/** Characters that are parsed at once; with more, the events live long enough to be costly to collect. */
const partSize = 32_768

/** Reads one file. Lines that are not YAML are left out and added to `failures`. */
export function readDocument(reading: Reading, failures: SyntaxFailure[]): YamlDocument {
  const { text, base } = reading
  const section = recordsSection(text)
  const ranges: Range[] = [{ start: 0, end: section?.start ?? text.length }]
  if (section && section.end < text.length) ranges.push({ start: section.end, end: text.length })

  const entries = new Map<string, MappingEntry>()
  const inline: EventCursor[] = []
  for (const range of ranges)
    for (const cursor of mappings(reading, range, Number.POSITIVE_INFINITY, failures))
      readTopLevel(cursor, entries, inline)
  const records = entries.get('records')
  if (records) refuseOtherRecords(records, section !== undefined, reading)
  return {
    head: { kind: 'mapping', entries, position: base },
    records: section ? mappings(reading, section, partSize, failures) : inline,
  }
}

/** Reads the keys of the top level; a mapping below `records` is left for later. */
function readTopLevel(cursor: EventCursor, entries: Map<string, MappingEntry>, inline: EventCursor[]): void {
  cursor.enter()
  while (!cursor.leave()) {
    const isUsable = cursor.key()
    const key: ScalarNode = { kind: 'scalar', text: cursor.text, isNull: false, position: cursor.position }
    const isInline = key.text === 'records' && cursor.peek() === 'mapping'
    if (isInline) inline.push(cursor.fork())
    const value = isInline ? cursor.skip() : cursor.node()
    if (isUsable) cursor.addEntry(entries, { key, value })
  }
}

/** Reports records that are no mapping. Where their lines have been cut off, nothing is left behind the key. */
function refuseOtherRecords({ key, value }: MappingEntry, isCutOff: boolean, reading: Reading): void {
  if (value.kind === 'mapping' || value.kind === 'refused') return
  const isEmpty = value.kind === 'scalar' && value.isNull
  if (!isEmpty)
    reading.report('zone-file-schema', 'records must be a mapping of names to records', value.position)
  else if (!isCutOff) reading.report('value-missing', 'there are no records', key.position)
}

/** Cursors in front of the mappings in a range, which is parsed in parts. */
function* mappings(
  reading: Reading,
  range: Range,
  size: number,
  failures: SyntaxFailure[],
): IterableIterator<EventCursor> {
  for (const part of splitEntries(reading.text, range, size)) {
    try {
      yield* mappingsOf(parsePart(reading, part.start, part.end), reading)
    } catch (error) {
      if (!(error instanceof YAMLException)) throw error
      yield* soundEntries(reading, part, error, failures)
    }
  }
}

/** One entry that cannot be read must not hide the others, so each is parsed by itself. */
function* soundEntries(
  reading: Reading,
  range: Range,
  error: YAMLException,
  failures: SyntaxFailure[],
): IterableIterator<EventCursor> {
  const entries = [...splitEntries(reading.text, range, 0)]
  if (entries.length > 1) return yield* entries.flatMap(entry => [...mappings(reading, entry, 0, failures)])
  const offset = Math.max(0, range.start - 1) + (error.mark?.position ?? 0)
  failures.push({ ...range, reading, offset, reason: error.reason })
}

function* mappingsOf(cursor: EventCursor, reading: Reading): IterableIterator<EventCursor> {
  for (let documents = 0; cursor.peek() === 'document'; documents++) {
    cursor.enter()
    if (documents > 0) return refuseDocument(cursor, reading)
    if (cursor.peek() === 'mapping') yield cursor
    else {
      const node = cursor.node()
      const isNothing = node.kind === 'refused' || (node.kind === 'scalar' && node.isNull)
      if (!isNothing) reading.report('zone-file-schema', 'a mapping of keys belongs here', node.position)
    }
    cursor.leave()
  }
}

function refuseDocument(cursor: EventCursor, { text, base, report }: Reading): void {
  const { position } = cursor.node()
  const marker = text.lastIndexOf('\n---', position - base) + 1
  report('yaml-feature', 'a zone file is one document, and another starts here', base + marker)
}
