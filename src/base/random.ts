// Random numbers for choosing: fast, the same for the same seed, and no secret.

/** Draws a number from 0 to 2^31 − 1, which V8 holds without allocating. */
export type Random = () => number

/** Starts a sequence (mulberry32). The seed is no secret: who sees what was chosen can find it out. */
export function createRandom(seed: number): Random {
  // In an array, as a variable of a closure would be allocated anew whenever it does not fit 31 bits.
  const state = Int32Array.of(seed)
  return () => {
    const next = (state[0]! + 0x6d2b79f5) | 0
    state[0] = next
    let mixed = Math.imul(next ^ (next >>> 15), 1 | next)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return (mixed ^ (mixed >>> 14)) >>> 1
  }
}

/** Draws a whole number below a limit of at most 2^21, all of them as often to within a millionth. */
export const drawBelow = (random: Random, limit: number): number => Math.floor((random() * limit) / 2 ** 31)
