// Work that is asked for more often than it can be done.

/**
 * Makes a function that does some work for a key, once at a time: asked for again meanwhile, it does the work once
 * more, so that what it saw last is never older than the last request.
 */
export function coalesced<K>(work: (key: K) => Promise<void>): (key: K) => Promise<void> {
  const running = new Map<K, { again: boolean; readonly done: Promise<void> }>()
  return key => {
    const current = running.get(key)
    if (current) {
      current.again = true
      return current.done
    }
    const repeat = async (): Promise<void> => {
      try {
        do {
          run.again = false
          await work(key)
        } while (run.again)
      } finally {
        running.delete(key)
      }
    }
    const run = { again: false, done: Promise.resolve().then(repeat) }
    running.set(key, run)
    return run.done
  }
}
