// The time of a thread: the same in all threads of the process, and never set back.
import type { ThreadClock } from '../rules/rule.ts'

export interface ReadClock extends ThreadClock {
  /** Reads it anew. */
  read(): void
}

const nanosecondsOfMs = 1_000_000n

/** Makes a clock of milliseconds since the machine has started; Node's own starts anew in each thread. */
export function createThreadClock(): ReadClock {
  const offset = Number(process.hrtime.bigint() / nanosecondsOfMs) - performance.now()
  const clock: ReadClock = {
    ms: 0,
    seconds: 0,
    read() {
      clock.ms = performance.now() + offset
      clock.seconds = Math.floor(clock.ms / 1000)
    },
  }
  clock.read()
  return clock
}
