import fc from 'fast-check'
import { load } from 'js-yaml'
import { describe, expect, test } from 'vitest'
import { Lexer } from 'yaml'
import { DnsctlError } from '../../../src/base/errors.ts'
import { formatZoneFile } from '../../../src/zonefile/yaml/format.ts'

const format = (text: string): string => formatZoneFile(text, 'x.yaml')

test('a file with everything in it', () => {
  expect(
    format(`# yaml-language-server: $schema=x
# about this file

ttl:   3600
zone: "example.com"   # the zone


records:   # all of them

    # the web
    www: {CNAME:   "@"}     # beside
    '@':
        TXT: 'v=spf1 mx -all'
        # mail comes here
        MX:
        - 10 mail   # first
        # the second
        - {preference: 20,exchange: mail2}
        NS: [ns1.example.com., ns2.example.com.]

    # --- machines ---

    # about c
    c: {A: 192.0.2.1}
    # about b
    b: # header
      # long text
      TXT: |
         long
          text
      A: ['192.0.2.11', "192.0.2.12", 192.0.2.13, 192.0.2.14, 192.0.2.15, 192.0.2.16, 192.0.2.17, 192.0.2.18]
    d:
      A: [ 192.0.2.1, # inside
           192.0.2.2 ]
      TXT: "two
        lines"
      # at the end of d
    # behind d

# behind the records
ignore: [a]
# at the end of the file
`),
  ).toBe(`# yaml-language-server: $schema=x
# about this file

zone: example.com   # the zone
ttl: 3600

records:   # all of them
  '@':
    NS: [ns1.example.com., ns2.example.com.]
    # mail comes here
    MX:
      - 10 mail   # first
      # the second
      - { preference: 20, exchange: mail2 }
    TXT: v=spf1 mx -all
  # the web
  www: { CNAME: '@' }     # beside

  # --- machines ---

  # about b
  b: # header
    A:
      - 192.0.2.11
      - 192.0.2.12
      - 192.0.2.13
      - 192.0.2.14
      - 192.0.2.15
      - 192.0.2.16
      - 192.0.2.17
      - 192.0.2.18
    # long text
    TXT: |
      long
       text
  # about c
  c: { A: 192.0.2.1 }
  d:
    A: [ 192.0.2.1, # inside
      192.0.2.2 ]
    TXT: "two
      lines"
    # at the end of d
  # behind d

# behind the records
ignore: [a]
# at the end of the file
`)
})

describe('details', () => {
  test.each<[string, string, string]>([
    ['an empty file stays empty', '', ''],
    ['comments alone stay', '# a\n\n\n# b\n', '# a\n\n# b\n'],
    [
      'names are sorted label by label from the right',
      'records:\n  b.a: 1\n  c: 1\n  a: 1\n  Z.b: 1\n',
      'records:\n  a: 1\n  b.a: 1\n  Z.b: 1\n  c: 1\n',
    ],
    [
      'reverse zones have numbers in the order of names',
      'records:\n  2: 1\n  10: 1\n',
      'records:\n  10: 1\n  2: 1\n',
    ],
    [
      'a blank line ends a group',
      'records:\n  c: 1\n  b: 1\n\n  a: 1\n',
      'records:\n  b: 1\n  c: 1\n\n  a: 1\n',
    ],
    ['empty values stay empty', 'a:\nb: {}\nc: []\nd: ~ # e\n', 'a:\nb: {}\nc: []\nd: ~ # e\n'],
    ['the document marker stays', '# a\n---\nzone: x\n', '# a\n---\nzone: x\n'],
    ['lines end in LF', 'zone: x # a\r\n# b\r\nttl: 1\r\n', 'zone: x # a\n# b\nttl: 1\n'],
    ['plain numbers stay plain, quoted ones quoted', 'a: 1\nb: \'1\'\nc: "x"\n', "a: 1\nb: '1'\nc: x\n"],
    [
      'kept line breaks of block text stay',
      'a: |+\n  x\n\n\nb: >-\n    y\n\n    z\n',
      'a: |+\n  x\n\n\nb: >-\n  y\n\n  z\n',
    ],
    [
      'block text that starts with a space',
      'a:\n    b: |2\n       x\n      y\n',
      'a:\n  b: |2\n     x\n    y\n',
    ],
    ['values on the next line come up', 'a:\n  # c\n  b\n', '# c\na: b\n'],
    [
      'lists of mappings',
      'a:\n-   b: 1\n    c: 2\n-   # d\n    e: 3\n',
      'a:\n  - b: 1\n    c: 2\n  # d\n  - e: 3\n',
    ],
  ])('%s', (_what, text, formatted) => {
    expect(format(text)).toBe(formatted)
    expect(format(formatted)).toBe(formatted)
  })
})

describe('what is refused, with its place', () => {
  test.each([
    ['a: [1\nb: 2\n', 'x.yaml:2:1: yaml-syntax: deficient indentation'],
    ['a: &x 1\n', 'x.yaml:1:4: yaml-feature: an anchor is not taken in zone files'],
    ['a: 1\nb: !!str 1\n', 'x.yaml:2:4: yaml-feature: a tag is not taken in zone files'],
    ['? a\n: b\n', 'x.yaml:1:1: yaml-feature: a key after "?" is not taken in zone files'],
    ['a: 1\n---\nb: 1\n', 'x.yaml:2:4: yaml-feature: a second document is not taken in zone files'],
    ['- a\n', 'x.yaml:1:1: yaml-feature: what is not a block mapping at the top is not taken in zone files'],
  ])('%j', (text, message) => {
    expect(() => format(text)).toThrow(DnsctlError)
    expect(() => format(text)).toThrow(message)
  })
})

/** Comments as `yaml`'s lexer sees them, without the spaces around. */
function commentsOf(text: string): string[] {
  const comments: string[] = []
  for (const token of new Lexer().lex(text)) if (token.startsWith('#')) comments.push(token.trim())
  return comments.sort()
}

const word = fc.constantFrom('a', 'www', '@', '10 mail', 'x: y', '12', '', 'a\nb', 'it\'s "q"', '- a', 'ä')
const comment = fc.constantFrom('', '', '', ' # c1', '   # c2')
const lines = fc.constantFrom('', '', '', '\n', '# above\n', '\n\n# free\n\n', '# two\n# lines\n')
const flow = fc.constantFrom(
  '[a, "b" ,c]',
  '{ a: 1,b: [x] }',
  '[]',
  '|\n        text\n         more',
  '>-\n          t',
)
const scalar = fc.oneof(
  word.map(text => JSON.stringify(text)),
  word.filter(text => /^[\w]+$/.test(text)),
  flow,
)

/** Files that are laid out in every odd way, with comments everywhere. */
const entryLists = fc.array(fc.tuple(lines, scalar, comment), { minLength: 1, maxLength: 3 })
const file = fc
  .uniqueArray(fc.tuple(fc.constantFrom('b', '"@"', "'*'", 'a', '1', 'c.d'), lines, comment, entryLists), {
    minLength: 1,
    selector: ([key]) => key,
  })
  .map(entries => {
    const indent = (text: string, spaces: number): string => text.replace(/^(?=#)/gm, ' '.repeat(spaces))
    const value = (text: string, beside: string): string => (/^[|>]/.test(text) ? text : text + beside)
    const bodies = entries.map(([key, above, beside, items]) => {
      const list = items.map(([between, item, note]) => `${indent(between, 6)}      - ${value(item, note)}\n`)
      return `${indent(above, 2)}  ${key}:${beside}\n    A:\n${list.join('')}`
    })
    return `zone: example.com\nrecords:\n${bodies.join('')}`
  })

test('formatting keeps the data and the comments, and does not change what it made', () => {
  fc.assert(
    fc.property(file, text => {
      const formatted = format(text)
      expect(load(formatted)).toEqual(load(text))
      expect(commentsOf(formatted)).toEqual(commentsOf(text))
      expect(format(formatted)).toBe(formatted)
    }),
    { numRuns: 200 },
  )
})

const scrap = fc.constantFrom(
  ...'\n #-:{}[],\'"|>?&*!%@~x\t\r\0\ufeff\u2028',
  '\n---\n',
  '|+\n',
  '>2-\n',
  '  - a\n',
  '\n\n',
)
const cut = fc.record({ at: fc.nat(), length: fc.nat({ max: 8 }), scrap })

test('a file that was mangled is refused, or formatted without a change to what it says', () => {
  fc.assert(
    fc.property(file, fc.array(cut, { minLength: 1, maxLength: 3 }), (text, cuts) => {
      let mangled = text
      for (const { at, length, scrap } of cuts) {
        const from = at % mangled.length
        mangled = mangled.slice(0, from) + scrap + mangled.slice(from + length)
      }
      try {
        const formatted = format(mangled)
        expect(format(formatted)).toBe(formatted)
      } catch (error) {
        if (!(error instanceof DnsctlError)) throw error
        expect(['yaml-syntax', 'yaml-feature', 'format-refused']).toContain(error.code)
      }
    }),
    { numRuns: 500 },
  )
})
