// A fingerprint of what a provider holds, taken while it streams by, in whatever order it comes.
import { createHash, hash } from 'node:crypto'
import { canonicalRRset } from '../dns/canonical.ts'
import type { RRset } from '../dns/rrset.ts'

/**
 * Sums up RRsets. Each one's canonical line is hashed with SHA-256, the hashes are added in eight lanes of
 * 32 bits, and the sums and the number of RRsets are hashed again: the order has no say, nothing is kept,
 * and nothing is sorted. It tells change from no change; it is no defence against forgery, which the
 * before images of a plan's changes are.
 */
export class Fingerprint {
  readonly #lanes = new Uint32Array(8)
  #count = 0

  add(rrset: RRset): void {
    // A string is by far the cheapest that node:crypto gives back.
    const digest = hash('sha256', canonicalRRset(rrset), 'binary')
    for (let lane = 0; lane < 8; lane++) this.#lanes[lane]! += word(digest, lane * 4)
    this.#count++
  }

  /** 64 hexadecimal digits. */
  digest(): string {
    return createHash('sha256')
      .update(`${this.#count} ${this.#lanes.join(' ')}`)
      .digest('hex')
  }
}

const word = (octets: string, at: number): number =>
  octets.charCodeAt(at) |
  (octets.charCodeAt(at + 1) << 8) |
  (octets.charCodeAt(at + 2) << 16) |
  (octets.charCodeAt(at + 3) << 24)
