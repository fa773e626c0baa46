// Block scalars, `|` and `>`: text on lines of its own, of which only the columns behind the indentation count.
import { CHOMPING_MODE, type ChompingMode } from 'js-yaml'
import { indentWidth } from './emit.ts'

/** From the indicator to the end of the last line that counts, without its line break. */
export function blockRange(
  text: string,
  valueStart: number,
  valueEnd: number,
  indent: number,
  chomping: ChompingMode,
): { start: number; end: number } {
  const lines = text.slice(valueStart, valueEnd).split('\n')
  if (chomping === CHOMPING_MODE.KEEP) lines.splice(-1, lines.at(-1) === '' ? 1 : 0)
  else while (lines.length > 0 && isBlank(lines.at(-1)!, indent)) lines.pop()
  const end = lines.length === 0 ? valueStart - 1 : valueStart + lines.join('\n').length
  return { start: indicatorAbove(text, valueStart), end: Math.min(end, text.length) }
}

/** Where the `|` or `>` is of the text that starts on the line below. */
function indicatorAbove(text: string, valueStart: number): number {
  const lineEnd = text[valueStart - 1] === '\n' ? valueStart - 1 : valueStart
  const lineStart = text.lastIndexOf('\n', lineEnd - 1) + 1
  return lineStart + text.slice(lineStart, lineEnd).search(/[|>][-+\d]*(?:[ \t]+#.*|[ \t]*)$/)
}

/** A line of spaces counts as text only from the column on where text starts; -1 if there is none at all. */
const isBlank = (line: string, indent: number): boolean =>
  /^ *$/.test(line) && (indent < 0 || line.length <= indent)

/** A block scalar moved to another indentation; a header that says how many columns it has says so again. */
export function indentedBlock(source: string, from: number, to: number): string {
  const [header = '', ...lines] = source.split('\n')
  const newHeader = header.replace(/^([|>][-+]?)[1-9]/, `$1${indentWidth}`)
  const moved = lines.map(line => (isBlank(line, from) ? '' : ' '.repeat(to) + line.slice(from)))
  return [newHeader, ...moved].join('\n')
}
