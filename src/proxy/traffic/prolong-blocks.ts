// Prolongs the blocks of those that go on asking: what a block stops is no longer counted as traffic, but as stopped.
import type { BlockKeeper, BlockOrder } from './block-keeper.ts'
import type { BlockSubject } from './block-subject.ts'

export interface Prolonging {
  /** Keeps an eye on a block, which lasts for as long again whenever it stops more than a rate of queries a second. */
  watch(keeper: BlockKeeper, subject: BlockSubject, order: BlockOrder, rate: number, durationMs: number): void
  /** Looks at what the blocks have stopped since the last time. */
  look(keeper: BlockKeeper, now: number): void
}

interface Watched {
  readonly subject: BlockSubject
  readonly order: BlockOrder
  readonly rate: number
  readonly durationMs: number
  stopped: number
}

/** Starts without blocks. */
export function createProlonging(): Prolonging {
  const watched = new Map<number, Watched>()
  let before: number | undefined

  return {
    watch(keeper, subject, order, rate, durationMs) {
      const block = keeper.find(subject)
      if (block === undefined) return
      watched.set(block, { subject, order, rate, durationMs, stopped: keeper.stopped(block) })
    },
    look(keeper, now) {
      const seconds = (now - (before ?? now)) / 1000
      before = now
      for (const [block, one] of watched) {
        if (keeper.find(one.subject) !== block) {
          watched.delete(block)
          continue
        }
        const stopped = keeper.stopped(block)
        if (stopped - one.stopped > one.rate * seconds)
          keeper.block(one.subject, { ...one.order, end: now + one.durationMs })
        one.stopped = stopped
      }
    },
  }
}
