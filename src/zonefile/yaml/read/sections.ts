// Finds where the entries of a block mapping start, by indentation alone, so that a file can be parsed in parts.

export interface Range {
  readonly start: number
  readonly end: number
}

const recordsLine = /^records:[ \t]*(?:#.*)?\r?\n/m

/**
 * The lines below `records:` up to the next key at the left edge, where a new key has to be: below a key, YAML
 * lets nothing stand at its own column but a list or a comment. Undefined if the file is not laid out so, has a
 * second document, or uses lone carriage returns as line breaks.
 */
export function recordsSection(text: string): Range | undefined {
  const key = entryIndent(text, 0, text.length) === 0 ? recordsLine.exec(text) : null
  if (!key || (text.includes('\r') && /\r(?!\n)/.test(text))) return undefined
  const start = key.index + key[0].length
  const next = /^[^ \t\r\n#]/gm
  next.lastIndex = start
  const end = next.exec(text)?.index ?? text.length
  const isSeveralDocuments = text.startsWith('---', end) || text.startsWith('...', end)
  return start < end && !isSeveralDocuments ? { start, end } : undefined
}

/** Cuts a range in front of entries into parts of at least `size` characters (of one entry each if 0). */
export function* splitEntries(text: string, { start, end }: Range, size: number): IterableIterator<Range> {
  const indent = entryIndent(text, start, end)
  if (indent === undefined) {
    yield { start, end }
    return
  }
  const lineStart = `\n${' '.repeat(indent)}`
  let from = start
  // The first cut is looked for behind the first entry's own line.
  let at = Math.max(from + size, text.indexOf('\n', firstContent(text, start)))
  for (;;) {
    const found = at < 0 ? -1 : text.indexOf(lineStart, at)
    if (found < 0 || found + lineStart.length >= end) break
    at = found + lineStart.length
    if (!startsKey(text[at]!)) continue
    yield { start: from, end: found + 1 }
    from = found + 1
    at = Math.max(from + size, at)
  }
  yield { start: from, end }
}

/** The first character that is neither white space nor in a comment. */
function firstContent(text: string, start: number): number {
  const content = /(?:[ \t\r\n]|#.*)*/y
  content.lastIndex = start
  return start + content.exec(text)![0].length
}

/** The column of the entries of a block mapping; undefined if the range does not start with one. */
function entryIndent(text: string, start: number, end: number): number | undefined {
  const first = firstContent(text, start)
  if (first >= end || !startsKey(text[first]!)) return undefined
  const lineStart = text.lastIndexOf('\n', first) + 1
  return /^ *$/.test(text.slice(lineStart, first)) ? first - lineStart : undefined
}

/** What starts with these continues an entry, is no key, or is a comment. */
const startsKey = (character: string): boolean => !' \t\r\n#-?:{}[],&!|>%'.includes(character)
