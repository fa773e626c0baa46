// Answers a query with records that a rule has, in an order that changes with each answer.
import { drawBelow, type Random } from '../../../base/random.ts'
import { beginAnswer, finishAnswer, type NewRecord, putRecord } from '../../message/answer-with.ts'
import { flagBits, headerAt, rcodes, setU16, u16 } from '../../message/layout.ts'
import type { Transaction } from '../../transaction.ts'
import { type Outcome, outcomes } from '../rule.ts'
import { type ResponseConfig, setFlags } from './response-config.ts'

/** Records for the answer, and how to put them. */
export interface Spoofed {
  readonly records: readonly NewRecord[]
  /** The order of the last answer. */
  readonly order: Uint16Array
  /** What goes along in the additional section, as far as there is room. */
  readonly additionals: readonly NewRecord[]
  readonly config: ResponseConfig
  readonly random: Random
}

/** Makes a set of records to answer with. */
export const spoofed = (
  records: readonly NewRecord[],
  config: ResponseConfig,
  random: Random,
  additionals: readonly NewRecord[] = [],
): Spoofed => ({
  records,
  order: Uint16Array.from(records.keys()),
  additionals,
  config,
  random,
})

/** Answers with all records; truncated, and with none of them, where they do not fit. */
export function spoof(t: Transaction, { records, order, additionals, config, random }: Spoofed): Outcome {
  beginAnswer(t, rcodes.NOERROR)
  setFlags(t, config)
  shuffle(order, random)
  let fits = true
  const start = t.length
  for (let i = 0; i < order.length && fits; i++)
    fits = putRecord(t, headerAt.answers, records[order[i]!]!, config.ttl)
  if (!fits) {
    t.length = start
    setU16(t.message, headerAt.answers, 0)
    setU16(t.message, headerAt.flags, u16(t.message, headerAt.flags) | flagBits.tc)
  }
  for (let i = 0; i < additionals.length && fits; i++)
    fits = putRecord(t, headerAt.additionals, additionals[i]!, config.ttl)
  finishAnswer(t, rcodes.NOERROR)
  return outcomes.answer
}

/** Exchanges each with one that is drawn among it and those before it (Fisher and Yates). */
function shuffle(order: Uint16Array, random: Random): void {
  for (let last = order.length - 1; last > 0; last--) {
    const drawn = drawBelow(random, last + 1)
    const moved = order[last]!
    order[last] = order[drawn]!
    order[drawn] = moved
  }
}
