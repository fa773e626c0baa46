import fc from 'fast-check'
import { expect, test } from 'vitest'
import { recordsSection, splitEntries } from '../../../src/zonefile/yaml/read/sections.ts'
import { readText, recordLines } from './read-text.ts'

const section = (text: string): string | undefined => {
  const range = recordsSection(text)
  return range && text.slice(range.start, range.end)
}

test.each([
  ['zone: x\nrecords:\n  a: b\n', '  a: b\n'],
  ['zone: x\nrecords: # all\n\n# at the edge\n  a: b\nttl: 1h\n', '\n# at the edge\n  a: b\n'],
  ['zone: x\r\nrecords:\r\n  a: b\r\n', '  a: b\r\n'],
  ['zone: x\nrecords:\n', undefined],
  ['zone: x\nrecords: { a: b }\n', undefined],
  ['{ zone: x,\nrecords:\n { a: b } }\n', undefined],
  ['zone: x\nrecords:\n  a: b\n---\nzone: y\n', undefined],
  ['zone: x\rrecords:\n  a: b\rttl: 1h', undefined],
])('the records of %j are %j', (text, expected) => {
  expect(section(text)).toBe(expected)
})

test.each([
  ['  a: b\n  c: d\n', ['  a: b\n', '  c: d\n']],
  ['# first\n  a:\n    b: c\n\n  # of d\n  d: e\n', ['# first\n  a:\n    b: c\n\n  # of d\n', '  d: e\n']],
  ['  a: |\n    text\n      more\n  c: d', ['  a: |\n    text\n      more\n', '  c: d']],
  ['  a: [\n  ]\n  c: d', ['  a: [\n  ]\n', '  c: d']],
  ['  { a: b,\n  c: d }', ['  { a: b,\n  c: d }']],
  ['  - a\n  - b', ['  - a\n  - b']],
])('%j is cut into %j', (text, parts) => {
  const ranges = [...splitEntries(text, { start: 0, end: text.length }, 0)]
  expect(ranges.map(({ start, end }) => text.slice(start, end))).toEqual(parts)
})

/** One name with its records, in one of the ways people write them. */
const entry = fc.record({
  form: fc.constantFrom(
    (name: string, ip: string) => `  ${name}:\n    A: ${ip}\n`,
    (name: string, ip: string) => `  "${name}": { A: [${ip}] }\n`,
    (name: string, ip: string) => `# at the edge\n  ${name}:\n\n    A:\n    - ${ip} # last\n`,
    (name: string, ip: string) =>
      `  ${name}: {\n     A:\n      { values: '${ip}', reason: "two\n       lines" } }\n`,
    (name: string, ip: string) =>
      `  ${name}:\n    A:\n      values: ${ip}\n      reason: |\n        some: text\n\n        more: text\n`,
    (name: string, ip: string) => `  ? ${name}\n  : A: ${ip}\n`,
  ),
  ip: fc.ipV4(),
})

test('records read in parts are those that were written', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(entry, { minLength: 1200, maxLength: 2500, size: 'max' }), async entries => {
      const body = entries.map(({ form, ip }, i) => form(`n${i}`, ip)).join('')
      const result = await readText(`zone: example.com\nrecords:\n${body}ttl: 60\n`)
      expect(result.problems).toEqual([])
      expect(recordLines(result)).toEqual(entries.map(({ ip }, i) => `n${i}.example.com. 60 A ${ip}`))
      const last = entries.length - 1
      const rrset = [...result.zone!.zone.rrsets()][last]!
      const lines = body.split('\n')
      const place = result.zone!.placeOf(rrset, 0)!
      expect(lines[place.line - 3]!.slice(place.column - 1).replace("'", '')).toMatch(entries[last]!.ip)
    }),
    { numRuns: 5 },
  )
})
