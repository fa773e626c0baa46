// Every action for queries, in the order of the reference.
import type { Action, RulePart } from '../rule.ts'
import { answeringActions } from './answering-actions.ts'
import { flowActions } from './flow-actions.ts'
import { logAction } from './log-actions.ts'
import { queryActions } from './query-actions.ts'
import { sharedActions } from './shared-actions.ts'
import { spoofActions } from './spoof-actions.ts'
import { spoofSvc } from './spoof-svc.ts'

/** What rules may do with queries, by their types. */
export const actionParts: readonly RulePart<Action>[] = [
  ...sharedActions,
  ...flowActions,
  ...queryActions,
  ...answeringActions,
  ...spoofActions,
  spoofSvc,
  logAction,
].sort((a, b) => (a.type < b.type ? -1 : 1))
