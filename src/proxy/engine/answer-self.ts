// Queries that the proxy answers itself, as a rule or a dynamic block says.
import { outcomes } from '../rules/rule.ts'
import { sources, type Transaction } from '../transaction.ts'
import { at } from './counters.ts'
import { deliver } from './deliver.ts'
import { dropQuery, type EngineState } from './engine-state.ts'

/** Sends the answer that a rule has put in place of the query. */
export function answerSelf(e: EngineState, t: Transaction): void {
  t.decided.source = sources.rule
  if (e.settings.chains.selfAnswered.run(t) === outcomes.drop) {
    dropQuery(e, t, 'rule')
    return
  }
  e.counters.mine[at.selfAnswered]!++
  countSelfAnswered(e, t)
  deliver(e, t)
}

function countSelfAnswered({ counters }: EngineState, { message }: Transaction): void {
  if (message[2]! & 0x02) counters.mine[at.ruleTruncated]!++
  const rcode = message[3]! & 0x0f
  if (rcode === 5) counters.mine[at.ruleRefused]!++
  else if (rcode === 3) counters.mine[at.ruleNxdomain]!++
  else if (rcode === 2) counters.mine[at.ruleServfail]!++
}
