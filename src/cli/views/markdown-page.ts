// A comment in GitHub's Markdown that is filled until it is full.

import { countText } from './count-text.ts'
import { escapeHtml } from './escape-html.ts'

/**
 * GitHub refuses a comment of more characters. Octets are counted here, of which a text never has fewer than it has
 * characters, whichever way those are counted.
 */
const mostOctets = 65_536
/** Kept free for the count of what was left out. */
const reserve = 150

/** Between two parts stands an empty line. */
const separator = '\n\n'

export class MarkdownPage {
  readonly #parts: string[]
  #left: number
  #leftOut = 0

  readonly #whole: string

  /** Begins with parts that are there in any case; `whole` says what has all that may be left out here. */
  constructor(head: readonly string[], whole: string) {
    this.#whole = whole
    this.#parts = [...head]
    this.#left = mostOctets - reserve - octetsOf(head.join(separator))
  }

  /** Adds a line of our own words, if there is room. */
  line(text: string): void {
    const cost = octetsOf(separator + text)
    if (cost > this.#left) return
    this.#left -= cost
    this.#parts.push(text)
  }

  /** Adds a fold-out block; items that do not fit are left out. Nothing for no items. */
  block(title: string, items: Iterable<string>, language: string, footer = ''): void {
    const frame = (fence: string, content: string): string[] => [
      `<details open><summary>${escapeHtml(title)}</summary>`,
      `${fence}${language}\n${content}${fence}`,
      ...(footer ? [footer] : []),
      '</details>',
    ]
    const empty = octetsOf(['', ...frame('', '')].join(separator))
    const fitting: string[] = []
    let [octets, fence, leftOut] = [0, 3, 0]
    for (const item of items) {
      if (leftOut > 0) {
        leftOut++
        continue
      }
      const withItem = octets + octetsOf(item) + 1
      const longer = Math.max(fence, longestRun(item) + 1)
      if (empty + withItem + 2 * longer > this.#left) leftOut++
      else {
        ;[octets, fence] = [withItem, longer]
        fitting.push(item)
      }
    }
    this.#leftOut += leftOut
    if (fitting.length === 0) return
    this.#left -= empty + octets + 2 * fence
    this.#parts.push(...frame('`'.repeat(fence), fitting.map(item => `${item}\n`).join('')))
  }

  text(): string {
    const note = `${countText(this.#leftOut, 'item')} left out: the comment is full. ${this.#whole}`
    return `${[...this.#parts, ...(this.#leftOut > 0 ? [note] : [])].join(separator)}\n`
  }
}

const octetsOf = (text: string): number => Buffer.byteLength(text)

/** The longest run of backquotes: a fence has to be longer, so that no value can end the block. */
function longestRun(text: string): number {
  let longest = 0
  for (const [run] of text.matchAll(/`+/g)) longest = Math.max(longest, run.length)
  return longest
}
