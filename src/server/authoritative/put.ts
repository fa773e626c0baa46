// Puts records into the answer: copies what the zone has encoded, and sets the pointers in it.
import { farthestPlace } from './encode-rrset.ts'
import type { Exchange, Section } from './exchange.ts'
import type { LookupName } from './lookup-name.ts'
import { recordHead, rrsetLayout } from './snapshot.ts'

/** The place that encoded records have for their owner. */
const questionPlace = 12

/** Puts an RRset whose owner is a name from a label on; false if it does not fit, and then nothing changes. */
export function putRRset(
  x: Exchange,
  section: Section,
  rrset: number,
  name: LookupName,
  label: number,
): boolean {
  const { bytes, halves, words } = x.zone
  const length = words[(rrset + rrsetLayout.length) >> 2]!
  const place = x.end
  if (place + length > x.limit) return false
  const pointers = halves[(rrset + rrsetLayout.pointers) >> 1]!
  if (pointers > 0 && place > farthestPlace) return false

  const { message } = x
  const ownerPlace = name.places[label]!
  const from = rrset + rrsetLayout.records
  for (let i = 0; i < length; i++) message[place + i] = bytes[from + i]!
  if (ownerPlace !== questionPlace) setOwners(message, place, place + length, ownerPlace)
  if (pointers > 0) setPointers(x, place, (from + length + 1) >> 1, pointers, name)

  x.rrset = rrset
  x.recordsPlace = place
  x.end = place + length
  x.counts[section]! += halves[(rrset + rrsetLayout.count) >> 1]!
  return true
}

function setOwners(message: Uint8Array, start: number, end: number, ownerPlace: number): void {
  for (let at = start; at < end; at = nextRecord(message, at)) setPointer(message, at, ownerPlace)
}

function setPointers(
  x: Exchange,
  place: number,
  pointersAt: number,
  count: number,
  { places, labels }: LookupName,
): void {
  const { message } = x
  const { halves } = x.zone
  for (let i = 0; i < count; i++) {
    const at = place + halves[pointersAt + i]!
    const offset = ((message[at]! & 0x3f) << 8) | message[at + 1]!
    setPointer(message, at, message[at]! & 0x40 ? place + offset : places[labels - offset]!)
  }
}

/** Writes a pointer to a place of the message (RFC 1035 §4.1.4). */
export function setPointer(message: Uint8Array, at: number, place: number): void {
  message[at] = 0xc0 | (place >> 8)
  message[at + 1] = place
}

/** The offset behind a record of an answer, whose owner is a pointer. */
export const nextRecord = (message: Uint8Array, at: number): number =>
  at + recordHead + ((message[at + recordHead - 2]! << 8) | message[at + recordHead - 1]!)
