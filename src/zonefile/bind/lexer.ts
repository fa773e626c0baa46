// Cuts a master file into entries and their words, by character codes (RFC 1035 §5.1).
// An entry is a line, or several that parentheses or a quoted string join. Nothing is allocated for a word
// until it is asked for.
import type { ErrorCode } from '../../base/errors.ts'
import type { Token } from '../../dns/rr/text.ts'

const TAB = 0x09
const LF = 0x0a
const CR = 0x0d
const SPACE = 0x20
const QUOTE = 0x22
const OPEN = 0x28
const CLOSE = 0x29
const SEMICOLON = 0x3b
const BACKSLASH = 0x5c

/** 1 for the characters that end a word or, the backslash, escape the next one. */
const special = new Uint8Array(128)
for (const code of [TAB, LF, CR, SPACE, QUOTE, OPEN, CLOSE, SEMICOLON, BACKSLASH]) special[code] = 1

/** No record has more words: its data have at most 65535 octets. */
const maxWords = 1 << 17
/** An open parenthesis can make the rest of the file one entry, so it is searched again only so often. */
const maxOpenParentheses = 32

/** Told of each place that cannot be cut into words. */
type OnFault = (code: ErrorCode, message: string, offset: number) => void

const isBlank = (code: number): boolean => code === SPACE || code === TAB

/** Goes through the entries of a text; what it tells of an entry holds until the next one. */
export class BindLexer {
  /** Words of the entry. */
  count = 0
  /** Where the entry starts; an offset into the text. */
  start = 0
  /** True if the line starts with a blank, which stands for the owner of the record before. */
  startsWithBlank = false
  readonly #text: string
  readonly #onFault: OnFault
  readonly #starts: number[] = []
  readonly #ends: number[] = []
  readonly #quoted: boolean[] = []
  #at: number
  #openParentheses = 0
  /** The first quoted string of the entry that goes over a line's end; -1 if there is none. */
  #spanning = -1

  constructor(text: string, onFault: OnFault) {
    this.#text = text
    this.#onFault = onFault
    this.#at = text.charCodeAt(0) === 0xfeff ? 1 : 0
  }

  /** Moves to the next entry that has words; false at the end of the text. */
  next(): boolean {
    while (this.#at < this.#text.length) if (this.#readEntry() && this.count > 0) return true
    return false
  }

  /** Code of the first word's first character. */
  get firstCode(): number {
    return this.#text.charCodeAt(this.#starts[0]!)
  }

  /** The characters of a word with their escapes, without quotes. */
  word(index: number): string {
    return index < this.count ? this.#text.slice(this.#starts[index], this.#ends[index]) : ''
  }

  /** The words from `index` on, as record types read them. */
  tokens(index: number): Token[] {
    const tokens: Token[] = []
    for (let i = index; i < this.count; i++) tokens.push({ text: this.word(i), quoted: this.#quoted[i]! })
    return tokens
  }

  /** Where a word starts; the end of the last word if there are fewer. */
  offset(index: number): number {
    return index < this.count ? this.#starts[index]! : (this.#ends[this.count - 1] ?? this.start)
  }

  #readEntry(): boolean {
    const text = this.#text
    const end = text.length
    let at = this.#at
    let depth = 0
    let opened = at
    this.start = at
    this.count = 0
    this.#spanning = -1
    this.startsWithBlank = isBlank(text.charCodeAt(at))
    while (at < end && this.count < maxWords) {
      const code = text.charCodeAt(at)
      if (code === SPACE || code === TAB || code === CR) at++
      else if (code === LF) {
        at++
        if (depth === 0) {
          this.#at = at
          return true
        }
      } else if (code === SEMICOLON) at = this.#lineEnd(at)
      else if (code === OPEN) {
        if (depth++ === 0) opened = at
        at++
      } else if (code === CLOSE) {
        if (depth-- === 0) return this.#fail('bind-parenthesis', 'this parenthesis was never opened', at)
        at++
      } else {
        at = code === QUOTE ? this.#readQuoted(at) : this.#readWord(at)
        if (at < 0) return false
      }
    }
    if (depth > 0) return this.#failOpen(opened)
    this.#at = at
    return true
  }

  /** Reads a word that starts at `at`; returns where it ends, or -1 if it cannot be read. */
  #readWord(at: number): number {
    const text = this.#text
    const start = at
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at)
      if (code > BACKSLASH || special[code] === 0) continue
      if (code !== BACKSLASH) break
      const escaped = text.charCodeAt(at + 1)
      if (Number.isNaN(escaped) || escaped === LF || escaped === CR) {
        this.#fail('bind-escape', 'the line ends behind a backslash', at)
        return -1
      }
      at++
    }
    this.#push(start, at, false)
    return at
  }

  /** Reads a quoted string, which may hold line ends; returns what is behind it, or -1 if it is not closed. */
  #readQuoted(open: number): number {
    const text = this.#text
    let at = open + 1
    let lines = 1
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at)
      if (code === QUOTE) break
      if (code === LF) lines++
      else if (code === BACKSLASH) at++
    }
    if (lines > 1 && this.#spanning < 0) this.#spanning = open
    // Behind a string over several lines that closes where the next string was meant to open, there is text.
    if (at >= text.length || (lines > 1 && !this.#isWordEnd(at + 1))) {
      this.#fail('bind-quote', 'this quote is not closed', this.#spanning < 0 ? open : this.#spanning)
      return -1
    }
    this.#push(open + 1, at, true)
    return at + 1
  }

  #push(start: number, end: number, quoted: boolean): void {
    const index = this.count++
    this.#starts[index] = start
    this.#ends[index] = end
    this.#quoted[index] = quoted
  }

  #isWordEnd(at: number): boolean {
    const code = this.#text.charCodeAt(at)
    return Number.isNaN(code) || (code !== QUOTE && code !== BACKSLASH && special[code] === 1)
  }

  #lineEnd(at: number): number {
    const end = this.#text.indexOf('\n', at)
    return end < 0 ? this.#text.length : end
  }

  /** Reports, and goes on at the line behind the fault. */
  #fail(code: ErrorCode, message: string, offset: number): false {
    this.#onFault(code, message, offset)
    this.#at = this.#lineEnd(offset) + 1
    return false
  }

  #failOpen(opened: number): false {
    const isLast = ++this.#openParentheses === maxOpenParentheses
    const rest = isLast ? '; the lines behind it are not read' : ''
    this.#fail('bind-parenthesis', `this parenthesis is not closed${rest}`, opened)
    // Indented lines were meant to belong to the same record.
    while (isBlank(this.#text.charCodeAt(this.#at))) this.#at = this.#lineEnd(this.#at) + 1
    if (isLast) this.#at = this.#text.length
    return false
  }
}
