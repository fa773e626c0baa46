// Work under way at one server: so much at once, and a wait until all is done.

export interface Lane {
  /** Starts work once there is room for it; resolves when it has started. What the work throws, `idle` throws. */
  start(work: () => Promise<void>): Promise<void>
  /** Resolves once nothing is under way. */
  idle(): Promise<void>
}

/** Makes a lane for `limit` pieces of work at once. */
export function createLane(limit: number): Lane {
  const underWay = new Set<Promise<void>>()
  let failure: { readonly error: unknown } | undefined
  return {
    async start(work) {
      while (underWay.size >= limit) await Promise.race(underWay)
      const done: Promise<void> = work()
        .catch(error => {
          failure ??= { error }
        })
        .finally(() => underWay.delete(done))
      underWay.add(done)
    },
    async idle() {
      await Promise.all(underWay)
      if (failure) throw failure.error
    },
  }
}
