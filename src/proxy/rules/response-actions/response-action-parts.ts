// Every action for answers, in the order of the reference.
import { logResponseAction } from '../actions/log-actions.ts'
import { sharedActions } from '../actions/shared-actions.ts'
import type { Action, RulePart } from '../rule.ts'
import { answerActions } from './answer-actions.ts'
import { ttlActions } from './ttl-actions.ts'

/** What rules may do with answers, by their types. */
export const responseActionParts: readonly RulePart<Action>[] = [
  ...sharedActions,
  ...answerActions,
  ...ttlActions,
  logResponseAction,
].sort((a, b) => (a.type < b.type ? -1 : 1))
