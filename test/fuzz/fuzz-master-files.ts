// Reads mutated master files and checks what must hold for any text whatever.
import { DnsctlError, type Problem } from '../../src/base/errors.ts'
import type { Zone } from '../../src/dns/zone.ts'
import { readBindZone } from '../../src/zonefile/bind/read.ts'
import { writeBindZone } from '../../src/zonefile/bind/write.ts'
import { type FuzzReport, fuzzTexts } from './fuzz-texts.ts'
import { textMutator, textsIn } from './mutate-text.ts'

/** Throws if a text makes the reader throw, gives a problem without a place, or is another zone once written. */
export function fuzzMasterFiles(count: number, seed: number): Promise<FuzzReport> {
  const folders = ['fixtures/bind', 'fixtures/broken/bind', 'interop/zones']
  const texts = folders.flatMap(folder => textsIn(folder, '.zone'))
  const mutate = textMutator(texts, pieces, seed)
  return fuzzTexts(count, mutate, check)
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
