// Reads mutated master files and checks what must hold for any text whatever.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DnsctlError, type Problem } from '../../src/base/errors.ts'
import type { Zone } from '../../src/dns/zone.ts'
import { readBindZone } from '../../src/zonefile/bind/read.ts'
import { writeBindZone } from '../../src/zonefile/bind/write.ts'
import { seededRandom } from '../seeded-random.ts'

interface FuzzReport {
  readonly files: number
  /** Read without an error, written, and read again. */
  readonly faultless: number
}

const fixtures = join(import.meta.dirname, '../fixtures')
const folders = ['bind', 'broken/bind'].map(name => join(fixtures, name))

/** Throws if a text makes the reader throw, gives a problem without a place, or is another zone once written. */
export function fuzzMasterFiles(count: number, seed: number): FuzzReport {
  const mutate = mutator(seededRandom(seed))
  let faultless = 0
  for (let i = 0; i < count; i++) {
    const text = mutate()
    try {
      if (check(text)) faultless++
    } catch (error) {
      throw new Error(`file ${i}: ${JSON.stringify(text)}`, { cause: error })
    }
  }
  return { files: count, faultless }
}

/** Says whether the text is without an error. */
function check(text: string): boolean {
  const { zone, problems } = readBindZone(text, { file: 'example.com.zone', readFile: notThere })
  for (const { code, place } of problems)
    if (!place || place.line < 1 || place.column < 1) throw new Error(`${code} has no place`)
  if (!zone || problems.some(isError)) return false
  const written = writtenText(zone.zone)
  if (written === undefined) return false
  const again = readBindZone(written, { file: 'written', origin: zone.origin, readFile: notThere })
  if (again.problems.some(isError) || again.zone?.zone.size !== zone.zone.size)
    throw new Error(`written, it is another zone: ${written}`)
  return true
}

const isError = ({ severity }: Problem): boolean => severity === 'error'

/** Undefined for a zone that master files cannot hold, such as one with an ALIAS. */
function writtenText(zone: Zone): string | undefined {
  try {
    return writeBindZone(zone)
  } catch (error) {
    if (error instanceof DnsctlError && error.code === 'bind-type-unwritable') return undefined
    throw error
  }
}

function notThere(): never {
  throw new Error('no such file')
}

const pieces = [
  ...[
    '"',
    '(',
    ')',
    '\\',
    ';',
    '\n',
    ' ',
    '\t',
    '\r',
    '\0',
    '\ud800',
    'é',
    '@',
    '$',
    '{',
    '}',
    '.',
    '..',
    '*',
    ',',
  ],
  ...[
    'IN',
    'SOA',
    'ALIAS',
    'TYPE',
    '\\#',
    '\\256',
    '0',
    '9',
    '-1',
    '99999999999',
    '$TTL ',
    '$ORIGIN ',
    '$INCLUDE x\n',
  ],
  '$GENERATE 1-9 h${0,3,x} A 192.0.2.$\n',
]

/** Makes texts: fixtures in which pieces are put in, left out, or copied from elsewhere. */
function mutator(random: () => number): () => string {
  const below = (end: number): number => Math.floor(random() * end)
  const groups = folders.map(folder =>
    readdirSync(folder)
      .filter(name => /\.(?:zone|compiled)$/.test(name))
      .map(name => readFileSync(join(folder, name), 'utf8')),
  )
  return () => {
    const group = groups[below(groups.length)]!
    let text = group[below(group.length)]!
    for (let edits = 1 + below(3); edits > 0; edits--) {
      const at = below(text.length)
      const from = below(text.length)
      const piece = random() < 0.7 ? pieces[below(pieces.length)]! : text.slice(from, from + below(80))
      text = text.slice(0, at) + piece + text.slice(at + below(random() < 0.1 ? 80 : 3))
    }
    return text
  }
}
