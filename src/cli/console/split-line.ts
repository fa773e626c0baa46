// A line of the console as words: parted at spaces, but not within quotes, as a shell does it.
import { fault } from '../../base/errors.ts'

interface SplitLine {
  /** The words that are finished. */
  readonly words: readonly string[]
  /** The word that the line ends in, and that may go on; empty behind a space. */
  readonly last: string
  /** The quote that is not closed; empty if there is none. */
  readonly quote: string
}

/** Splits what was typed so far. `'…'` is taken as it is; in `"…"` and outside, a backslash takes the next character so. */
export function splitTyped(line: string): SplitLine {
  const words: string[] = []
  let word = ''
  let isWord = false
  let quote = ''
  for (let i = 0; i < line.length; i++) {
    const character = line[i]!
    if (quote !== '' && character === quote) quote = ''
    else if (quote === '' && (character === "'" || character === '"')) {
      quote = character
      isWord = true
    } else if (quote !== "'" && character === '\\' && i + 1 < line.length) {
      word += line[++i]
      isWord = true
    } else if (quote === '' && /\s/.test(character)) {
      if (isWord) words.push(word)
      word = ''
      isWord = false
    } else {
      word += character
      isWord = true
    }
  }
  // An empty word in quotes is a word.
  if (isWord && word === '' && quote === '') return { words: [...words, word], last: '', quote }
  return { words, last: word, quote }
}

/** Splits a whole line; throws `usage-invalid` if a quote is not closed. */
export function splitLine(line: string): readonly string[] {
  const { words, last, quote } = splitTyped(line)
  if (quote !== '') throw fault('usage-invalid', `the quote ${quote} is not closed`)
  return last === '' ? words : [...words, last]
}

/** Writes a word so that it is read as one. */
export const quotedWord = (word: string): string =>
  /^[^\s'"\\]+$/.test(word) ? word : `'${word.replaceAll("'", `'"'"'`)}'`
