// Where things stand in several files, kept as one number for each: the files' texts laid end to end.
import type { Place } from '../base/errors.ts'

interface Source {
  readonly file: string
  readonly text: string
  /** Position of the text's first character. */
  readonly base: number
  /** Offset of each line's first character; made when first needed. */
  lineStarts?: readonly number[]
}

export class SourceMap {
  readonly #sources: Source[] = []

  /** The files in the order they were added. */
  get files(): string[] {
    return [...new Set(this.#sources.map(({ file }) => file))]
  }

  /** Number of texts added; a file that is included twice counts twice. */
  get count(): number {
    return this.#sources.length
  }

  /** Adds a file; returns the position of its first character. */
  add(file: string, text: string): number {
    const last = this.#sources.at(-1)
    const base = last ? last.base + last.text.length + 1 : 0
    this.#sources.push({ file, text, base })
    return base
  }

  /** The file, line and column of a position. */
  placeOf(position: number): Place {
    const source = this.#sources.findLast(({ base }) => base <= position)!
    source.lineStarts ??= lineStartsOf(source.text)
    const offset = position - source.base
    const line = lineAt(source.lineStarts, offset)
    return { file: source.file, line, column: offset - source.lineStarts[line - 1]! + 1 }
  }
}

function lineStartsOf(text: string): number[] {
  const starts = [0]
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return starts
}

/** Number, from 1, of the last line that starts at or before the offset. */
function lineAt(starts: readonly number[], offset: number): number {
  let low = 0
  let high = starts.length
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if (starts[middle]! <= offset) low = middle
    else high = middle
  }
  return low + 1
}
