// Reads DNS data from octets, with every length checked (RFC 1035 §4.1).
import { fault } from '../../base/errors.ts'
import { labelText, type Name, root } from '../name.ts'

const maxNameOctets = 255
/** A name of 255 octets has at most 127 labels, and nobody needs more than one pointer a label. */
const maxPointers = 127

/** Reads forward from `offset` up to `end`; throws `wire-malformed` where that is not possible. */
export class WireReader {
  readonly octets: Uint8Array
  offset: number
  end: number

  constructor(octets: Uint8Array, offset = 0, end = octets.length) {
    this.octets = octets
    this.offset = offset
    this.end = end
  }

  get left(): number {
    return this.end - this.offset
  }

  /** Moves over `count` octets and returns where they start. */
  take(count: number): number {
    const start = this.offset
    if (count > this.end - start)
      throw fault('wire-malformed', `${count} octets are needed at offset ${start} and ${this.left} are left`)
    this.offset += count
    return start
  }

  u8(): number {
    return this.octets[this.take(1)]!
  }

  u16(): number {
    const at = this.take(2)
    return (this.octets[at]! << 8) | this.octets[at + 1]!
  }

  u32(): number {
    return this.u16() * 0x10000 + this.u16()
  }

  /** A view of the next octets; not a copy. */
  bytes(count: number): Uint8Array {
    const start = this.take(count)
    return this.octets.subarray(start, start + count)
  }

  /** A reader of the next octets alone; names in them may still point back into all of the message. */
  section(count: number): WireReader {
    const start = this.take(count)
    return new WireReader(this.octets, start, start + count)
  }

  /** All that is left. */
  rest(): Uint8Array {
    return this.bytes(this.left)
  }

  /** A name, which may point back into the message (RFC 1035 §4.1.4). */
  name(): Name {
    let text = ''
    let length = 1
    let at = this.offset
    let end = this.end
    let next = -1
    for (let pointers = 0; ; ) {
      if (at >= end) throw fault('wire-malformed', `a name ends early at offset ${at}`)
      const octet = this.octets[at]!
      if (octet >= 0xc0) {
        if (at + 1 >= end) throw fault('wire-malformed', `a pointer ends early at offset ${at}`)
        const target = ((octet & 0x3f) << 8) | this.octets[at + 1]!
        if (next < 0) next = at + 2
        if (target >= at) throw fault('wire-malformed', `the pointer at offset ${at} does not point back`)
        if (++pointers > maxPointers) throw fault('wire-malformed', 'a name has more pointers than labels')
        // A target lies anywhere before the pointer, also before the rdata that this reader is bounded to;
        // what is read from there ends before the pointer, so each jump leaves less to read.
        end = at
        at = target
        continue
      }
      if (octet > 63) throw fault('wire-malformed', `label type ${octet >> 6} at offset ${at} is unknown`)
      at++
      if (octet === 0) break
      if (at + octet > end) throw fault('wire-malformed', `a label ends early at offset ${at}`)
      length += octet + 1
      if (length > maxNameOctets) throw fault('wire-malformed', 'a name is longer than 255 octets')
      text += `${labelText(this.octets, at, octet)}.`
      at += octet
    }
    this.offset = next < 0 ? at : next
    return text === '' ? root : (text as Name)
  }
}
