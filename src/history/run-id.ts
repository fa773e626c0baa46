// Identifiers of runs: when they began, UTC, and four digits that tell one from others of that second.

/** Says whether a text is one: `20261122-023012-7f3a`. */
export const isRunId = (text: string): boolean => /^\d{8}-\d{6}-[0-9a-f]{4}$/.test(text)

const digits = (number: number): string => number.toString(16).padStart(4, '0')

/**
 * A new identifier. Those of one second sort as they are given out: the first has a low number, and each goes on from
 * the one before. `known` are those that are there.
 */
export function nextRunId(now: number, known: readonly string[], random: () => number): string {
  const second = new Date(now).toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-')
  const taken = known.filter(id => id.startsWith(second)).map(id => Number.parseInt(id.slice(-4), 16))
  const step = (range: number): number => Math.floor(random() * range)
  return `${second}-${digits(taken.length === 0 ? step(0x8000) : Math.max(...taken) + 1 + step(0x10))}`
}
