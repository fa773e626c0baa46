import { decode, encode, type Packet } from 'dns-packet'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readQuery } from '../../../src/proxy/engine/read-query.ts'
import { answerFrame, takeKeepalive } from '../../../src/proxy/frontends/keepalive.ts'
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
  expect(takeKeepalive(t)).toBe(isThere)
  expect(optionsOf(t)).toEqual(left)
})

test('an answer with EDNS gets the time at its end, another one nothing', () => {
  const with64 = transaction(withOptions([other]))
  const frame = answerFrame(with64, 12_345)
  expect(frame.length).toBe(2 + with64.length + 6)
  const { additionals } = decode(Buffer.from(frame.subarray(2)))
  expect(additionals).toMatchObject([{ options: [{ code: 65_001 }, { code: 11, timeout: 123 }] }])
  const plain = transaction(encode({ type: 'query', questions: [{ name: 'example.com', type: 'A' }] }))
  for (const t of [plain, with64])
    expect(answerFrame(t, t === plain ? 1000 : -1).subarray(2)).toEqual(
      Buffer.from(t.message.subarray(0, t.length)),
    )
})

test('an answer whose EDNS record is not its end stays as it is', () => {
  const t = transaction(withOptions([], [address]))
  expect(answerFrame(t, 1000)).toHaveLength(2 + t.length)
})

test('no octets, wherever EDNS is said to be, make anything else than a frame', () => {
  const anything = fc.record({
    octets: fc.uint8Array({ minLength: 12, maxLength: 120 }),
    optAt: fc.nat(130),
    optEnd: fc.nat(130),
  })
  fc.assert(
    fc.property(anything, ({ octets, optAt, optEnd }) => {
      const t = transaction(octets)
      takeKeepalive(t)
      expect(t.length).toBeLessThanOrEqual(octets.length)
      t.optAt = optAt
      t.optEnd = optEnd
      const frame = answerFrame(t, 1000)
      expect((frame[0]! << 8) | frame[1]!).toBe(frame.length - 2)
    }),
  )
})
