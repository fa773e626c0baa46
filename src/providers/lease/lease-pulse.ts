// Time as leases live by it.
import { performance } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'

export interface LeasePulse {
  /** Milliseconds that never go back, and that no setting of the clock changes. */
  now(): number
  sleep(ms: number): Promise<void>
  /** Runs `work` once after a time, which keeps no process from ending; returns what calls it off. */
  after(ms: number, work: () => void): () => void
}

/** The time of the system. */
export const systemPulse: LeasePulse = {
  now: () => performance.now(),
  sleep: async ms => void (await sleep(ms)),
  after(ms, work) {
    const timer = setTimeout(work, ms).unref()
    return () => clearTimeout(timer)
  },
}
