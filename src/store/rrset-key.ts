// Keys of RRsets: sorted octet by octet, they stand in the canonical order of names (RFC 4034 §6.1).
import { type Name, nameOrderKey } from '../dns/name.ts'
import type { RRTypeName } from '../dns/rr/define-type.ts'

/*
 *  +----------+--------------------------+-----+------+
 *  | zone id  | com 0 example 0 www      | 0 0 | type |
 *  +----------+--------------------------+-----+------+
 *  4 octets     no label begins with 0, so a name comes before those below it
 */

/** The key of an RRset in the zone of a number. */
export function rrsetKeyOctets(zoneId: number, owner: Name, type: RRTypeName): Buffer {
  const text = `${nameOrderKey(owner)}\0\0${type}`
  const key = Buffer.allocUnsafe(4 + text.length)
  key.writeUInt32BE(zoneId)
  key.write(text, 4, 'latin1')
  return key
}

/** The keys between which all RRsets of a zone stand. */
export function zoneRange(zoneId: number): { start: Buffer; end: Buffer } {
  const [start, end] = [Buffer.alloc(4), Buffer.alloc(4)]
  start.writeUInt32BE(zoneId)
  end.writeUInt32BE(zoneId + 1)
  return { start, end }
}
