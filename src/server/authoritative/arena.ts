// Shared memory that grows while a zone is compiled; what is reserved starts at a multiple of 4.
import { fault } from '../../base/errors.ts'

/** Offsets are 32-bit numbers with a sign. */
const maxOctets = 2 ** 31 - 1

export class Arena {
  bytes = new Uint8Array(new SharedArrayBuffer(4096))
  halves = new Uint16Array(this.bytes.buffer)
  words = new Int32Array(this.bytes.buffer)
  /** Octets in use. */
  length = 4

  /** Takes room for so many octets and returns its offset; views taken before may be out of date then. */
  reserve(octets: number): number {
    const start = this.length
    this.length = (start + octets + 3) & ~3
    if (start + octets > maxOctets)
      throw fault('zone-unservable', 'a zone of more than 2 GiB cannot be served')
    if (this.length > this.bytes.length) this.#resize(Math.min(this.length * 1.5 + 4096, maxOctets) & ~3)
    return start
  }

  /** Gives back what is not in use. */
  trim(): void {
    this.#resize(this.length)
  }

  #resize(octets: number): void {
    const old = this.bytes
    this.bytes = new Uint8Array(new SharedArrayBuffer(octets))
    this.bytes.set(old.length > octets ? old.subarray(0, octets) : old)
    this.halves = new Uint16Array(this.bytes.buffer)
    this.words = new Int32Array(this.bytes.buffer)
  }
}
