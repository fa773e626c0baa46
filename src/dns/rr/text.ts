// Record data as text: tokens in, tokens out (RFC 1035 §5.1).
import { DnsctlError, fault } from '../../base/errors.ts'
import { type Name, parseName } from '../name.ts'

/** One word of record data: its characters with their escapes, without the quotes that stood around it. */
export interface Token {
  readonly text: string
  readonly quoted: boolean
}

/** How the surroundings of record data read a name: a zone file knows its origin, a wire dump does not. */
export interface TextContext {
  readonly name: (text: string) => Name
}

/** Names must end with a dot. */
export const absoluteNames: TextContext = { name: text => parseName(text) }

const tokenPattern = /[ \t\r\n]*(?:"((?:[^"\\]|\\[^])*)"|((?:[^ \t\r\n"\\]|\\[^])+)|("?[^]?))/gy

/** Splits one line of record data into tokens. */
export function tokenize(text: string): Token[] {
  if (!/["\\]/.test(text)) return splitPlain(text)
  const tokens: Token[] = []
  tokenPattern.lastIndex = 0
  for (;;) {
    const [, quoted, plain, odd] = tokenPattern.exec(text)!
    if (quoted !== undefined) tokens.push({ text: quoted, quoted: true })
    else if (plain !== undefined) tokens.push({ text: plain, quoted: false })
    else if (odd === '') return tokens
    else
      throw fault(
        'rdata-syntax',
        odd!.startsWith('"') ? `quote is not closed in ${text}` : `escape is not complete in ${text}`,
      )
  }
}

function splitPlain(text: string): Token[] {
  const words = text.trim()
  return words === '' ? [] : words.split(/[ \t\r\n]+/).map(word => ({ text: word, quoted: false }))
}

/** Hands out the tokens of one record's data. */
export class TextReader {
  readonly #tokens: readonly Token[]
  #at = 0

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens
  }

  get left(): number {
    return this.#tokens.length - this.#at
  }

  peek(): Token | undefined {
    return this.#tokens[this.#at]
  }

  /** The next token; `what` names it in the error if there is none. */
  next(what: string): Token {
    const token = this.#tokens[this.#at++]
    if (!token) throw fault('rdata-syntax', `${what} is missing`)
    return token
  }

  /** All tokens that are left. */
  rest(): readonly Token[] {
    const rest = this.#tokens.slice(this.#at)
    this.#at = this.#tokens.length
    return rest
  }

  /** Refuses what nothing has read. */
  end(): void {
    const extra = this.peek()
    if (extra) throw fault('rdata-syntax', `"${extra.text}" is more than the type takes`)
  }
}

/** Decodes octets that were written out in text; what is wrong with them is then the text's fault, `rdata-invalid`. */
export function decodeWritten<T>(what: string, decode: () => T): T {
  try {
    return decode()
  } catch (error) {
    if (!(error instanceof DnsctlError)) throw error
    throw fault('rdata-invalid', `${what}: ${error.problems[0].message}`, undefined, { cause: error })
  }
}
