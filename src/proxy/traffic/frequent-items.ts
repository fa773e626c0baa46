// The most frequent of very many things, in bounded memory (Misra and Gries, "Finding repeated elements", 1982).

export interface FrequentItems {
  add(key: string): void
  /**
   * The most frequent: each is counted `count` times at least and `count + error` at most, and whatever is more frequent
   * than `error` is among those kept.
   */
  top(most: number): { readonly key: string; readonly count: number }[]
  /** By how much a count may be too low. */
  readonly error: number
  clear(): void
}

/** Keeps up to twice `kept` keys; then all lose what the smallest of the larger half has. */
export function createFrequentItems(kept: number): FrequentItems {
  const counts = new Map<string, number>()
  let error = 0

  function forget(): void {
    const loss = [...counts.values()].sort((a, b) => b - a)[kept]!
    error += loss
    for (const [key, count] of counts) {
      if (count > loss) counts.set(key, count - loss)
      else counts.delete(key)
    }
  }

  return {
    add(key) {
      counts.set(key, (counts.get(key) ?? 0) + 1)
      if (counts.size > 2 * kept) forget()
    },
    top: most =>
      [...counts]
        .sort(([aKey, a], [bKey, b]) => b - a || (aKey < bKey ? -1 : 1))
        .slice(0, most)
        .map(([key, count]) => ({ key, count })),
    get error() {
      return error
    },
    clear() {
      counts.clear()
      error = 0
    },
  }
}
