// Finds out which zone a master file holds when nobody says so.
import { basename } from 'node:path'
import { DnsctlError } from '../../base/errors.ts'
import { type Name, parseName } from '../../dns/name.ts'
import { BindLexer } from './lexer.ts'

export interface Origins {
  /** The zone. */
  readonly apex: Name
  /** What the names before the first $ORIGIN are relative to. */
  readonly first: Name
}

/** Takes the origin from the first $ORIGIN, the owner of the SOA, or the file name. */
export function findOrigins(text: string, file: string): Origins | undefined {
  const lexer = new BindLexer(text, () => {})
  let first: Name | undefined
  let current: Name | undefined
  while (lexer.next()) {
    const word = lexer.word(0)
    if (word.toUpperCase() === '$ORIGIN') {
      current = nameOrNothing(lexer.word(1), current) ?? current
      first ??= current
    } else if (isSoa(lexer)) {
      first ??= word.endsWith('.') ? nameOrNothing(word) : originOfFileName(file)
      const apex = first && nameOrNothing(word, current ?? first)
      return first && { apex: apex ?? first, first }
    }
  }
  first ??= originOfFileName(file)
  return first && { apex: first, first }
}

/** Between the owner and the type there are at most a TTL and a class. */
function isSoa(lexer: BindLexer): boolean {
  if (lexer.startsWithBlank) return false
  let index = 1
  while (index < 3 && /^(?:\d\w*|IN|CLASS1)$/i.test(lexer.word(index))) index++
  return lexer.word(index).toUpperCase() === 'SOA'
}

/** `example.com.zone`, `db.example.com` and `example.com` all hold example.com. */
function originOfFileName(file: string): Name | undefined {
  const name = basename(file)
    .replace(/\.(?:zone|db|bind|hosts|txt)$/i, '')
    .replace(/^db\.(?=.)/i, '')
    .replace(/\.$/, '')
  return /^[a-z0-9_.-]+$/i.test(name) ? nameOrNothing(`${name}.`) : undefined
}

function nameOrNothing(text: string, origin?: Name): Name | undefined {
  try {
    return parseName(text, origin)
  } catch (error) {
    if (error instanceof DnsctlError) return undefined
    throw error
  }
}
