// Counts a query or an answer in the columns of whoever asked, or of the name it is below.
import { sources, type Transaction } from '../transaction.ts'
import { baseColumnCount, baseColumns, type ExtraColumn } from './meter-plan.ts'

/** Counts what goes through one thread. */
export interface TrafficMeter {
  query(transaction: Transaction): void
  /** The rcode is the whole one, of 12 bits. */
  answered(transaction: Transaction, rcode: number): void
}

/** Counts a query in the columns at `at`. */
export function countQuery(
  words: Int32Array,
  at: number,
  extras: readonly ExtraColumn[],
  { type }: Transaction,
): void {
  words[at + baseColumns.queries]!++
  for (let i = 0; i < extras.length; i++) {
    const extra = extras[i]!
    if (extra.code === type && extra.of === 'type') words[at + baseColumnCount + i]!++
  }
}

/** Counts an answer in the columns at `at`. */
export function countAnswer(
  words: Int32Array,
  at: number,
  extras: readonly ExtraColumn[],
  { length, decided }: Transaction,
  rcode: number,
): void {
  words[at + baseColumns.responses]!++
  words[at + baseColumns.octets]! += length
  if (decided.source === sources.backend || decided.source === sources.failure)
    words[at + baseColumns.misses]!++
  for (let i = 0; i < extras.length; i++) {
    const extra = extras[i]!
    if (extra.code === rcode && extra.of === 'rcode') words[at + baseColumnCount + i]!++
  }
}
