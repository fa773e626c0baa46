// Time that only goes on when everyone waits for it.
import type { Pulse } from '../../../src/providers/route53/api/pacer.ts'

export interface VirtualPulse extends Pulse {
  /** How long was slept each time, in the order in which it began. */
  readonly slept: readonly number[]
}

/** A pulse that starts at 0; chance always is what is given. */
export function virtualPulse(chance = 1): VirtualPulse {
  let time = 0
  const slept: number[] = []
  const sleepers: { readonly until: number; readonly wake: () => void }[] = []
  const wakeNext = (): void => {
    sleepers.sort((a, b) => a.until - b.until)
    const next = sleepers.shift()
    if (!next) return
    time = Math.max(time, next.until)
    next.wake()
  }
  return {
    slept,
    now: () => time,
    random: () => chance,
    sleep: ms =>
      new Promise(wake => {
        slept.push(ms)
        sleepers.push({ until: time + ms, wake })
        setImmediate(wakeNext)
      }),
  }
}
