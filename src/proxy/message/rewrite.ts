// Writes a message anew without some of its records. Names that were compressed stay so, wherever what they point to
// still is there; where it went with its record, they are written in full (RFC 1035 §4.1.4).
import type { Transaction } from '../transaction.ts'
import { headerAt, headerOctets, recordCount, recordFields, recordsAt, setU16, types, u16 } from './layout.ts'
import { recordEnd, skipName } from './skip-name.ts'
import { hasType, type TypeSet } from './type-set.ts'

/** Labels and pointers that a name has at most: those of 255 octets, and a pointer before each of them. */
const maxNameSteps = 256
const maxNameOctets = 255
/** Pointers have 14 bits. */
const farthestPlace = 0x3fff

/**
 * Names in record data: octets before the first, and how many there are. Only these may be compressed (RFC 3597 §4);
 * those of RRSIG may not, yet names behind them may point there.
 */
const namesInData: readonly (readonly [code: number, before: number, names: number])[] = [
  [2, 0, 1], // NS
  [3, 0, 1], // MD
  [4, 0, 1], // MF
  [5, 0, 1], // CNAME
  [6, 0, 2], // SOA
  [7, 0, 1], // MB
  [8, 0, 1], // MG
  [9, 0, 1], // MR
  [12, 0, 1], // PTR
  [14, 0, 2], // MINFO
  [15, 2, 1], // MX
  [17, 0, 2], // RP
  [18, 2, 1], // AFSDB
  [21, 2, 1], // RT
  [24, 18, 1], // SIG
  [26, 2, 2], // PX
  [30, 0, 1], // NXT
  [33, 6, 1], // SRV
  [36, 2, 1], // KX
  [39, 0, 1], // DNAME
  [46, 18, 1], // RRSIG
]
const octetsBefore = new Uint8Array(256)
const nameCounts = new Uint8Array(256)
for (const [code, before, names] of namesInData) {
  octetsBefore[code] = before
  nameCounts[code] = names
}

/** The message as it becomes, and how much of it there is. */
const written = new Uint8Array(65_535)
let end = 0
/** Where the label at an offset of the message stands in what is written; 0 if it is not there. */
const placeOf = new Uint16Array(65_536)

/**
 * Leaves out the records of some types and their signatures, and moves the OPT record to the end, or leaves it out.
 * False if the message is malformed or would not fit, and then nothing changes.
 */
export function rewrite(t: Transaction, without: TypeSet | undefined, keepsOpt: boolean): boolean {
  const { message, length } = t
  let at = recordsAt(t)
  if (at < headerOctets || at > length) return false
  placeOf.fill(0, 0, length)
  begin(message, at)
  for (let count = headerAt.answers; count <= headerAt.additionals; count += 2) {
    const records = u16(message, count)
    let kept = 0
    for (let i = 0; i < records; i++) {
      const fieldsAt = skipName(message, at, length)
      const next = recordEnd(message, fieldsAt, length)
      if (next < 0) return false
      const isLeftOut = without !== undefined && isOf(without, message, fieldsAt, next)
      if (!isLeftOut && u16(message, fieldsAt) !== types.OPT) {
        if (!copyRecord(message, at, fieldsAt, next)) return false
        kept++
      }
      at = next
    }
    setU16(written, count, kept)
  }
  return finish(t, keepsOpt)
}

/** Says whether the message has records of some types. */
export function hasRecordOf(t: Transaction, set: TypeSet): boolean {
  const { message, length } = t
  let at = recordsAt(t)
  for (let left = at < 0 ? 0 : recordCount(message); left > 0; left--) {
    const fieldsAt = skipName(message, at, length)
    at = recordEnd(message, fieldsAt, length)
    if (at < 0) return false
    if (isOf(set, message, fieldsAt, at)) return true
  }
  return false
}

/** Says whether a record is of one of the types, or a signature over one. */
function isOf(set: TypeSet, message: Uint8Array, fieldsAt: number, next: number): boolean {
  const type = u16(message, fieldsAt)
  const dataAt = fieldsAt + recordFields
  if (type === types.RRSIG && dataAt + 2 <= next && hasType(set, u16(message, dataAt))) return true
  return type !== types.OPT && hasType(set, type)
}

/** Copies the header and the question, whose labels stay where they are. */
function begin(message: Uint8Array, questionEnd: number): void {
  for (let i = 0; i < questionEnd; i++) written[i] = message[i]!
  for (let at = headerOctets; at < questionEnd && message[at]! > 0 && message[at]! < 64; ) {
    placeOf[at] = at
    at += message[at]! + 1
  }
  end = questionEnd
}

function finish(t: Transaction, keepsOpt: boolean): boolean {
  const { message, optAt, optEnd } = t
  const isWithOpt = keepsOpt && optAt > 0
  const optLength = isWithOpt ? optEnd - optAt : 0
  if (end + optLength > Math.min(written.length, message.length)) return false
  for (let i = 0; i < optLength; i++) written[end + i] = message[optAt + i]!
  if (isWithOpt) setU16(written, headerAt.additionals, u16(written, headerAt.additionals) + 1)
  t.optAt = isWithOpt ? end : 0
  end += optLength
  t.optEnd = isWithOpt ? end : 0
  t.length = end
  for (let i = 0; i < end; i++) message[i] = written[i]!
  return true
}

function copyRecord(message: Uint8Array, at: number, fieldsAt: number, next: number): boolean {
  if (copyName(message, at, next) < 0 || !copyOctets(message, fieldsAt, fieldsAt + recordFields)) return false
  const type = u16(message, fieldsAt)
  const dataPlace = end
  const names = type < 256 ? nameCounts[type]! : 0
  let from = fieldsAt + recordFields
  if (names > 0) {
    if (from + octetsBefore[type]! > next || !copyOctets(message, from, from + octetsBefore[type]!))
      return false
    from += octetsBefore[type]!
    for (let i = 0; i < names && from >= 0; i++) from = copyName(message, from, next)
    if (from < 0 || from > next) return false
  }
  if (!copyOctets(message, from, next)) return false
  setU16(written, dataPlace - 2, end - dataPlace)
  return true
}

function copyOctets(message: Uint8Array, from: number, to: number): boolean {
  if (end + to - from > written.length) return false
  for (let i = from; i < to; i++) written[end++] = message[i]!
  return true
}

/** Copies a name up to a label that is written already, and points there; the offset behind it in the message, or −1. */
function copyName(message: Uint8Array, at: number, limit: number): number {
  let next = -1
  let octets = 1
  for (let step = 0; step < maxNameSteps; step++) {
    if (at >= limit) return -1
    const label = message[at]!
    if (label >= 0xc0) {
      if (at + 2 > limit) return -1
      if (next < 0) next = at + 2
      const target = u16(message, at) & farthestPlace
      // A pointer leads to a prior name (RFC 1035 §4.1.4); one that does not could lead round for ever.
      if (target >= at) return -1
      at = target
      continue
    }
    octets += label + 1
    if (label > 63 || octets > maxNameOctets + 1 || end + label + 2 > written.length) return -1
    if (label === 0) {
      written[end++] = 0
      return next < 0 ? at + 1 : next
    }
    const place = placeOf[at]!
    if (place > 0) {
      setU16(written, end, 0xc000 | place)
      end += 2
      return next < 0 ? skipName(message, at, limit) : next
    }
    if (at + label >= limit) return -1
    if (end <= farthestPlace) placeOf[at] = end
    copyOctets(message, at, at + label + 1)
    at += label + 1
  }
  return -1
}
