// One line of progress on a terminal, rewritten in place; nothing where stderr is not a terminal.
import type { WriteStream } from 'node:tty'
import type { Event } from '../base/io.ts'

type ProgressEvent = Extract<Event, { kind: 'progress' }>

/** Work that is done sooner shows nothing. */
const showAfterMs = 500
const everyMs = 100
/** Some terminals do not tell their width, or that it is 0. */
const defaultColumns = 80

export class Progress {
  readonly #out: WriteStream
  readonly #started = performance.now()
  #shownAt = 0
  #isShown = false

  constructor(out: WriteStream) {
    this.#out = out
  }

  show({ task, done, total }: ProgressEvent): void {
    const now = performance.now()
    if (!this.#out.isTTY || now - this.#started < showAfterMs || now - this.#shownAt < everyMs) return
    this.#shownAt = now
    this.#isShown = true
    const line = total === undefined ? `${task}: ${done}` : `${task}: ${done} of ${total}`
    this.#out.write(`\r\x1b[2K${line.slice(0, (this.#out.columns || defaultColumns) - 1)}`)
  }

  /** Takes the line away, so that something else can be written. */
  clear(): void {
    if (this.#isShown) this.#out.write('\r\x1b[2K')
    this.#isShown = false
  }
}
