// Time that goes on when a test says so.
import type { LeaseKeeper } from '../../../src/providers/lease/lease-keeper.ts'

export interface ManualTime extends Pick<LeaseKeeper, 'clock' | 'pulse'> {
  /** Lets time pass, and what was due meanwhile run, in its order. */
  pass(ms: number): Promise<void>
  /** Sets the clock; the pulse goes on as it was. */
  setClock(byMs: number): void
}

/** Starts a time at an hour of the clock. */
export function manualTime(start: number): ManualTime {
  let elapsed = 0
  let set = 0
  let due: { readonly at: number; readonly run: () => void }[] = []
  const add = (ms: number, run: () => void) => {
    const one = { at: elapsed + ms, run }
    due.push(one)
    return () => {
      due = due.filter(other => other !== one)
    }
  }
  return {
    clock: () => start + set + elapsed,
    pulse: {
      now: () => elapsed,
      sleep: ms => new Promise(resolve => void add(ms, resolve)),
      after: add,
    },
    setClock(byMs) {
      set += byMs
    },
    async pass(ms) {
      const end = elapsed + ms
      for (;;) {
        const [next] = due.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)
        if (!next) break
        due = due.filter(other => other !== next)
        elapsed = Math.max(elapsed, next.at)
        next.run()
        await new Promise(setImmediate)
      }
      elapsed = end
    },
  }
}
