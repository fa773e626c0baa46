// Shared memory that grows while a zone is built; what is reserved starts at a multiple of 4.
import { fault } from '../../base/errors.ts'

/** Offsets are 32-bit numbers with a sign. */
const maxOctets = 2 ** 31 - 4
const firstSize = 4096
/** Room for changes in a copy, beyond a sixteenth of what is there if memory has to be taken for it. */
const roomForChanges = 4096

export class Arena {
  bytes!: Uint8Array
  halves!: Uint16Array
  words!: Int32Array
  /** Octets taken; 0 is no offset of anything. */
  used: number
  /** Octets taken by what is no longer there. */
  waste: number

  /** Starts empty, or as a copy of a snapshot's memory; in memory that nobody uses any more if it is large enough. */
  constructor(
    from?: { readonly bytes: Uint8Array; readonly used: number; readonly waste: number },
    spare?: Uint8Array,
  ) {
    this.used = from?.used ?? 4
    this.waste = from?.waste ?? 0
    if (spare && spare.length >= this.used + roomForChanges) this.#take(spare.fill(0, this.used), from?.bytes)
    else this.#resize(from ? from.used + (from.used >> 4) + roomForChanges : firstSize, from?.bytes)
  }

  /** Takes room for so many octets and returns its offset; views taken before may be out of date then. */
  reserve(octets: number): number {
    const start = this.used
    this.used = (start + octets + 3) & ~3
    if (this.used > this.bytes.length) {
      if (start + octets > maxOctets) throw fault('zone-unservable', 'a zone takes over 2 GiB when compiled')
      this.#resize(Math.min(this.used * 1.5 + firstSize, maxOctets), this.bytes)
    }
    return start
  }

  /** Gives back what is not taken. */
  trim(): void {
    this.#resize(this.used, this.bytes)
  }

  #resize(octets: number, from?: Uint8Array): void {
    this.#take(new Uint8Array(new SharedArrayBuffer(octets & ~3)), from)
  }

  #take(bytes: Uint8Array, from?: Uint8Array): void {
    if (from) bytes.set(from.subarray(0, this.used))
    this.bytes = bytes
    this.halves = new Uint16Array(bytes.buffer)
    this.words = new Int32Array(bytes.buffer)
  }
}
