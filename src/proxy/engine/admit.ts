// Judges a query by all that comes before the cache: the ACL, its form, dynamic blocks and the rules for queries.
import { answerWith } from '../message/answer-with.ts'
import { truncateAnswer } from '../message/truncate-answer.ts'
import { type Outcome, outcomes } from '../rules/rule.ts'
import { type BlockAction, blockActions } from '../traffic/dynamic-blocks.ts'
import { resetDecisions, type Transaction, transports } from '../transaction.ts'
import { isAllowed } from './acl.ts'
import { at } from './counters.ts'
import { dropQuery, type EngineState } from './engine-state.ts'
import { readings, readQuery } from './read-query.ts'

/** Judges a query by all that comes before the cache; what is dropped has been told. */
export function admit(e: EngineState, t: Transaction): Outcome {
  const { counters, settings } = e
  counters.mine[at.queries]!++
  counters.mine[at.udpQueries + t.transport]!++
  t.since = e.clock.ms
  t.pool = settings.pool
  resetDecisions(t.decided)
  if (!isAllowed(settings.acl, t.client)) return dropQuery(e, t, 'acl')
  const reading = readQuery(t)
  if (reading === readings.malformed) return dropQuery(e, t, 'noncompliant')
  if (reading === readings.notOneQuestion) {
    refuseQuestions(t)
    return outcomes.answer
  }
  if (t.flags & 0x0100) counters.mine[at.rdQueries]!++
  const action = settings.blocks.judge(t)
  if (action !== blockActions.none) {
    counters.mine[at.dynamicBlocked]!++
    if (action !== blockActions.noRecurse) return judgeBlocked(e, t, action)
    t.message[2]! &= 0xfe
  }
  settings.recorder.query(t)
  const outcome = settings.chains.query.run(t)
  return outcome === outcomes.drop ? dropQuery(e, t, 'rule') : outcome
}

/** No question is something that is not implemented, several are a mistake (RFC 9619 §4); neither is repeated. */
function refuseQuestions(t: Transaction): void {
  const { message } = t
  const rcode = message[4] === 0 && message[5] === 0 ? 4 : 1
  message[2] = 0x80 | (message[2]! & 0x79)
  message[3] = rcode
  message.fill(0, 4, 12)
  t.length = 12
  t.hasEdns = false
}

/** Does what a block says with the query of a blocked client. */
function judgeBlocked(e: EngineState, t: Transaction, action: BlockAction): Outcome {
  switch (action) {
    case blockActions.refused:
      return answered(t, 5)
    case blockActions.nxdomain:
      return answered(t, 3)
    case blockActions.servfail:
      return answered(t, 2)
    case blockActions.truncate:
      if (t.transport !== transports.udp) return outcomes.next
      answerWith(t, 0)
      truncateAnswer(t)
      return outcomes.answer
    default:
      return dropQuery(e, t, 'dynamic')
  }
}

function answered(t: Transaction, rcode: number): Outcome {
  answerWith(t, rcode)
  return outcomes.answer
}
