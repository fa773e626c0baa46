// Progress: one line on a terminal, rewritten in place; elsewhere, as in the log of CI, a line now and then.
import type { WriteStream } from 'node:tty'
import type { Event } from '../base/io.ts'

type ProgressEvent = Extract<Event, { kind: 'progress' }>

/** Work that is done sooner shows nothing. */
const showAfterMs = 500
const everyMs = 100
/** In a log: only long work is worth a line, and one that is read later need not have many, however long it takes. */
const logEveryMs = 10_000
const logAtMostEveryMs = 300_000
/** Some terminals do not tell their width, or that it is 0. */
const defaultColumns = 80

export class Progress {
  readonly #out: WriteStream
  readonly #started = performance.now()
  #shownAt = this.#started
  #logNextMs = logEveryMs
  #isShown = false

  constructor(out: WriteStream) {
    this.#out = out
  }

  show({ task, done, total }: ProgressEvent): void {
    const now = performance.now()
    const { isTTY, columns } = this.#out
    if (now - this.#started < showAfterMs || now - this.#shownAt < (isTTY ? everyMs : this.#logNextMs)) return
    this.#shownAt = now
    const line = total === undefined ? `${task}: ${done}` : `${task}: ${done} of ${total}`
    if (!isTTY) {
      this.#logNextMs = Math.min(2 * this.#logNextMs, logAtMostEveryMs)
      this.#out.write(`${line}\n`)
      return
    }
    this.#isShown = true
    this.#out.write(`\r\x1b[2K${line.slice(0, (columns || defaultColumns) - 1)}`)
  }

  /** Takes the line away, so that something else can be written. */
  clear(): void {
    if (this.#isShown) this.#out.write('\r\x1b[2K')
    this.#isShown = false
  }
}
