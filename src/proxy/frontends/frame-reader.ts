// Cuts a TCP stream into messages, each after its length in two octets (RFC 1035 §4.2.2); what is not whole is kept.

/** Memory for a message grows as its octets come, so that announcing large ones costs its sender as much as us. */
const firstOctets = 512

/** Reads messages out of chunks, one by one. */
export class FrameReader {
  #chunk: Uint8Array | undefined
  #at = 0
  /** What has come of a message whose rest is in chunks to come, with its length before it. */
  #part: Uint8Array | undefined
  #filled = 0

  /** Takes the next chunk; the one before must have been read to its end. */
  take(chunk: Uint8Array): void {
    this.#chunk = chunk
    this.#at = 0
  }

  /** Whether there is more to read. */
  get hasMore(): boolean {
    return this.#chunk !== undefined
  }

  /** Whether a message has begun that is not whole. */
  get hasPart(): boolean {
    return this.#filled > 0
  }

  /** Forgets all that was not read. */
  clear(): void {
    this.#chunk = undefined
    this.#part = undefined
    this.#filled = 0
  }

  /** Copies the next whole message to the start of `message`; its length, or −1 if none is whole. */
  next(message: Uint8Array): number {
    const chunk = this.#chunk
    if (!chunk) return -1
    const left = chunk.length - this.#at
    if (this.#filled > 0 || left < 2) return this.#nextFromParts(chunk, message)
    const length = (chunk[this.#at]! << 8) | chunk[this.#at + 1]!
    if (left < 2 + length) return this.#nextFromParts(chunk, message)
    message.set(chunk.subarray(this.#at + 2, this.#at + 2 + length))
    this.#forward(chunk, 2 + length)
    return length
  }

  #nextFromParts(chunk: Uint8Array, message: Uint8Array): number {
    const length = this.#fill(chunk, 2) ? (this.#part![0]! << 8) | this.#part![1]! : -1
    if (length < 0 || !this.#fill(chunk, 2 + length)) return -1
    message.set(this.#part!.subarray(2, 2 + length))
    this.#filled = 0
    this.#part = undefined
    return length
  }

  /** Adds to the part what it lacks of so many octets; false if the chunk has less. */
  #fill(chunk: Uint8Array, octets: number): boolean {
    const count = Math.min(octets - this.#filled, chunk.length - this.#at)
    if (count > 0) {
      const part = this.#roomFor(this.#filled + count, octets)
      part.set(chunk.subarray(this.#at, this.#at + count), this.#filled)
      this.#filled += count
    }
    this.#forward(chunk, Math.max(0, count))
    return this.#filled >= octets
  }

  #roomFor(octets: number, inAll: number): Uint8Array {
    const part = this.#part
    if (part && part.length >= octets) return part
    const larger = new Uint8Array(Math.max(firstOctets, octets, Math.min(inAll, 2 * octets)))
    if (part) larger.set(part.subarray(0, this.#filled))
    this.#part = larger
    return larger
  }

  #forward(chunk: Uint8Array, count: number): void {
    this.#at += count
    if (this.#at === chunk.length) this.#chunk = undefined
  }
}
