// Lets so many probes run at once, so that checks by the thousand do not take every socket the system gives.
import type { Probe } from './probe.ts'

/** Makes a probe that waits for its turn where too many run; one that is ended while it waits never starts. */
export function atMost(limit: number, probe: Probe): Probe {
  const waiting = new Set<() => void>()
  let running = 0

  const turn = (signal: AbortSignal): Promise<void> =>
    new Promise(resolve => {
      const go = (): void => {
        waiting.delete(go)
        signal.removeEventListener('abort', go)
        resolve()
      }
      waiting.add(go)
      signal.addEventListener('abort', go, { once: true })
    })

  return async (check, signal) => {
    while (running >= limit && !signal.aborted) await turn(signal)
    if (signal.aborted) return { isGood: false, detail: 'not checked any more' }
    running++
    try {
      return await probe(check, signal)
    } finally {
      running--
      const [next] = waiting
      next?.()
    }
  }
}
