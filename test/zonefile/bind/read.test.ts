import { describe, expect, test } from 'vitest'
import { readLines, readText } from './read-text.ts'

const soa = '@ SOA ns1 hostmaster 1 2 3 4 5'

describe('a record', () => {
  const cases: readonly [what: string, lines: string, records: readonly string[]][] = [
    ['plain', 'www 300 IN A 192.0.2.1', ['www.example.com. 300 A 192.0.2.1']],
    ['class before TTL', 'www IN 300 A 192.0.2.1', ['www.example.com. 300 A 192.0.2.1']],
    ['no TTL', 'www IN A 192.0.2.1', ['www.example.com. 3600 A 192.0.2.1']],
    ['no class', 'www 300 A 192.0.2.1', ['www.example.com. 300 A 192.0.2.1']],
    ['type alone', 'www A 192.0.2.1', ['www.example.com. 3600 A 192.0.2.1']],
    ['lower case', 'www in a 192.0.2.1', ['www.example.com. 3600 A 192.0.2.1']],
    ['CLASS1', 'www CLASS1 A 192.0.2.1', ['www.example.com. 3600 A 192.0.2.1']],
    ['units', 'www 1h30m A 192.0.2.1', ['www.example.com. 5400 A 192.0.2.1']],
    ['units in upper case', 'www 1W A 192.0.2.1', ['www.example.com. 604800 A 192.0.2.1']],
    ['TTL 0', 'www 0 A 192.0.2.1', ['www.example.com. 0 A 192.0.2.1']],
    ['absolute owner', 'www.example.com. A 192.0.2.1', ['www.example.com. 3600 A 192.0.2.1']],
    ['dotted relative owner', 'a.b A 192.0.2.1', ['a.b.example.com. 3600 A 192.0.2.1']],
    ['apex', '@ A 192.0.2.1', ['example.com. 3600 A 192.0.2.1']],
    ['wildcard', '* A 192.0.2.1', ['*.example.com. 3600 A 192.0.2.1']],
    [
      'owner left out',
      'www A 192.0.2.1\n\tA 192.0.2.2',
      ['www.example.com. 3600 A 192.0.2.1', 'www.example.com. 3600 A 192.0.2.2'],
    ],
    ['owner like a type', 'a A 192.0.2.1', ['a.example.com. 3600 A 192.0.2.1']],
    ['owner like a TTL', '300 A 192.0.2.1', ['300.example.com. 3600 A 192.0.2.1']],
    ['relative data', 'www CNAME web', ['www.example.com. 3600 CNAME web.example.com.']],
    ['dotted relative data', 'www CNAME a.b', ['www.example.com. 3600 CNAME a.b.example.com.']],
    ['apex in data', 'www CNAME @', ['www.example.com. 3600 CNAME example.com.']],
    ['root in data', '@ MX 0 .', ['example.com. 3600 MX 0 .']],
    ['unknown type', 'www TYPE65280 \\# 4 0a 00 0001', ['www.example.com. 3600 TYPE65280 \\# 4 0a000001']],
    ['known type by number', 'www TYPE1 192.0.2.1', ['www.example.com. 3600 A 192.0.2.1']],
    ['\\# form of a known type', 'www A \\# 4 c0000201', ['www.example.com. 3600 A 192.0.2.1']],
    ['comment', 'www A 192.0.2.1;comment ( "', ['www.example.com. 3600 A 192.0.2.1']],
    ['comment lines', '; one\n  ; two\n\n \t \nwww A 192.0.2.1', ['www.example.com. 3600 A 192.0.2.1']],
    [
      'carriage returns',
      'www A 192.0.2.1\r\n  A 192.0.2.2\r\n',
      ['www.example.com. 3600 A 192.0.2.1', 'www.example.com. 3600 A 192.0.2.2'],
    ],
    ['parentheses', 'www ( 300 ; comment )\nIN\n) A ( 192.0.2.1\n)', ['www.example.com. 300 A 192.0.2.1']],
    ['parentheses within others', '@ MX ( ( 10 )\nmail )', ['example.com. 3600 MX 10 mail.example.com.']],
    ['parentheses without blanks', '@ MX(10)mail', ['example.com. 3600 MX 10 mail.example.com.']],
    ['strings', 't TXT "a b" c "d"', ['t.example.com. 3600 TXT "a b" "c" "d"']],
    ['strings that touch', 't TXT "a""b"', ['t.example.com. 3600 TXT "a" "b"']],
    ['empty string', 't TXT ""', ['t.example.com. 3600 TXT ""']],
    ['specials in a string', 't TXT "a;b(c)d@e"', ['t.example.com. 3600 TXT "a;b(c)d@e"']],
    ['quote in a string', 't TXT "say \\"hi\\" \\\\"', ['t.example.com. 3600 TXT "say \\"hi\\" \\\\"']],
    ['escapes outside a string', 't TXT a\\;b\\ c\\"d', ['t.example.com. 3600 TXT "a;b c\\"d"']],
    ['octets by number', 't TXT "\\065\\200"', ['t.example.com. 3600 TXT "A\\200"']],
    ['string over lines', 't TXT "a\nb" c', ['t.example.com. 3600 TXT "a\\010b" "c"']],
    ['dot in a label', 'a\\.b CNAME c\\.d', ['a\\.b.example.com. 3600 CNAME c\\.d.example.com.']],
    ['dot at the end of a label', 'a\\. A 192.0.2.1', ['a\\..example.com. 3600 A 192.0.2.1']],
    ['octet of a label by number', 'a\\046b A 192.0.2.1', ['a\\.b.example.com. 3600 A 192.0.2.1']],
    ['@ as a label', '\\@ A 192.0.2.1', ['\\@.example.com. 3600 A 192.0.2.1']],
    ['$ as a label', '\\$ORIGIN A 192.0.2.1', ['\\$ORIGIN.example.com. 3600 A 192.0.2.1']],
    ['letter case kept', 'WwW CNAME WeB', ['WwW.example.com. 3600 CNAME WeB.example.com.']],
    [
      'a set in several places',
      'a A 192.0.2.1\nb A 192.0.2.2\nA A 192.0.2.3',
      [
        'a.example.com. 3600 A 192.0.2.1',
        'a.example.com. 3600 A 192.0.2.3',
        'b.example.com. 3600 A 192.0.2.2',
      ],
    ],
    ['no line end at the end', 'www A 192.0.2.1', ['www.example.com. 3600 A 192.0.2.1']],
  ]
  test.each(cases)('%s', (_what, lines, records) => {
    const result = readLines(lines)
    expect(result.problems).toEqual([])
    expect(result.records).toEqual(records)
  })
})

describe('a TTL that a record does not state', () => {
  const cases: readonly [what: string, text: string, ttls: readonly number[]][] = [
    ['is that of $TTL', `$TTL 100\n${soa}\na A 192.0.2.1`, [100, 100]],
    [
      'is that of $TTL, not the last one',
      `$TTL 100\n${soa}\na 200 A 192.0.2.1\nb A 192.0.2.1`,
      [100, 200, 100],
    ],
    ['is that of the last $TTL', `$TTL 100\n${soa}\n$TTL 1h\na A 192.0.2.1`, [100, 3600]],
    [
      'is the last one stated (RFC 1035)',
      `@ 50${soa.slice(1)}\na A 192.0.2.1\nb 60 A 192.0.2.1\nc A 192.0.2.1`,
      [50, 50, 60, 60],
    ],
    ["is the SOA's minimum where there is no other", `${soa}\na A 192.0.2.1`, [5, 5]],
    [
      "is the SOA's minimum also behind one that is stated",
      `${soa}\na 60 A 192.0.2.1\nb A 192.0.2.1`,
      [5, 60, 5],
    ],
  ]
  test.each(cases)('%s', (_what, text, ttls) => {
    const result = readText(text)
    expect(result.problems).toEqual([])
    expect(result.records.map(record => Number(record.split(' ')[1]))).toEqual(ttls)
  })
})

describe('the origin', () => {
  const a = 'www A 192.0.2.1'
  const cases: readonly [
    what: string,
    text: string,
    options: Parameters<typeof readText>[1],
    owners: string,
  ][] = [
    [
      'is the option',
      `$TTL 1\n${soa}\n${a}`,
      { origin: 'example.org.', file: 'x.zone' },
      'example.org. www.example.org.',
    ],
    ['is $ORIGIN', `$TTL 1\n$ORIGIN example.org.\n${soa}\n${a}`, {}, 'example.org. www.example.org.'],
    [
      'is the owner of the SOA',
      `$TTL 1\nexample.org. SOA . . 1 2 3 4 5\n${a}`,
      {},
      'example.org. www.example.org.',
    ],
    [
      'is the owner of the SOA below $ORIGIN',
      `$TTL 1\n$ORIGIN org.\nexample 300 IN SOA . . 1 2 3 4 5\nwww.example A 192.0.2.1`,
      {},
      'example.org. www.example.org.',
    ],
    [
      'is the owner of the SOA, not of a text before it that says SOA',
      `$TTL 1\nwww TXT SOA\nexample.org. 1 IN SOA . . 1 2 3 4 5`,
      {},
      'www.example.org. example.org.',
    ],
    ['is the root', '$TTL 1\n. SOA . . 1 2 3 4 5\nwww A 192.0.2.1', {}, '. www.'],
    [
      'is the file name',
      `$TTL 1\n${soa}\n${a}`,
      { file: 'zones/example.net.zone' },
      'example.net. www.example.net.',
    ],
    [
      'is the file name behind db.',
      `$TTL 1\n${soa}\n${a}`,
      { file: '/etc/bind/db.example.net' },
      'example.net. www.example.net.',
    ],
    [
      'is the whole file name',
      `$TTL 1\n${soa}\n${a}`,
      { file: 'example.net' },
      'example.net. www.example.net.',
    ],
  ]
  test.each(cases)('%s', (_what, text, options, owners) => {
    const { records, problems, zone } = readText(text, options)
    expect(problems).toEqual([])
    expect(records.map(record => record.split(' ')[0]).join(' ')).toBe(owners)
    expect(zone?.origin).toBe(owners.split(' ').sort((a, b) => a.length - b.length)[0])
  })

  test('is missing', () => {
    const { problems, zone } = readText(`${soa}\n`, { file: 'a b' })
    expect(problems).toEqual(['a b:1:1: bind-origin-unknown: no origin is given for a b'])
    expect(zone).toBeUndefined()
  })
})

describe('places', () => {
  test('are those of each value, also in included files and behind $GENERATE', () => {
    const { zone } = readLines(
      'a A 192.0.2.1\nb A 192.0.2.9\na ( \n300 A\n192.0.2.1 )\n  \tA 192.0.2.2\n$INCLUDE i\n$GENERATE 1-2 g$ A 192.0.2.1',
      {
        files: { i: '\n\na A 192.0.2.3' },
      },
    )
    const a = [...zone!.zone.rrsets()].find(({ owner }) => owner === 'a.example.com.')!
    const g = [...zone!.zone.rrsets()].find(({ owner }) => owner === 'g2.example.com.')!
    expect([0, 1, 2, 3].map(value => zone!.placeOf(a, value))).toEqual([
      { file: 'example.com.zone', line: 3, column: 1 },
      { file: 'example.com.zone', line: 8, column: 4 },
      { file: 'i', line: 3, column: 1 },
      undefined,
    ])
    expect(zone!.placeOf({ ...a, ttl: 1 })).toEqual({ file: 'example.com.zone', line: 3, column: 1 })
    expect(zone!.placeOf({ ...a, type: 'MX' })).toBeUndefined()
    expect(zone!.placeOf(g)).toEqual({ file: 'example.com.zone', line: 10, column: 1 })
  })
})

test('the sample of RFC 1035 §5.3', () => {
  const text = `
@   IN  SOA     VENERA      Action\\.domains (
                                 20     ; SERIAL
                                 7200   ; REFRESH
                                 600    ; RETRY
                                 3600000; EXPIRE
                                 60)    ; MINIMUM

        NS      A.ISI.EDU.
        NS      VENERA
        NS      VAXA
        MX      10      VENERA
        MX      20      VAXA

A       A       26.3.0.103

VENERA  A       10.1.0.52
        A       128.9.0.32

VAXA    A       10.2.0.27
        A       128.9.0.33


$INCLUDE <SUBSYS>ISI-MAILBOXES.TXT
`
  const mailboxes = `
MOE     MX      10 A.ISI.EDU.
LARRY   MX      10 A.ISI.EDU.
STOOGES MX      10 MOE
        MX      20 LARRY
`
  const { records, problems } = readText(text, {
    origin: 'ISI.EDU.',
    files: { '<SUBSYS>ISI-MAILBOXES.TXT': mailboxes },
  })
  expect(problems).toEqual([])
  expect(records).toEqual([
    'ISI.EDU. 60 SOA VENERA.ISI.EDU. Action\\.domains.ISI.EDU. 20 7200 600 3600000 60',
    'ISI.EDU. 60 NS A.ISI.EDU.',
    'ISI.EDU. 60 NS VENERA.ISI.EDU.',
    'ISI.EDU. 60 NS VAXA.ISI.EDU.',
    'ISI.EDU. 60 MX 10 VENERA.ISI.EDU.',
    'ISI.EDU. 60 MX 20 VAXA.ISI.EDU.',
    'A.ISI.EDU. 60 A 26.3.0.103',
    'VENERA.ISI.EDU. 60 A 10.1.0.52',
    'VENERA.ISI.EDU. 60 A 128.9.0.32',
    'VAXA.ISI.EDU. 60 A 10.2.0.27',
    'VAXA.ISI.EDU. 60 A 128.9.0.33',
    'MOE.ISI.EDU. 60 MX 10 A.ISI.EDU.',
    'LARRY.ISI.EDU. 60 MX 10 A.ISI.EDU.',
    'STOOGES.ISI.EDU. 60 MX 10 MOE.ISI.EDU.',
    'STOOGES.ISI.EDU. 60 MX 20 LARRY.ISI.EDU.',
  ])
})

test('a byte order mark and units in the SOA are read', () => {
  const { records } = readText(`\ufeff$TTL 1d\n@ SOA ns1 hostmaster 1 2h 30m 2w 5`)
  expect(records).toEqual([
    'example.com. 86400 SOA ns1.example.com. hostmaster.example.com. 1 7200 1800 1209600 5',
  ])
})
