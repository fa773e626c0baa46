// Runs of the history in words: who, when, what, and what became of them.
import type { RunSummary } from '../../operations/history/list-runs.ts'
import { printable } from '../printable.ts'

/** `2026-11-22 02:30:12` */
export const timeText = (iso: string): string => iso.slice(0, 19).replace('T', ' ')

/** The person for whom CI ran it, or the user and the machine. */
export const whoText = ({ actor, by }: RunSummary): string => printable(actor ?? `${by.user}@${by.host}`)

/** `apply`, or `rollback of 20261122-023012-7f3a` */
export const whatText = ({ kind, undoes }: RunSummary): string =>
  undoes === undefined ? kind : `${kind} of ${undoes}`

/** `+1 ~0 -2` */
export const totalsText = ({ totals }: Pick<RunSummary, 'totals'>): string =>
  `+${totals.create} ~${totals.update} -${totals.delete}`

/** `applied`, `applied, waits for confirmation until 2026-11-22 02:40:12` */
export function statusText({ status, confirmBy, decision, undoneBy }: RunSummary): string {
  const more = (): string | undefined => {
    if (decision?.verdict === 'confirmed') return 'confirmed'
    if (undoneBy !== undefined) return `taken back by ${undoneBy}`
    if (decision) return `to be taken back: ${printable(decision.by)}`
    return confirmBy === undefined ? undefined : `waits for confirmation until ${timeText(confirmBy)}`
  }
  return [status, more() ?? []].flat().join(', ')
}
