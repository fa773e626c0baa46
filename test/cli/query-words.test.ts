import { describe, expect, test } from 'vitest'
import { parseQueryWords } from '../../src/cli/query-words.ts'
import { reverseName } from '../../src/dns/reverse-name.ts'

const server = { host: '127.0.0.1', port: 5300 }

describe('the words of a query', () => {
  test.each([
    ['www.example.com', 'www.example.com.', 'A', 'IN', undefined],
    ['www.example.com.', 'www.example.com.', 'A', 'IN', undefined],
    ['www.example.com mx', 'www.example.com.', 'MX', 'IN', undefined],
    ['MX www.example.com', 'www.example.com.', 'MX', 'IN', undefined],
    ['www.example.com type65280', 'www.example.com.', 'TYPE65280', 'IN', undefined],
    ['www.example.com TYPE15', 'www.example.com.', 'MX', 'IN', undefined],
    ['@127.0.0.1:5300 example.com NS', 'example.com.', 'NS', 'IN', server],
    ['example.com @127.0.0.1#5300 NS', 'example.com.', 'NS', 'IN', server],
    ['NS example.com @[::1]', 'example.com.', 'NS', 'IN', { host: '::1', port: 53 }],
    ['version.bind txt ch @127.0.0.1:5300', 'version.bind.', 'TXT', 'CH', server],
    ['CH TXT version.bind', 'version.bind.', 'TXT', 'CH', undefined],
    ['example.com A CLASS32', 'example.com.', 'A', 'CLASS32', undefined],
    ['mx', 'mx.', 'A', 'IN', undefined],
    ['mx mx', 'mx.', 'MX', 'IN', undefined],
    ['a ns', 'a.', 'NS', 'IN', undefined],
    ['.', '.', 'A', 'IN', undefined],
    ['bücher.example', 'xn--bcher-kva.example.', 'A', 'IN', undefined],
  ])('%s', (words, name, type, className, at) => {
    expect(parseQueryWords(words.split(' '), { port: 53 })).toEqual({
      question: { name, type, class: className },
      server: at,
    })
  })

  test('the port is for a server without one', () => {
    const at = (word: string) => parseQueryWords(['example.com', word], { port: 5300 }).server?.port
    expect([at('@192.0.2.53'), at('@192.0.2.53:5301')]).toEqual([5300, 5301])
  })

  test('a reverse query asks for PTR, or for the type that is named', () => {
    const flags = { port: 53, reverse: '192.0.2.1' }
    const name = '1.2.0.192.in-addr.arpa.'
    expect(parseQueryWords([], flags).question).toEqual({ name, type: 'PTR', class: 'IN' })
    expect(parseQueryWords(['NS'], flags).question).toEqual({ name, type: 'NS', class: 'IN' })
  })

  test('the class may be an option, also ANY', () => {
    expect(parseQueryWords(['example.com'], { port: 53, class: 'any' }).question.class).toBe('ANY')
  })

  test.each<[string, string[], { reverse?: string; class?: string }, string]>([
    ['no name', [], {}, 'a name to ask for is missing'],
    ['a server alone', ['@127.0.0.1'], {}, 'a name to ask for is missing'],
    ['two names', ['example.com', 'example.net'], {}, '"example.net" is a second name beside "example.com"'],
    ['two types', ['example.com', 'A', 'MX'], {}, '"MX" is a second type beside "A"'],
    ['two classes', ['example.com', 'CH'], { class: 'IN' }, '"IN" is a second class beside "CH"'],
    ['two servers', ['example.com', '@::1', '@::2'], {}, '"@::2" is a second server beside "@::1"'],
    ['a server at port 0', ['example.com', '@127.0.0.1:0'], {}, '"@127.0.0.1:0" has port 0'],
    ['an unknown class', ['example.com'], { class: 'XX' }, 'class "XX" is not'],
    [
      'a name beside --reverse',
      ['example.com'],
      { reverse: '192.0.2.1' },
      '"example.com" is one name too many',
    ],
  ])('%s is refused', (_, words, flags, message) => {
    expect(() => parseQueryWords(words, { port: 53, ...flags })).toThrow(`usage-invalid: ${message}`)
  })
})

test.each([
  ['192.0.2.1', '1.2.0.192.in-addr.arpa.'],
  ['2001:db8::567:89ab', 'b.a.9.8.7.6.5.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa.'],
])('the reverse name of %s', (address, name) => {
  expect(reverseName(address)).toBe(name)
})
