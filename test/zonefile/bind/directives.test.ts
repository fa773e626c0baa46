import { describe, expect, test } from 'vitest'
import { readLines } from './read-text.ts'

describe('$ORIGIN', () => {
  test('changes owners and data, and is relative itself', () => {
    const { records } = readLines(
      '$ORIGIN sub\na CNAME b\n$ORIGIN deep\na CNAME @\n$ORIGIN example.com.\nc CNAME d',
    )
    expect(records).toEqual([
      'a.sub.example.com. 3600 CNAME b.sub.example.com.',
      'a.deep.sub.example.com. 3600 CNAME deep.sub.example.com.',
      'c.example.com. 3600 CNAME d.example.com.',
    ])
  })

  test('leaves the owner of the record before', () => {
    expect(readLines('a A 192.0.2.1\n$ORIGIN sub\n A 192.0.2.2').records[1]).toBe(
      'a.example.com. 3600 A 192.0.2.2',
    )
  })
})

describe('$INCLUDE', () => {
  const files = {
    'zones/more.zone': 'b A 192.0.2.2\n$ORIGIN deep\nc A 192.0.2.3\n$TTL 60\n',
    'zones/a/outer.zone': '$INCLUDE inner.zone',
    'zones/a/inner.zone': 'x A 192.0.2.9',
    'zones/loop.zone': 'l A 192.0.2.4\n$INCLUDE loop.zone\nm A 192.0.2.5',
    '/abs/file': 'z A 192.0.2.8',
    'zones/wrong.zone': '\n  A 192.0.2.300\nw A 192.0.2.300',
    'zones/twice.zone': '$INCLUDE twice2.zone\n'.repeat(40),
    'zones/twice2.zone': '$INCLUDE twice3.zone\n'.repeat(40),
    'zones/twice3.zone': '; nothing',
  }
  const read = (lines: string): ReturnType<typeof readLines> =>
    readLines(lines, { file: 'zones/main.zone', origin: 'example.com.', files })

  test('leaves origin and owner as they were, and keeps $TTL', () => {
    const { records, problems, zone } = read(
      'a A 192.0.2.1\n$INCLUDE more.zone\n AAAA 2001:db8::1\nd A 192.0.2.5',
    )
    expect(problems).toEqual([])
    expect(records).toEqual([
      'a.example.com. 3600 A 192.0.2.1',
      'a.example.com. 60 AAAA 2001:db8::1',
      'b.example.com. 3600 A 192.0.2.2',
      'c.deep.example.com. 3600 A 192.0.2.3',
      'd.example.com. 60 A 192.0.2.5',
    ])
    expect(zone?.files).toEqual(['zones/main.zone', 'zones/more.zone'])
  })

  test('takes an origin', () => {
    expect(read('$INCLUDE "more.zone" sub').records).toEqual([
      'b.sub.example.com. 3600 A 192.0.2.2',
      'c.deep.sub.example.com. 3600 A 192.0.2.3',
    ])
  })

  test.each([
    ['is relative to the file it stands in', '$INCLUDE a/outer.zone', ['x.example.com. 3600 A 192.0.2.9']],
    ['takes an absolute path', '$INCLUDE /abs/file', ['z.example.com. 3600 A 192.0.2.8']],
  ])('%s', (_what, lines, records) => {
    expect(read(lines).records).toEqual(records)
  })

  test.each([
    [
      'a file that is not there',
      '$INCLUDE none.zone',
      ['zones/main.zone:3:10: include-missing: zones/none.zone cannot be read: no such file'],
    ],
    [
      'itself',
      '$INCLUDE loop.zone',
      [
        'zones/loop.zone:2:10: include-cycle: zones/loop.zone includes itself: zones/main.zone → zones/loop.zone → zones/loop.zone',
      ],
    ],
    [
      'a file with problems',
      '$INCLUDE wrong.zone',
      [
        'zones/wrong.zone:2:3: bind-owner-missing: there is no owner before this record',
        'zones/wrong.zone:3:5: rdata-syntax: address "192.0.2.300" is not an IPv4 address such as 192.0.2.1',
      ],
    ],
  ])('reports %s', (_what, lines, problems) => {
    expect(read(lines).problems).toEqual(problems)
  })

  test('ends a tree of includes', () => {
    const { problems } = read('$INCLUDE twice.zone\n')
    expect(problems[0]).toMatch(/bind-directive: more than 1000 files are included$/)
  })
})
