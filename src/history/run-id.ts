// Identifiers of runs: when they began, UTC, and four digits that tell one from others of that second.

/** Says whether a text is one: `20261122-023012-7f3a`. */
export const isRunId = (text: string): boolean => /^\d{8}-\d{6}-[0-9a-f]{4}$/.test(text)

const digits = (number: number): string => number.toString(16).padStart(4, '0')

/**
 * A new identifier, which sorts behind those that are there, `known`, in their order: what later runs have done counts,
 * and the clock may have been set back. The first of a second has a low number, and each goes on from the one before.
 */
export function nextRunId(now: number, known: readonly string[], random: () => number): string {
  const step = (range: number): number => Math.floor(random() * range)
  const newest = known.at(-1)
  if (newest === undefined || secondOf(newest) < textOf(now)) return `${textOf(now)}-${digits(step(0x8000))}`
  const next = Number.parseInt(newest.slice(-4), 16) + 1 + step(0x10)
  if (next <= 0xffff) return `${secondOf(newest)}-${digits(next)}`
  return `${textOf(timeOf(newest) + 1000)}-${digits(step(0x8000))}`
}

const textOf = (time: number): string =>
  new Date(time).toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-')

const secondOf = (id: string): string => id.slice(0, -5)

const timeOf = (id: string): number =>
  Date.parse(id.replace(/^(....)(..)(..)-(..)(..)(..).*/, '$1-$2-$3T$4:$5:$6Z'))
