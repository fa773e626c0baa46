// What was counted in the last whole second, from counters that only grow.

export interface Rates {
  /** Looks at the counters; called once a second or so. */
  sample(now: number): void
  /** What a counter grew by a second, between the last two looks. */
  rate(name: string): number
}

/** Starts without knowing anything; `read` tells all counters by name. */
export function createRates(read: () => ReadonlyMap<string, number>): Rates {
  let last: ReadonlyMap<string, number> = new Map()
  let lastAt = Number.NaN
  let rates: ReadonlyMap<string, number> = new Map()
  return {
    sample(now) {
      const counts = read()
      const seconds = (now - lastAt) / 1000
      if (seconds > 0)
        rates = new Map(
          Array.from(counts, ([name, count]) => [name, (count - (last.get(name) ?? 0)) / seconds]),
        )
      last = counts
      lastAt = now
    },
    rate: name => rates.get(name) ?? 0,
  }
}
