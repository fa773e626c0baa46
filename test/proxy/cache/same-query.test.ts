// Which queries wait for one answer.
import { expect, test } from 'vitest'
import { sameQuery } from '../../../src/proxy/cache/same-query.ts'
import { type Ask, transactionOf } from './exchange.ts'

const www = { name: 'www.example.com', edns: 1232 }
const cookie = (octet: number) => [{ code: 10, data: Array(8).fill(octet) }]

const cases: readonly [string, boolean, Ask, Ask][] = [
  ['the same', true, www, www],
  ['another id', true, www, { ...www, id: 9 }],
  ['other letters', true, www, { ...www, name: 'WWW.eXample.com' }],
  ['octets that only look like other letters', false, { name: 'a@b.example' }, { name: 'a`b.example' }],
  ['another name', false, www, { ...www, name: 'wwx.example.com' }],
  ['another type', false, www, { ...www, type: 'AAAA' }],
  ['other flags', false, www, { ...www, flags: 0x110 }],
  ['another payload size', false, www, { ...www, edns: 512 }],
  ['without EDNS', false, www, { name: www.name }],
  ['over TCP', false, www, { ...www, isStream: true }],
  ['another cookie', false, { ...www, options: cookie(1) }, { ...www, options: cookie(2) }],
]

test.each(cases)('%s: %s', (_, isSame, one, other) => {
  const waiting = transactionOf(other)
  waiting.stored = waiting.message
  waiting.storedLength = waiting.length
  expect(sameQuery(transactionOf(one), waiting)).toBe(isSame)
})
