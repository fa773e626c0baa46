import { decode, encode, type Packet } from 'dns-packet'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readQuery } from '../../../src/proxy/engine/read-query.ts'
import { answerOctets, takeWishes, wishes } from '../../../src/proxy/frontends/answer-octets.ts'
import { createTransaction, type Transaction } from '../../../src/proxy/transaction.ts'
import { noPool } from '../transaction-of.ts'

const keepalive = { code: 'TCP_KEEPALIVE' }
const other = { code: 65_001, data: Buffer.from('0102', 'hex') }

function transaction(message: Uint8Array): Transaction {
  const t = createTransaction(noPool)
  t.message = new Uint8Array(65_535)
  t.message.set(message)
  t.length = message.length
  readQuery(t)
  return t
}

const withOptions = (options: readonly unknown[], more: readonly unknown[] = []): Uint8Array =>
  encode({
    id: 4,
    type: 'query',
    questions: [{ name: 'www.example.com', type: 'A' }],
    additionals: [{ type: 'OPT', name: '.', udpPayloadSize: 1232, options }, ...more],
  } as Packet)

const optionsOf = (t: Transaction): unknown[] => {
  const { additionals } = decode(Buffer.from(t.message.subarray(0, t.length)))
  const opt = additionals!.find(({ type }) => type === 'OPT')!
  return (opt as unknown as { options: { code: number }[] }).options.map(({ code }) => code)
}

const address = { name: 'a.example.com', type: 'A', ttl: 60, data: '192.0.2.1' }

test.each([
  { options: [keepalive], more: [], isThere: true, left: [] },
  { options: [other, keepalive, other], more: [], isThere: true, left: [65_001, 65_001] },
  { options: [other], more: [], isThere: false, left: [65_001] },
  { options: [], more: [], isThere: false, left: [] },
  { options: [keepalive, other], more: [address], isThere: true, left: [65_001] },
])('of $options the option is taken: $isThere', ({ options, more, isThere, left }) => {
  const t = transaction(withOptions(options, more))
  expect(takeWishes(t, false)).toBe(isThere ? wishes.keepalive : 0)
  expect(optionsOf(t)).toEqual(left)
})

const plain = encode({ type: 'query', questions: [{ name: 'example.com', type: 'A' }] })

const wanted = [
  { wants: 0, options: [] },
  { wants: wishes.keepalive, options: [{ code: 11, timeout: 123 }] },
  { wants: wishes.padding, options: [{ code: 12 }] },
  { wants: wishes.keepalive | wishes.padding, options: [{ code: 11, timeout: 123 }, { code: 12 }] },
]

test.each(wanted)('an answer with EDNS gets what is wanted: $wants', ({ wants, options }) => {
  const t = transaction(withOptions([other]))
  t.ticket = wants
  const octets = answerOctets(t, 3, 12_345).subarray(3)
  if (wants & wishes.padding) expect(octets.length % 468).toBe(0)
  const { additionals } = decode(Buffer.from(octets))
  expect(additionals).toMatchObject([{ options: [{ code: 65_001 }, ...options] }])
})

test.each([
  { what: 'without EDNS', message: plain },
  { what: 'whose EDNS record is not its end', message: withOptions([], [address]) },
])('an answer $what stays as it is', ({ message }) => {
  const t = transaction(message)
  t.ticket = wishes.keepalive | wishes.padding
  expect(answerOctets(t, 0, 1000)).toEqual(Buffer.from(message))
})

test('an answer that a server has padded is not padded twice, and none beyond what fits', () => {
  const padded = transaction(withOptions([{ code: 'PADDING', length: 9 }]))
  const large = transaction(withOptions([{ code: 65_001, data: Buffer.alloc(65_480) }]))
  for (const t of [padded, large]) {
    t.ticket = wishes.padding
    expect(answerOctets(t, 0, 1000)).toHaveLength(t.length)
  }
})

test('padding is wanted where nobody can look in', () => {
  const t = transaction(withOptions([{ code: 'PADDING', length: 9 }]))
  expect([takeWishes(t, false), takeWishes(t, true)]).toEqual([0, wishes.padding])
})

test('no octets, wherever EDNS is said to be, make anything else than an answer', () => {
  const anything = fc.record({
    octets: fc.uint8Array({ minLength: 12, maxLength: 120 }),
    optAt: fc.nat(130),
    optEnd: fc.nat(130),
    wants: fc.nat(3),
  })
  fc.assert(
    fc.property(anything, ({ octets, optAt, optEnd, wants }) => {
      const t = transaction(octets)
      takeWishes(t, true)
      expect(t.length).toBeLessThanOrEqual(octets.length)
      Object.assign(t, { optAt, optEnd, ticket: wants })
      expect(answerOctets(t, 2, 1000).length).toBeGreaterThanOrEqual(2 + t.length)
    }),
  )
})
