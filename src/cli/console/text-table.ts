// Tables of the console: the first column and words to the left, numbers to the right.
import { printable } from '../printable.ts'

type Cell = string | number

/** Lays rows out below their titles; `none` if there are no rows. What came from the network is made printable. */
export function textTable(
  titles: readonly string[],
  rows: readonly (readonly Cell[])[],
  none: string,
): string {
  if (rows.length === 0) return none
  const cells = rows.map(row => row.map(cell => printable(String(cell))))
  const isNumeric = titles.map((_, column) => column > 0 && cells.every(row => isNumber(row[column]!)))
  const widths = titles.map((title, column) =>
    cells.reduce((width, row) => Math.max(width, row[column]!.length), title.length),
  )
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) =>
        isNumeric[column] ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!),
      )
      .join('  ')
      .trimEnd()
  return [titles, ...cells].map(line).join('\n')
}

const isNumber = (text: string): boolean => /^(?:-?\d+(?:\.\d+)?(?: %)?|–)?$/.test(text)

/** A share of 1 in percent. */
export const percentText = (share: number): string => `${(100 * share).toFixed(1)} %`

/** Several lines whose control characters are shown, not sent. */
export const printableLines = (text: string): string => text.trimEnd().split('\n').map(printable).join('\n')
