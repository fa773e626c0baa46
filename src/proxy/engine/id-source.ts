// Ids of queries to servers: nobody who has seen some can tell the next one (RFC 5452 §4.3).
import { randomFillSync } from 'node:crypto'

/** Draws a number of 16 bits. */
export type IdSource = () => number

const drawnAtOnce = 8192

/** Draws from the system's generator, many at a time. */
export function createIdSource(): IdSource {
  const ids = new Uint16Array(drawnAtOnce)
  let next = drawnAtOnce
  return () => {
    if (next === drawnAtOnce) {
      randomFillSync(ids)
      next = 0
    }
    return ids[next++]!
  }
}
