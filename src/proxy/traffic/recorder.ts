// What one thread tells of its traffic: counted, remembered for a while, and judged by dynamic rules. Nothing is allocated.
import type { Transaction } from '../transaction.ts'

/** Why a query got no answer. */
export const dropReasons = ['acl', 'dynamic', 'rule', 'noncompliant', 'overload', 'gone'] as const
export type DropReason = (typeof dropReasons)[number]

export interface TrafficRecorder {
  /** A query that may be answered: it passed the ACL and dynamic blocks; `message` holds it. */
  query(transaction: Transaction): void
  /** Its answer, which `message` holds; `decided.source` says whose it is. Milliseconds since the query came. */
  answered(transaction: Transaction, latencyMs: number): void
  /** No answer. */
  dropped(transaction: Transaction, reason: DropReason): void
}
