// Walks the TTLs of an answer: the smallest, and what rules make of them. OPT has flags where others have a TTL.
import type { Transaction } from '../transaction.ts'
import { recordCount, recordsAt, setU32, types, u16 } from './layout.ts'
import { recordEnd, skipName } from './skip-name.ts'
import { hasType, type TypeSet } from './type-set.ts'

/** The largest TTL; one with the uppermost bit set is taken as 0 (RFC 2181 §8). */
export const maxTtl = 0x7fffffff

/** Brings the TTLs, of some types or all, between two numbers of seconds. What is malformed ends it. */
export function limitTtls(t: Transaction, min: number, max: number, only?: TypeSet): void {
  const { message, length } = t
  let at = recordsAt(t)
  for (let left = at < 0 ? 0 : recordCount(message); left > 0; left--) {
    const fieldsAt = skipName(message, at, length)
    at = recordEnd(message, fieldsAt, length)
    if (at < 0) return
    const type = u16(message, fieldsAt)
    if (type === types.OPT || (only !== undefined && !hasType(only, type))) continue
    const ttl = ttlAt(message, fieldsAt)
    if (ttl < min) setU32(message, fieldsAt + 4, min)
    else if (ttl > max) setU32(message, fieldsAt + 4, max)
  }
}

/** Leaves so many percent of each TTL, rounded down. */
export function reduceTtls(t: Transaction, percentage: number): void {
  const { message, length } = t
  let at = recordsAt(t)
  for (let left = at < 0 ? 0 : recordCount(message); left > 0; left--) {
    const fieldsAt = skipName(message, at, length)
    at = recordEnd(message, fieldsAt, length)
    if (at < 0) return
    if (u16(message, fieldsAt) === types.OPT) continue
    setU32(message, fieldsAt + 4, Math.floor((ttlAt(message, fieldsAt) * percentage) / 100))
  }
}

/** The smallest TTL; −1 if no record has one, or the message is malformed. */
export function smallestTtl(t: Transaction): number {
  const { message, length } = t
  let smallest = -1
  let at = recordsAt(t)
  for (let left = at < 0 ? 0 : recordCount(message); left > 0; left--) {
    const fieldsAt = skipName(message, at, length)
    at = recordEnd(message, fieldsAt, length)
    if (at < 0) return -1
    if (u16(message, fieldsAt) === types.OPT) continue
    const ttl = ttlAt(message, fieldsAt)
    if (smallest < 0 || ttl < smallest) smallest = ttl
  }
  return smallest
}

function ttlAt(message: Uint8Array, fieldsAt: number): number {
  const upper = u16(message, fieldsAt + 4)
  return upper & 0x8000 ? 0 : upper * 65_536 + u16(message, fieldsAt + 6)
}
