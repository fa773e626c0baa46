// What one thread tells of its traffic: counted, remembered for a while, and judged by dynamic rules. Nothing is allocated.
import type { Transaction } from '../transaction.ts'
import type { DropReason } from './totals.ts'

export type { DropReason } from './totals.ts'

export interface TrafficRecorder {
  /** A query that may be answered: it passed the ACL and dynamic blocks; `message` holds it. */
  query(transaction: Transaction): void
  /** Its answer, which `message` holds; `decided.source` says whose it is. Milliseconds since the query came. */
  answered(transaction: Transaction, latencyMs: number): void
  /** No answer. Of what was dropped by the ACL or as no proper query, only the client is looked at. */
  dropped(transaction: Transaction, reason: DropReason): void
}
