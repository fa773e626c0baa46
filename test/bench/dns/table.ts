// The table that the servers' figures are printed in: ours beside a peer's, and whether that is what was wanted.

/** One figure beside a peer's. */
export interface Row {
  readonly name: string
  readonly ours: number
  /** Absent for what only has a goal of its own. */
  readonly peer?: number
  /** `q/s`, `µs` … */
  readonly unit: string
  /** What the ratio of ours to the peer's has to be, or the figure where there is no peer; absent for information. */
  readonly required?: { readonly least: number } | { readonly most: number }
}

const widths = [68, 14, 14, 9, 10, 9] as const

export const tableHead = [
  cells(['benchmark', 'dnsctl', 'peer', 'ratio', 'required', 'verdict']),
  '-'.repeat(widths.reduce((sum, width) => sum + width, 0)),
].join('\n')

/** One line of the table. */
export function rowText(row: Row): string {
  const { name, ours, peer, unit, required } = row
  const ratio = peer === undefined ? '' : (ours / peer).toFixed(2)
  const peerText = peer === undefined ? '' : `${amount(peer)} ${unit}`
  const verdict = required === undefined ? '' : isReached(row) ? 'reached' : 'MISSED'
  return cells([name, `${amount(ours)} ${unit}`, peerText, ratio, boundText(row), verdict])
}

/** Says whether a row is as required. */
export function isReached({ ours, peer, required }: Row): boolean {
  if (required === undefined) return true
  const figure = peer === undefined ? ours : ours / peer
  return 'least' in required ? figure >= required.least : figure <= required.most
}

function boundText({ required }: Row): string {
  if (required === undefined) return ''
  return 'least' in required ? `≥ ${required.least}` : `≤ ${required.most}`
}

function amount(value: number): string {
  if (value >= 10_000) return `${(value / 1000).toFixed(0)}k`
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3)
}

function cells(texts: readonly string[]): string {
  return texts.map((text, i) => (i === 0 ? text.padEnd(widths[i]!) : text.padStart(widths[i]!))).join('')
}
