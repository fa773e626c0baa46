// Removes the records of some types from an answer.
import type { Transaction } from '../transaction.ts'
import { hasRecordOf, rewrite } from './rewrite.ts'
import type { TypeSet } from './type-set.ts'

/** Removes records of types, and the signatures over them; says whether there were any. OPT stays. */
export const removeRecordTypes = (t: Transaction, set: TypeSet): boolean =>
  hasRecordOf(t, set) && rewrite(t, set, true)
