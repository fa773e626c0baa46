// Puts the records of an alias's target under the name of the alias.
import type { Exchange, Section } from './exchange.ts'
import { type LookupName, readName } from './lookup-name.ts'
import { nextRecord, putRRset, setPointer } from './put.ts'
import { recordHead, rrsetLayout, type Snapshot } from './snapshot.ts'

/**
 * Puts an RRset that is encoded for a name of the arena under another name; false if it does not fit, and then
 * nothing changes. Pointers to the target's labels are written out as far as the apex, which both names have.
 */
export function putFromTarget(
  x: Exchange,
  section: Section,
  rrset: number,
  target: number,
  name: LookupName,
  label: number,
): boolean {
  const { zone, choice, message, end } = x
  const { bytes, halves, words } = zone
  if (halves[(rrset + rrsetLayout.pointers) >> 1] === 0) return putRRset(x, section, rrset, name, label)
  readName(choice.target, bytes, target, bytes.length, zone.seed)
  const start = rrset + rrsetLayout.records
  const behind = start + words[(rrset + rrsetLayout.length) >> 2]!
  for (let at = start; at < behind; ) {
    const place = x.end
    const next = nextRecord(bytes, at)
    if (!copy(x, bytes, at, at + recordHead) || !putData(x, rrset, at + recordHead, next, name)) {
      x.end = end
      return false
    }
    const length = x.end - place - recordHead
    setPointer(message, place, name.places[label]!)
    message[place + recordHead - 2] = length >> 8
    message[place + recordHead - 1] = length
    at = next
  }
  x.rrset = rrset
  x.recordsPlace = end
  x.counts[section]! += halves[(rrset + rrsetLayout.count) >> 1]!
  return true
}

/** Copies a record's data with the names in it. */
function putData(x: Exchange, rrset: number, start: number, end: number, name: LookupName): boolean {
  const { zone } = x
  const records = rrset + rrsetLayout.records
  for (let at = start; at < end; ) {
    const isName = isPointer(zone, rrset, at - records)
    if (!(isName ? putName(x, rrset, at, name) : copy(x, zone.bytes, at, at + 1))) return false
    at += isName ? 2 : 1
  }
  return true
}

/** Writes out a name from the pointer at a place of the arena on; each pointer goes to before the last one. */
function putName(x: Exchange, rrset: number, pointerAt: number, name: LookupName): boolean {
  const { bytes } = x.zone
  const start = rrset + rrsetLayout.records
  let at = pointerAt
  for (;;) {
    while (!isPointer(x.zone, rrset, at - start)) {
      const next = at + bytes[at]! + 1
      if (!copy(x, bytes, at, next)) return false
      if (next === at + 1) return true
      at = next
    }
    const offset = ((bytes[at]! & 0x3f) << 8) | bytes[at + 1]!
    if (!(bytes[at]! & 0x40)) return putSuffix(x, offset, name)
    at = start + offset
  }
}

/** Says whether a pointer stands so many octets behind the first record; the list of pointers is in their order. */
function isPointer({ halves, words }: Snapshot, rrset: number, offset: number): boolean {
  const list = (rrset + rrsetLayout.records + words[(rrset + rrsetLayout.length) >> 2]! + 1) >> 1
  let low = 0
  let high = halves[(rrset + rrsetLayout.pointers) >> 1]!
  while (low < high) {
    const middle = (low + high) >>> 1
    if (halves[list + middle]! < offset) low = middle + 1
    else high = middle
  }
  return low < halves[(rrset + rrsetLayout.pointers) >> 1]! && halves[list + low] === offset
}

/** Ends a name with the last labels of the target, those of the apex by a pointer. */
function putSuffix(x: Exchange, labels: number, name: LookupName): boolean {
  const { octets, starts, labels: all } = x.choice.target
  const shared = Math.min(labels, x.zone.labels)
  if (!copy(x, octets, starts[all - labels]!, starts[all - shared]!) || x.end + 2 > x.limit) return false
  setPointer(x.message, x.end, name.places[name.labels - shared]!)
  x.end += 2
  return true
}

function copy(x: Exchange, from: Uint8Array, start: number, end: number): boolean {
  const { message } = x
  if (x.end + end - start > x.limit) return false
  for (let at = start; at < end; at++) message[x.end++] = from[at]!
  return true
}
