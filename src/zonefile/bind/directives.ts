// Follows the directives of a master file: $ORIGIN and $INCLUDE (RFC 1035 §5.1), $TTL (RFC 2308 §4), and
// BIND's $GENERATE.
import { dirname, isAbsolute, join } from 'node:path'
import { fault } from '../../base/errors.ts'
import { parseName } from '../../dns/name.ts'
import { type Token, tokenize } from '../../dns/rr/text.ts'
import { parseTtl } from '../../dns/ttl.ts'
import { parseRange, parseTemplate } from './generate.ts'
import type { Reading, Scope } from './scope.ts'

/** Files that include each other as a tree can be exponentially many. */
const maxIncludes = 1000

type Directive = (reading: Reading, scope: Scope) => void

const directives: Readonly<Record<string, Directive>> = {
  $ORIGIN(reading, scope) {
    scope.origin = scope.context.name(argument(reading, scope, 1, 'a name'))
    endAt(reading, scope, 2)
  },
  $TTL(reading, scope) {
    reading.defaultTtl = parseTtl(argument(reading, scope, 1, 'a time'))
    endAt(reading, scope, 2)
  },
  $INCLUDE(reading, scope) {
    const name = argument(reading, scope, 1, 'a file name')
    const path = isAbsolute(name) ? name : join(dirname(scope.file), name)
    const origin =
      scope.lexer.count > 2 ? scope.context.name(argument(reading, scope, 2, 'a name')) : scope.origin
    endAt(reading, scope, 3)
    reading.at = 1
    reading.readText(path, textOf(reading, path), origin)
  },
  $GENERATE(reading, scope) {
    const { start, stop, step } = parseRange(argument(reading, scope, 1, 'a range'))
    const owner = parseTemplate(argument(reading, scope, 2, 'a template of owners'))
    reading.readHeader(scope.lexer, 3)
    const { at } = reading
    const data = dataTemplate(scope.lexer.tokens(at))
    for (let number = start; number <= stop; number += step) {
      reading.at = 2
      const name = parseName(owner(number), scope.origin)
      reading.at = at
      const rdata = reading.parseRdata(scope, data(number))
      reading.at = 2
      reading.addRecord(name, rdata)
    }
  },
}

/** Follows the directive that the entry is. */
export function followDirective(reading: Reading, scope: Scope): void {
  const word = scope.lexer.word(0)
  const name = word.toUpperCase()
  if (!Object.hasOwn(directives, name)) throw fault('bind-directive', `there is no directive ${word}`)
  directives[name]!(reading, scope)
}

function argument(reading: Reading, { lexer }: Scope, index: number, what: string): string {
  reading.at = index
  if (index >= lexer.count) throw fault('bind-directive', `${lexer.word(0)} needs ${what}`)
  return lexer.word(index)
}

function endAt(reading: Reading, { lexer }: Scope, index: number): void {
  reading.at = index
  if (index < lexer.count)
    throw fault('bind-directive', `"${lexer.word(index)}" is more than ${lexer.word(0)} takes`)
}

/** The text of a file to include. */
function textOf({ sources, including, readFile }: Reading, path: string): string {
  if (including.includes(path))
    throw fault('include-cycle', `${path} includes itself: ${[...including, path].join(' → ')}`)
  if (sources.count > maxIncludes)
    throw fault('bind-directive', `more than ${maxIncludes} files are included`)
  try {
    return readFile(path)
  } catch (error) {
    throw fault(
      'include-missing',
      `${path} cannot be read: ${error instanceof Error ? error.message : error}`,
    )
  }
}

/** Data in which each word is a template; a single quoted word is the whole data, as BIND has it. */
function dataTemplate(tokens: readonly Token[]): (number: number) => readonly Token[] {
  const [only] = tokens
  const words = only?.quoted && tokens.length === 1 ? tokenize(only.text.replaceAll('\\"', '"')) : tokens
  const templates = words.map(({ text, quoted }) => ({ fill: parseTemplate(text), quoted }))
  return number => templates.map(({ fill, quoted }) => ({ text: fill(number), quoted }))
}
