import { expect, test } from 'vitest'
import { problemTexts, readText, recordLines } from './read-text.ts'

test('records of included files are merged in, from files relative to the one that includes', async () => {
  const result = await readText(
    'zone: example.com\ninclude: [shared/mail.yaml]\nrecords: { a: { A: 192.0.2.1 } }',
    {
      'shared/mail.yaml': "include: spf.yaml\nrecords: { '@': { MX: 10 mail.example.net. } }",
      'shared/spf.yaml': "records: { '@': { TXT: v=spf1 -all } }",
    },
  )
  expect(result.problems).toEqual([])
  expect(recordLines(result)).toEqual([
    'a.example.com. 3600 A 192.0.2.1',
    'example.com. 3600 MX 10 mail.example.net.',
    'example.com. 3600 TXT "v=spf1 -all"',
  ])
  expect(result.zone!.files).toEqual(['zone.yaml', 'shared/mail.yaml', 'shared/spf.yaml'])
  const [, mx] = [...result.zone!.zone.rrsets()]
  expect(result.zone!.placeOf(mx!, 0)).toEqual({ file: 'shared/mail.yaml', line: 2, column: 23 })
})

test('an included file has its own TTL and variables, and sees those of the one that includes', async () => {
  const result = await readText(
    "zone: example.com\nttl: 60\nvars: { ip: 192.0.2.1, host: a }\ninclude: b.yaml\nrecords: { a: { A: '${ip}' } }",
    {
      'b.yaml':
        "ttl: 90\nvars: { ip: 192.0.2.2, '2': '${ip}' }\nrecords: { b: { A: '${2}', TXT: 'on ${host}' } }",
    },
  )
  expect(result.problems).toEqual([])
  expect(recordLines(result)).toEqual([
    'a.example.com. 60 A 192.0.2.1',
    'b.example.com. 90 A 192.0.2.2',
    'b.example.com. 90 TXT "on a"',
  ])
})

test.each([
  [
    'a name and type in two files',
    'zone: example.com\ninclude: b.yaml\nrecords: { www: { A: 192.0.2.1 } }',
    { 'b.yaml': 'records: { WWW: { A: 192.0.2.2 } }' },
    ['b.yaml:1:19: duplicate-rrset: WWW.example.com. A is there already, at zone.yaml:3:19'],
  ],
  [
    'a file that is not there',
    'zone: example.com\ninclude: [b.yaml]',
    {},
    ['zone.yaml:2:11: include-missing: b.yaml cannot be read: no such file'],
  ],
  [
    'a file that includes itself by way of another',
    'zone: example.com\ninclude: b.yaml',
    { 'b.yaml': 'include: zone.yaml' },
    ['b.yaml:1:10: include-cycle: zone.yaml includes b.yaml includes zone.yaml'],
  ],
  [
    'a file of another zone',
    'zone: example.com\ninclude: b.yaml',
    { 'b.yaml': 'zone: example.org' },
    [
      'b.yaml:1:7: zone-file-schema: the file is for example.org., and example.com. includes it; an included file need not name a zone',
    ],
  ],
  [
    'faults in every file',
    'zone: example.com\ninclude: b.yaml\nrecords: { www: { A: x } }',
    { 'b.yaml': 'records: { www: { A: y }' },
    [
      'zone.yaml:3:22: rdata-syntax: address "x" is not an IPv4 address such as 192.0.2.1',
      'b.yaml:1:10: yaml-syntax: flow map in block collection must be sufficiently indented and end with a }',
    ],
  ],
])('%s', async (_what, text, files, expected) => {
  expect(problemTexts((await readText(text, files)).problems)).toEqual(expected)
})
