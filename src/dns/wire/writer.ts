// Writes DNS data to octets, with name compression where it is allowed (RFC 1035 §4.1.4).
import { fault } from '../../base/errors.ts'
import { type Name, nameKey, nameToWire, parentOf, root } from '../name.ts'

/** Pointers have 14 bits. */
const maxPointerTarget = 0x3fff
/** Record data and messages have lengths of 16 bits. */
const maxOctets = 65535

/** Writes forward into memory that grows; throws `rdata-range` where data are too long for their place. */
export class WireWriter {
  #octets: Uint8Array
  #seen: Map<Name, number> | undefined
  readonly #limit: number
  length = 0

  /** With `compress`, names written by `name(…, true)` may become pointers. `size` is a guess, `limit` is not. */
  constructor({ compress = false, size = 512, limit = maxOctets } = {}) {
    this.#limit = limit
    this.#octets = new Uint8Array(size)
    if (compress) this.#seen = new Map()
  }

  #reserve(count: number): number {
    const start = this.length
    if (start + count > this.#limit)
      throw fault('rdata-range', `${start + count} octets are more than the ${this.#limit} that fit`)
    if (start + count > this.#octets.length) {
      const larger = new Uint8Array(Math.max(this.#octets.length * 2, start + count))
      larger.set(this.#octets)
      this.#octets = larger
    }
    this.length += count
    return start
  }

  u8(value: number): void {
    const at = this.#reserve(1)
    this.#octets[at] = value
  }

  u16(value: number): void {
    const at = this.#reserve(2)
    this.#octets[at] = value >> 8
    this.#octets[at + 1] = value
  }

  u32(value: number): void {
    this.u16(value >>> 16)
    this.u16(value & 0xffff)
  }

  bytes(octets: Uint8Array): void {
    const at = this.#reserve(octets.length)
    this.#octets.set(octets, at)
  }

  /** Writes two octets for a length, then what `write` writes, which is that long. */
  lengthPrefixed(write: () => void): void {
    const at = this.#reserve(2)
    write()
    const length = this.length - at - 2
    if (length > maxOctets)
      throw fault('rdata-range', `data of ${length} octets are longer than ${maxOctets}`)
    this.patchU16(at, length)
  }

  /** Writes over two octets that were written before, such as a count that is known only now. */
  patchU16(at: number, value: number): void {
    this.#octets[at] = value >> 8
    this.#octets[at + 1] = value
  }

  /** Writes a name; its suffixes are remembered, and used if `compress` says that a pointer is allowed here. */
  name(name: Name, compress = false): void {
    const octets = nameToWire(name)
    if (!this.#seen) return this.bytes(octets)
    let at = 0
    for (let suffix = nameKey(name); suffix !== root; suffix = parentOf(suffix)) {
      const target = this.#seen.get(suffix)
      if (compress && target !== undefined) return this.u16(0xc000 | target)
      if (target === undefined && this.length <= maxPointerTarget) this.#seen.set(suffix, this.length)
      const next = at + 1 + octets[at]!
      this.bytes(octets.subarray(at, next))
      at = next
    }
    this.u8(0)
  }

  /** Takes back all that was written from `length` on, and the names remembered there. */
  cut(length: number): void {
    this.length = length
    for (const [suffix, at] of this.#seen ?? []) if (at >= length) this.#seen!.delete(suffix)
  }

  /** What was written; a view that the next write may leave behind. */
  finish(): Uint8Array {
    return this.#octets.subarray(0, this.length)
  }
}
