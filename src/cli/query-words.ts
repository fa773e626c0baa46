// The words of `dnsctl query`, which come in any order as dig has it: NAME, TYPE, CLASS, @SERVER.
import { fault } from '../base/errors.ts'
import { classes, type DnsClass } from '../dns/codes.ts'
import { toAsciiLabels } from '../dns/idn.ts'
import { type Name, parseName, root } from '../dns/name.ts'
import { reverseName } from '../dns/reverse-name.ts'
import { findType } from '../dns/rr/table.ts'
import type { Question } from '../dns/wire/record.ts'
import { type Endpoint, parseEndpoint } from '../net/address.ts'

interface QueryFlags {
  /** An address whose PTR record is asked for. */
  readonly reverse?: string | undefined
  readonly class?: string | undefined
  /** The server's port where the @ word has none. */
  readonly port: number
}

interface ParsedQuery {
  readonly question: Question
  readonly server: Endpoint | undefined
}

/** Says which word is what; throws `usage-invalid` for one too many and for a missing name. */
export function parseQueryWords(words: readonly string[], flags: QueryFlags): ParsedQuery {
  const servers = words.filter(word => word.startsWith('@'))
  const { name, type, className } = sortWords(
    words.filter(word => !word.startsWith('@')),
    flags,
  )
  refuseSecond(servers, 'server')
  return {
    question: { name, type: type ?? (flags.reverse === undefined ? 'A' : 'PTR'), class: className ?? 'IN' },
    server: servers[0] === undefined ? undefined : parseServer(servers[0], flags.port),
  }
}

interface SortedWords {
  readonly name: Name
  readonly type: string | undefined
  readonly className: DnsClass | undefined
}

/** The name is the word that is no type or class, or the first if each is one: `dnsctl query mx` asks for a name. */
function sortWords(words: readonly string[], flags: QueryFlags): SortedWords {
  const others = words.filter(word => !findType(word) && !classOf(word))
  refuseSecond(others, 'name')
  const name = flags.reverse === undefined ? (others[0] ?? words[0]) : others[0]
  if (name !== undefined && flags.reverse !== undefined)
    throw fault('usage-invalid', `"${name}" is one name too many beside --reverse`)
  const rest = name === undefined ? words : words.toSpliced(words.indexOf(name), 1)
  const types = rest.filter(word => findType(word))
  const classWords = [
    ...rest.filter(word => !findType(word)),
    ...(flags.class === undefined ? [] : [flags.class]),
  ]
  refuseSecond(types, 'type')
  refuseSecond(classWords, 'class')
  return {
    name: flags.reverse === undefined ? parseQueryName(name) : reverseName(flags.reverse),
    type: types[0] && findType(types[0])!.name,
    className: classWords[0] === undefined ? undefined : parseClass(classWords[0]),
  }
}

function refuseSecond(words: readonly string[], what: string): void {
  if (words.length > 1)
    throw fault(
      'usage-invalid',
      `"${words[1]}" is a second ${what} beside "${words[0]}"${what === 'name' ? ', or a type that is unknown' : ''}`,
    )
}

function parseServer(word: string, port: number): Endpoint {
  const server = parseEndpoint(word.slice(1), port)
  if (server.port === 0) throw fault('usage-invalid', `"${word}" has port 0, where no server can be asked`)
  return server
}

/** A name on the command line is absolute, with or without its final dot. */
function parseQueryName(text: string | undefined): Name {
  if (text === undefined) throw fault('usage-invalid', 'a name to ask for is missing')
  return parseName(toAsciiLabels(text), root)
}

/** ANY names a type on the command line, not a class. */
const classOf = (word: string): DnsClass | undefined =>
  word.toUpperCase() === 'ANY' ? undefined : classes.find(word)

function parseClass(text: string): DnsClass {
  const found = classes.find(text)
  if (!found) throw fault('usage-invalid', `class "${text}" is not IN, CH, HS, NONE, ANY or CLASSnnn`)
  return found
}
