// BIND as the oracle: a file with everything in it, and what named-compilezone made of it.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { canonicalRRset } from '../../../src/dns/canonical.ts'
import { parseName } from '../../../src/dns/name.ts'
import { readBindZone } from '../../../src/zonefile/bind/read.ts'

const folder = join(import.meta.dirname, '../../fixtures/bind')

function read(name: string): string[] {
  const readFile = (path: string): string => readFileSync(path, 'utf8')
  const file = join(folder, name)
  const { zone, problems } = readBindZone(readFile(file), {
    file,
    origin: parseName('example.com.'),
    readFile,
  })
  expect(problems).toEqual([])
  return [...zone!.zone.rrsets()].map(canonicalRRset).sort()
}

test('a file with everything is read as BIND reads it', () => {
  const records = read('example.com.zone')
  expect(records).toEqual(read('example.com.compiled'))
  expect(records).toHaveLength(79)
})
