// Gives the addresses of an answer in another order, so that clients that take the first one spread over all.
import { drawBelow, type Random } from '../../base/random.ts'
import { headerAt, recordFields, types, u16 } from '../message/layout.ts'
import { recordEnd, skipName } from '../message/skip-name.ts'
import type { CachedExchange } from './packet-cache.ts'

/** Shuffles the data of A and of AAAA records that stand together in the answer section and have the same owner. */
export function shuffleAddresses({ message, length, questionEnd }: CachedExchange, random: Random): void {
  const answers = u16(message, headerAt.answers)
  let first = questionEnd
  let size = 0
  let run = 0
  for (let record = 0, at = questionEnd; record < answers; record++) {
    const fieldsAt = skipName(message, at, length)
    const next = recordEnd(message, fieldsAt, length)
    if (next < 0) return
    if (run === 0 || next - at !== size || !hasSameOwner(message, first, at, size)) {
      first = at
      size = next - at
      run = 0
    }
    run++
    const type = u16(message, fieldsAt)
    if (type === types.A || type === types.AAAA)
      swapData(message, first + drawBelow(random, run) * size, at, fieldsAt + recordFields - at, size)
    at = next
  }
}

/** Compares owner, type and class of two records of the same size; addresses are the same length then too. */
function hasSameOwner(message: Uint8Array, a: number, b: number, size: number): boolean {
  const fields = skipName(message, a, a + size) - a
  for (let i = 0; i < fields + 4; i++) if (message[a + i] !== message[b + i]) return false
  return true
}

function swapData(message: Uint8Array, a: number, b: number, from: number, to: number): void {
  for (let i = from; i < to; i++) {
    const octet = message[a + i]!
    message[a + i] = message[b + i]!
    message[b + i] = octet
  }
}
