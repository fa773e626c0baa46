// Writes DNS data to octets, with name compression where it is allowed (RFC 1035 §4.1.4).
import { fault } from '../../base/errors.ts'
import { labelsOf, type Name, nameKey, nameToWire, parentOf, root } from '../name.ts'

/** Pointers have 14 bits. */
const maxPointerTarget = 0x3fff
const maxMessage = 65535

export class WireWriter {
  #octets: Uint8Array
  #seen: Map<Name, number> | undefined
  length = 0

  /** With `compress`, names written by `name(…, true)` may become pointers. */
  constructor({ compress = false, size = 512 } = {}) {
    this.#octets = new Uint8Array(size)
    if (compress) this.#seen = new Map()
  }

  #reserve(count: number): number {
    const start = this.length
    if (start + count > maxMessage)
      throw fault('rdata-range', `data of more than ${maxMessage} octets does not fit a message`)
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

  /** Writes over two octets that were written before, such as a length that is known only now. */
  patchU16(at: number, value: number): void {
    this.#octets[at] = value >> 8
    this.#octets[at + 1] = value
  }

  /** Writes a name; its suffixes are remembered, and used if `compress` says that a pointer is allowed here. */
  name(name: Name, compress = false): void {
    if (!this.#seen) return this.bytes(nameToWire(name))
    let rest = name
    while (rest !== root) {
      const key = nameKey(rest)
      const target = this.#seen.get(key)
      if (compress && target !== undefined) return this.u16(0xc000 | target)
      if (target === undefined && this.length <= maxPointerTarget) this.#seen.set(key, this.length)
      const label = labelsOf(rest)[0]!
      this.bytes(nameToWire(`${label}.` as Name).subarray(0, -1))
      rest = parentOf(rest)
    }
    this.u8(0)
  }

  /** What was written; a view that the next write may leave behind. */
  finish(): Uint8Array {
    return this.#octets.subarray(0, this.length)
  }
}
