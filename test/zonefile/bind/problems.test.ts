import { describe, expect, test } from 'vitest'
import { readLines, readText } from './read-text.ts'

describe('a problem has its code and place', () => {
  // The lines start at line 3 of the file.
  const cases: readonly [what: string, lines: string, problems: readonly string[]][] = [
    [
      'open parenthesis',
      'a A (192.0.2.1\nb A 192.0.2.2',
      ['3:5: bind-parenthesis: this parenthesis is not closed'],
    ],
    ['closing parenthesis', 'a A 192.0.2.1 )', ['3:15: bind-parenthesis: this parenthesis was never opened']],
    ['open quote', 'a TXT "b\nc A 192.0.2.1', ['3:7: bind-quote: this quote is not closed']],
    [
      'open quote before others',
      'a TXT "b\nc TXT "d"\ne TXT "f"',
      ['3:7: bind-quote: this quote is not closed'],
    ],
    [
      'open quote before one behind a blank',
      'a TXT "b\nc TXT " d"\ne A 192.0.2.1',
      ['3:7: bind-quote: this quote is not closed'],
    ],
    [
      'backslash at the end of a line',
      'a TXT b\\\nc A 192.0.2.1',
      ['3:8: bind-escape: the line ends behind a backslash'],
    ],
    ['unknown directive', '$FOO bar', ['3:1: bind-directive: there is no directive $FOO']],
    ['$ORIGIN without a name', '$ORIGIN ; here', ['3:8: bind-directive: $ORIGIN needs a name']],
    ['$ORIGIN with more', '$ORIGIN a b', ['3:11: bind-directive: "b" is more than $ORIGIN takes']],
    [
      '$ORIGIN with a wrong name',
      '$ORIGIN a..b',
      ['3:9: name-syntax: name "a..b.example.com." has an empty label'],
    ],
    ['$TTL without a time', '$TTL', ['3:5: bind-directive: $TTL needs a time']],
    [
      '$TTL with a wrong time',
      '$TTL soon',
      ['3:6: ttl-syntax: "soon" is not a time such as 90, 90s, 5m, 1h or 1h30m'],
    ],
    [
      'TTL above the most',
      'a 2147483648 A 192.0.2.1',
      ['3:3: ttl-syntax: "2147483648" is above 2147483647 seconds'],
    ],
    [
      'TTL with a wrong unit',
      'a 1y A 192.0.2.1',
      ['3:3: ttl-syntax: "1y" is not a time such as 90, 90s, 5m, 1h or 1h30m'],
    ],
    ['owner without a record', 'a', ['3:2: bind-record: the type and the data are missing']],
    ['no type', 'a IN 300', ['3:9: bind-record: the type and the data are missing']],
    ['no owner yet', '', []],
    ['no data', 'a A', ['3:4: rdata-syntax: address is missing']],
    [
      'too much data',
      'a A 192.0.2.1 192.0.2.2',
      ['3:15: rdata-syntax: "192.0.2.2" is more than the type takes'],
    ],
    ['class CH', 'a CH TXT b', ['3:3: bind-class: class CH is not IN']],
    ['class by number', 'a CLASS3 TXT b', ['3:3: bind-class: class CLASS3 is not IN']],
    ['unknown type', 'a FOO b', ['3:3: record-type-unknown: record type "FOO" is unknown']],
    ['two TTLs', 'a 1 2 A 192.0.2.1', ['3:5: record-type-unknown: record type "2" is unknown']],
    [
      'wrong data',
      'a A 192.0.2.300',
      ['3:5: rdata-syntax: address "192.0.2.300" is not an IPv4 address such as 192.0.2.1'],
    ],
    [
      'wrong data on another line',
      'a MX (\n  70000 mail )',
      ['4:3: rdata-range: preference 70000 is above 65535'],
    ],
    ['wrong name in data', 'a MX 10 b..c', ['3:9: name-syntax: name "b..c.example.com." has an empty label']],
    [
      'wrong owner, whose further lines are left out',
      'a..b A 192.0.2.1\n  A 192.0.2.2\nc A 192.0.2.3',
      ['3:1: name-syntax: name "a..b.example.com." has an empty label'],
    ],
    [
      'owner outside the zone',
      'a.example.org. A 192.0.2.1',
      ['3:1: owner-outside-zone: a.example.org. is outside the zone example.com.'],
    ],
    [
      'second SOA',
      '@ SOA ns1 hostmaster 2 2 3 4 5',
      [
        '3:1: bind-singleton: example.com. has a SOA already: ns1.example.com. hostmaster.example.com. 1 2 3 4 5',
      ],
    ],
    [
      'SOA below the apex',
      'a SOA ns1 hostmaster 2 2 3 4 5',
      ['3:1: bind-soa-misplaced: a.example.com. has an SOA, and the zone is example.com.'],
    ],
    [
      'second CNAME',
      'a CNAME b\na CNAME c',
      ['4:1: bind-singleton: a.example.com. has a CNAME already: b.example.com.'],
    ],
    [
      'duplicate',
      'a A 192.0.2.1\n  A 192.0.2.1',
      ['4:3: value-duplicate: a.example.com. A 192.0.2.1 is there already'],
    ],
    [
      'duplicate in another letter case',
      'a MX 1 b\nA MX 1 B',
      ['4:1: value-duplicate: a.example.com. MX 1 B.example.com. is there already'],
    ],
    ['no duplicate in text of another letter case', 'a TXT b\n TXT B', []],
    [
      'other TTL',
      'a 60 A 192.0.2.1\na A 192.0.2.2',
      ['4:1: bind-ttl-differs: TTL 3600 of a.example.com. A 192.0.2.2 is not used: the set has 60'],
    ],
    [
      'several lines, each by itself',
      'a A x\nb A y\n\nc A 192.0.2.1\nd FOO',
      [
        '3:5: rdata-syntax: address "x" is not an IPv4 address such as 192.0.2.1',
        '4:5: rdata-syntax: address "y" is not an IPv4 address such as 192.0.2.1',
        '7:3: record-type-unknown: record type "FOO" is unknown',
      ],
    ],
  ]
  test.each(cases)('%s', (_what, lines, problems) => {
    expect(readLines(lines).problems).toEqual(problems.map(text => `example.com.zone:${text}`))
  })

  test('first line without an owner', () => {
    expect(readText('$TTL 1\n  SOA . . 1 2 3 4 5').problems).toEqual([
      'example.com.zone:2:3: bind-owner-missing: there is no owner before this record',
    ])
  })

  test('no TTL', () => {
    expect(readText('a A 192.0.2.1\n@ SOA . . 1 2 3 4 5').problems).toEqual([
      'example.com.zone:1:1: bind-ttl-missing: neither this A nor a $TTL states a TTL',
    ])
  })

  test('no SOA', () => {
    expect(readText('$TTL 1\na A 192.0.2.1').problems).toEqual([
      'example.com.zone:1:1: bind-soa-missing: example.com. has no SOA',
    ])
  })
})

test('the good lines around a problem are read', () => {
  const { records } = readLines('a A 192.0.2.1\nb TXT "x\nc A (192.0.2.3\n)d A 192.0.2.4\ne A 192.0.2.5')
  expect(records.map(record => record.split(' ')[0])).toEqual(['a.example.com.', 'e.example.com.'])
})

test('many values of one set have their duplicates found', () => {
  const lines = Array.from({ length: 600 }, (_, i) => `a MX ${i % 300} ${i < 300 ? 'b' : 'B'}`)
  const { records, problems } = readLines(lines.join('\n'))
  expect(records).toHaveLength(300)
  expect(problems).toHaveLength(300)
})

test('parentheses that are never closed are searched only so often', () => {
  const { problems } = readLines('a A (192.0.2.1\n'.repeat(20_000))
  expect(problems).toHaveLength(32)
  expect(problems.at(-1)).toBe(
    'example.com.zone:34:5: bind-parenthesis: this parenthesis is not closed; the lines behind it are not read',
  )
})
