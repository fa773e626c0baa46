// Memory whose address the system may be told, as it never moves: it lies outside of the collected heap.
import type { Libc } from './libc.ts'

export interface PinnedMemory {
  readonly octets: Uint8Array
  readonly words: Int32Array
  /** Where its first octet lies, at the start of a line of the processor's cache. */
  readonly address: number
  /** Writes an address, or a length, of 64 bits at an offset. */
  putLong(offset: number, value: number): void
}

const lineOctets = 64

/** Takes memory, all 0; it lives as long as what is returned. */
export function pinMemory(libc: Libc, octets: number): PinnedMemory {
  const whole = Math.ceil(octets / lineOctets) * lineOctets
  const buffer = new ArrayBuffer(whole + lineOctets)
  const start = libc.addressOf(new Uint8Array(buffer))
  const offset = (lineOctets - (start % lineOctets)) % lineOctets
  const words = new Int32Array(buffer, offset, whole / 4)
  return {
    octets: new Uint8Array(buffer, offset, whole),
    words,
    address: start + offset,
    putLong(at, value) {
      words[at / 4] = value | 0
      words[at / 4 + 1] = Math.floor(value / 2 ** 32)
    },
  }
}
