// What stands between the nodes of a YAML file: comments, blank lines and indicators, never a scalar.

/** Spaces and a comment on the rest of the line; empty if there is none. */
export function commentBeside(text: string, offset: number): string {
  const comment = /[ \t]+#[^\n]*/y
  comment.lastIndex = offset
  return comment.exec(text)?.[0] ?? ''
}

/** The lines that begin in a gap: comments from their `#` on, `---`, and '' for each run of blank lines. */
export function linesBetween(text: string, from: number, to: number): string[] {
  const lines: string[] = []
  for (const { content } of gapLines(text, from, to)) push(lines, content)
  return lines
}

/** Lines in sequence, with one blank line where several meet. */
export function joinLines(...parts: readonly (readonly string[])[]): readonly string[] {
  const lines: string[] = []
  for (const line of parts.flat()) push(lines, line)
  return lines
}

function push(lines: string[], content: string | undefined): void {
  if (content !== undefined && (content !== '' || lines.at(-1) !== '')) lines.push(content)
}

/**
 * The lines of a gap behind the last entry of a collection that belong to it: those up to the last comment that
 * is indented as the entries are, and further than the key in front of the collection.
 */
export function linesBelow(
  text: string,
  from: number,
  to: number,
  columns: { readonly own: number; readonly parent: number },
): { lines: readonly string[]; end: number } {
  const lines: string[] = []
  let taken = 0
  let end = from
  for (const { content, column, lineEnd } of gapLines(text, from, to)) {
    if (content === undefined) break
    if (content !== '' && (column < columns.own || column <= columns.parent)) break
    push(lines, content)
    if (content === '') continue
    taken = lines.length
    end = lineEnd
  }
  return { lines: lines.slice(0, taken), end }
}

interface GapLine {
  /** Undefined where only indicators are. */
  readonly content: string | undefined
  readonly column: number
  readonly lineEnd: number
}

/** The whole lines of a gap. What is in front of its first line break belongs to the entry there. */
function* gapLines(text: string, from: number, to: number): Generator<GapLine> {
  let start = from === 0 ? 0 : text.indexOf('\n', from) + 1
  while ((start > 0 || from === 0) && start < to) {
    const lineBreak = text.indexOf('\n', start)
    const lineEnd = lineBreak < 0 || lineBreak > to ? to : lineBreak
    // The last line leads to the next node, unless the gap ends the file.
    if (lineEnd === to && to < text.length) return
    yield { ...gapLine(text.slice(start, lineEnd)), lineEnd }
    start = lineEnd + 1
  }
}

function gapLine(line: string): Omit<GapLine, 'lineEnd'> {
  const content = line.replace(/^[ \t]+|[ \t]+$/g, '')
  if (content === '' || content === '---') return { content, column: 0 }
  // A comment behind a dash belongs to the item that starts with it.
  const comment = /^[ \t-]*(#[^]*)$/.exec(content)?.[1]
  return { content: comment, column: line.search(/[^ \t]/) }
}

/** The column of an offset, from 0. */
export const columnAt = (text: string, offset: number): number =>
  offset - (offset === 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1)
