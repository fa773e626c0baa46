// The clients and names that are blocked for a while, as a thread asks for them with each query.
import type { Transaction } from '../transaction.ts'

/** What is done with a query of a blocked client. */
export const blockActions = {
  none: 0,
  drop: 1,
  refused: 2,
  nxdomain: 3,
  servfail: 4,
  truncate: 5,
  noRecurse: 6,
} as const
export type BlockAction = (typeof blockActions)[keyof typeof blockActions]

export interface DynamicBlocks {
  /** What is to be done with a query, and counts it where that is not nothing. */
  judge(transaction: Transaction): BlockAction
}
