// Notices that the other end of a connection takes nothing of what it is sent.

export class UnsentWatch {
  readonly #sendMs: number
  #unsent = 0
  #since = 0

  /** It may take nothing for so many milliseconds. */
  constructor(sendMs: number) {
    this.#sendMs = sendMs
  }

  /** Looks how much is unsent at a time; true if that has been as much for too long. */
  isStuck(unsent: number, now: number): boolean {
    if (unsent === 0 || unsent !== this.#unsent) {
      this.#unsent = unsent
      this.#since = now
    }
    return now - this.#since > this.#sendMs
  }
}
