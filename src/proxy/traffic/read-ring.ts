// Reads the records of rings while their threads go on writing: what is overwritten meanwhile is left out.
import { type Ring, recordAt, recordOctets } from './ring.ts'

/** One record, copied: valid until the next one is read. */
export interface RingRecord {
  readonly doubles: Float64Array
  readonly words: Int32Array
  readonly octets: Uint8Array
}

/** Makes room for a record. */
export function createRingRecord(): RingRecord {
  const buffer = new ArrayBuffer(recordOctets)
  return { doubles: new Float64Array(buffer), words: new Int32Array(buffer), octets: new Uint8Array(buffer) }
}

/** The number of the last record of a ring, from 1; 0 if it has none. */
export const lastNumber = ({ head }: Ring): number => head[0]!

/** The number of the oldest record that a ring still has. */
export const oldestNumber = (ring: Ring): number => Math.max(1, lastNumber(ring) - ring.size + 1)

/** Copies a record; false if it has been overwritten, or is being. */
export function copyRecord(ring: Ring, number: number, into: RingRecord): boolean {
  const start = ((number - 1) % ring.size) * recordOctets
  if (ring.doubles[start / 8 + recordAt.number] !== number) return false
  into.octets.set(ring.octets.subarray(start, start + recordOctets))
  return into.doubles[recordAt.number] === number && ring.doubles[start / 8 + recordAt.number] === number
}

/** Visits all records of a ring, the oldest first. */
export function eachRecord(ring: Ring, record: RingRecord, visit: (record: RingRecord) => void): void {
  if (ring.size === 0) return
  const last = lastNumber(ring)
  for (let number = oldestNumber(ring); number <= last; number++)
    if (copyRecord(ring, number, record)) visit(record)
}

/** Only those of ASCII have another case in DNS (RFC 4343). */
const capitals = /[A-Z]+/g

/** The name of a record in lower case, an octet a character: equal for equal names, and quick to make. */
export function nameKeyOf({ octets }: RingRecord): string {
  const start = recordAt.name
  const length = octets[recordAt.nameOctets]!
  return Buffer.from(octets.buffer, octets.byteOffset + start, length)
    .toString('latin1')
    .replace(capitals, letters => letters.toLowerCase())
}
