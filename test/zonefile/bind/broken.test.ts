// Each file of test/fixtures/broken/bind names its errors in comments: `; expect: CODE LINE [FILE]`.
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { expect, test } from 'vitest'
import { readBindZone } from '../../../src/zonefile/bind/read.ts'

const folder = join(import.meta.dirname, '../../fixtures/broken/bind')
const files = readdirSync(folder).filter(name => name.endsWith('.zone'))

test.each(files)('%s', name => {
  const file = join(folder, name)
  const text = readFileSync(file, 'utf8')
  const expected = [...text.matchAll(/^; expect: (\S+) (\d+)(?: (\S+))?\r?$/gm)].map(
    ([, code, line, other = name]) => `${other}:${line} ${code}`,
  )
  const { problems } = readBindZone(text, { file, readFile: path => readFileSync(path, 'utf8') })
  const found = problems
    .filter(({ severity }) => severity === 'error')
    .map(({ code, place }) => `${place && relative(folder, place.file)}:${place?.line} ${code}`)
  expect(expected).not.toEqual([])
  expect(found).toEqual(expected)
})
