// Answers that a rule delays, the next one that is due last.
import type { Transaction } from '../transaction.ts'

export interface Delays {
  /** Keeps a copy of a transaction and its answer until it is due; false if too many are kept. */
  add(transaction: Transaction, due: number): boolean
  /** One that is due; undefined if there is none. */
  takeDue(now: number): Transaction | undefined
  /** When the next one is due; infinite if none is kept. */
  nextDue(): number
}

interface Delayed {
  readonly transaction: Transaction
  readonly due: number
}

/** A flood must not fill the memory: what is beyond is not delayed. */
const maxDelayed = 10_000

/** Starts without any. */
export function createDelays(): Delays {
  const delayed: Delayed[] = []
  return {
    add(transaction, due) {
      if (delayed.length >= maxDelayed) return false
      let low = 0
      let high = delayed.length
      while (low < high) {
        const middle = (low + high) >>> 1
        if (delayed[middle]!.due > due) low = middle + 1
        else high = middle
      }
      delayed.splice(low, 0, { transaction: copyOf(transaction), due })
      return true
    },
    takeDue: now =>
      delayed.length > 0 && delayed.at(-1)!.due <= now ? delayed.pop()!.transaction : undefined,
    nextDue: () => delayed.at(-1)?.due ?? Number.POSITIVE_INFINITY,
  }
}

function copyOf(t: Transaction): Transaction {
  t.requester.hold?.(t)
  return {
    ...t,
    message: t.message.slice(0, t.length),
    client: t.client.slice(),
    path: t.path.slice(),
    decided: { ...t.decided },
  }
}
