// Keeps something running in a thread: what ends unexpectedly is started again.
import { setTimeout as after } from 'node:timers/promises'
import type { Clock } from '../../base/clock.ts'
import type { Thread } from '../start-thread.ts'

/** How long a thread may take to end, and when one that has ended starts again: each time twice as late. */
export interface ThreadLimits {
  readonly stopMs: number
  readonly firstRestartMs: number
  readonly lastRestartMs: number
}

/** What holds unless a test says otherwise. */
export const threadLimits: ThreadLimits = { stopMs: 1000, firstRestartMs: 1000, lastRestartMs: 60_000 }

/** A thread from its start to its end. */
export interface ThreadRun {
  readonly thread: Thread<{ readonly order: 'stop' }>
  /** Why it ended. */
  readonly ended: Promise<string>
}

interface Keeping<R extends ThreadRun> {
  readonly clock: Clock
  readonly limits: ThreadLimits
  start(): R
  /** Tells that a run has ended, and in how many seconds the next one starts. */
  onEnd(reason: string, seconds: number): void
  /** Tells of a run that took over. */
  onRestart(run: R): void
}

export interface KeptThread<R extends ThreadRun> {
  /** The run that is on, or was last. */
  readonly run: R
  /** Starts it again from now on whenever it ends. */
  keep(): void
  stop(): Promise<void>
}

/** Starts a thread. */
export function keepThread<R extends ThreadRun>(keeping: Keeping<R>): KeptThread<R> {
  const { clock, limits } = keeping
  const stopping = new AbortController()
  let run = keeping.start()

  /** Starts one run after the other. */
  async function keep(): Promise<void> {
    let delay = limits.firstRestartMs
    for (;;) {
      const since = clock()
      const reason = await run.ended
      if (stopping.signal.aborted) return
      if (clock() - since > limits.lastRestartMs) delay = limits.firstRestartMs
      keeping.onEnd(reason, delay / 1000)
      await after(delay, undefined, { signal: stopping.signal }).catch(() => {})
      if (stopping.signal.aborted) return
      delay = Math.min(2 * delay, limits.lastRestartMs)
      run = keeping.start()
      keeping.onRestart(run)
    }
  }

  return {
    get run() {
      return run
    },
    keep: () => void keep(),
    async stop() {
      stopping.abort()
      run.thread.order({ order: 'stop' })
      const deadline = setTimeout(() => run.thread.terminate(), limits.stopMs)
      await run.ended
      clearTimeout(deadline)
    },
  }
}

/** A promise that another settles. */
export function deferred<T>(): { readonly promise: Promise<T>; readonly resolve: (value: T) => void } {
  let resolve!: (value: T) => void
  const promise = new Promise<T>(settle => {
    resolve = settle
  })
  return { promise, resolve }
}
