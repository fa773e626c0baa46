// Edits of octets that are no message, or one that was mutated: nothing throws, and nothing is written outside of it.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { findOpt } from '../../../src/proxy/engine/read-query.ts'
import { answerWith } from '../../../src/proxy/message/answer-with.ts'
import { putClientSubnet } from '../../../src/proxy/message/client-subnet.ts'
import { addOpt, appendOption, putOption, removeOpt, removeOption } from '../../../src/proxy/message/edns.ts'
import { removeRecordTypes } from '../../../src/proxy/message/remove-record-types.ts'
import { setEde } from '../../../src/proxy/message/set-ede.ts'
import { truncateAnswer } from '../../../src/proxy/message/truncate-answer.ts'
import { limitTtls, reduceTtls, smallestTtl } from '../../../src/proxy/message/ttls.ts'
import { typeSet } from '../../../src/proxy/message/type-set.ts'
import type { Transaction } from '../../../src/proxy/transaction.ts'
import { transactionOf } from '../transaction-of.ts'
import { anyExchange } from './any-message.ts'

const half = typeSet(Array.from({ length: 128 }, (_, i) => 2 * i))
const settings = { override: true, prefixV4: 24, prefixV6: 56 }
const edits: readonly ((t: Transaction) => void)[] = [
  t => removeRecordTypes(t, half),
  t => limitTtls(t, 1, 2),
  t => reduceTtls(t, 50),
  smallestTtl,
  t => addOpt(t, 1232, false),
  t => putOption(t, 3, Uint8Array.of(1, 2)),
  t => appendOption(t, 8, Uint8Array.of(1)),
  t => removeOption(t, 8),
  t => setEde(t, 1, 'text'),
  t => putClientSubnet(t, settings),
  removeOpt,
  truncateAnswer,
  t => answerWith(t, 5),
]

const guard = 64

/** Puts octets into the place of an answer, and makes some edits of them. */
function edit(query: Uint8Array, octets: Uint8Array, order: readonly number[], room: number): void {
  const t = transactionOf(query)
  const memory = new Uint8Array(octets.length + room + 2 * guard).fill(0xa5)
  t.message = memory.subarray(guard, memory.length - guard)
  t.message.set(octets)
  t.length = octets.length
  // The engine takes no other answers.
  if (octets.length < t.questionEnd || !findOpt(t)) t.optAt = t.optEnd = 0
  for (const number of order) {
    edits[number]!(t)
    expect(t.length).toBeLessThanOrEqual(t.message.length)
    expect(t.optEnd).toBeLessThanOrEqual(t.length)
  }
  const outside = [...memory.subarray(0, guard), ...memory.subarray(memory.length - guard)]
  expect(outside.every(octet => octet === 0xa5)).toBe(true)
}

const anyOrder = fc.array(fc.nat(edits.length - 1), { minLength: 1, maxLength: 4 })
const room = fc.nat(40)

test('random octets', () => {
  fc.assert(
    fc.property(
      anyExchange,
      fc.uint8Array({ minLength: 12, maxLength: 200 }),
      anyOrder,
      room,
      ({ query }, ...rest) => {
        const [octets, order, space] = rest
        edit(query, octets.length < query.length ? Uint8Array.of(...octets, ...query) : octets, order, space)
      },
    ),
    { numRuns: 500 },
  )
})

test('mutated messages', () => {
  const mutation = fc.record({ at: fc.nat(), octet: fc.nat(255) })
  const mutations = fc.array(mutation, { minLength: 1, maxLength: 5 })
  fc.assert(
    fc.property(anyExchange, mutations, anyOrder, room, ({ query, answer }, changes, order, space) => {
      const octets = Uint8Array.from(answer)
      for (const { at, octet } of changes) octets[at % octets.length] = octet
      edit(query, octets, order, space)
    }),
    { numRuns: 1000 },
  )
})

test('names of nothing but pointers take no time', () => {
  const query = Buffer.from('0001000000010000000000000161000001' + '0001', 'hex')
  const octets = new Uint8Array(65_000)
  octets.set(query)
  let at = query.length
  octets[7] = 255
  octets[6] = 255
  // Each owner points to the one before it.
  for (let before = 12; at + 12 <= octets.length; at += 12) {
    octets.set([0xc0 | (before >> 8), before & 0xff, 0, 1, 0, 1], at)
    before = at & 0x3fff
  }
  const t = transactionOf(query, { room: 65_535 })
  t.message.set(octets)
  t.length = octets.length
  const before = process.cpuUsage().user
  removeRecordTypes(t, half)
  removeRecordTypes(t, typeSet([1]))
  expect(process.cpuUsage().user - before).toBeLessThan(1_000_000)
})
