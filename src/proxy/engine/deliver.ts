// The last steps of every answer: what rules have decided goes on it, it is made to fit, counted and sent.
import { setEde } from '../message/set-ede.ts'
import { truncateAnswer } from '../message/truncate-answer.ts'
import { limitTtls } from '../message/ttls.ts'
import type { Transaction } from '../transaction.ts'
import { at, countLatency } from './counters.ts'
import { type EngineState, isStream } from './engine-state.ts'

/** Sends the answer that `message` holds, or a copy of it later if a rule delays it. */
export function deliver(e: EngineState, t: Transaction): void {
  const { decided } = t
  if (decided.maxReturnedTtl >= 0) limitTtls(t, 0, decided.maxReturnedTtl)
  if (decided.ede >= 0) setEde(t, decided.ede, decided.edeText, decided.edeKeepsOthers)
  if (!isStream(t)) {
    if (t.length > t.udpSize) {
      truncateAnswer(t)
      e.counters.mine[at.truncated]!++
    }
    if (decided.delayMs > 0 && e.delays.add(t, e.clock.ms + decided.delayMs)) return
  }
  send(e, t)
}

/** Counts an answer and sends it. */
export function send(e: EngineState, t: Transaction): void {
  const { counters } = e
  countRcode(counters.mine, t.message[3]! & 0x0f)
  const latency = e.clock.ms - t.since
  countLatency(counters, latency)
  e.settings.recorder.answered(t, latency)
  t.requester.answer(t)
}

function countRcode(mine: Float64Array, rcode: number): void {
  switch (rcode) {
    case 0:
      mine[at.noerrorAnswers]!++
      return
    case 2:
      mine[at.servfailAnswers]!++
      return
    case 3:
      mine[at.nxdomainAnswers]!++
      return
    case 5:
      mine[at.refusedAnswers]!++
      return
    default:
      mine[at.otherAnswers]!++
  }
}
