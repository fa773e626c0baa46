// What a benchmark reports, and the table it is printed in.

/** One figure beside what it is held against. */
export interface Row {
  readonly name: string
  readonly figure: number
  /** `s CPU`, `MB`, `ns` … */
  readonly unit: string
  /** The most it may be, or what a peer takes in the same run. */
  readonly limit?: number
}

/** A benchmark: yields its rows as it gets them. */
export type Bench = () => AsyncIterable<Row>

const widths = [46, 16, 16] as const

export const tableHead = [
  cells('benchmark', 'figure', 'limit or peer', 'ratio'),
  '-'.repeat(widths.reduce((sum, width) => sum + width, 10)),
].join('\n')

/** One line of the table. */
export function rowText({ name, figure, unit, limit }: Row): string {
  const amount = (value: number): string =>
    `${value >= 100 ? value.toFixed(0) : value.toPrecision(3)} ${unit}`
  if (limit === undefined) return cells(name, amount(figure), '', '')
  return cells(name, amount(figure), amount(limit), `${(figure / limit).toFixed(2)}`)
}

function cells(name: string, figure: string, limit: string, ratio: string): string {
  return `${name.padEnd(widths[0])}${figure.padStart(widths[1])}${limit.padStart(widths[2])}${ratio.padStart(10)}`
}
