// Answers are told from other messages, whatever octets come.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isAnswerTo } from '../../../src/proxy/backends/is-answer.ts'
import { answerTo, queryFor } from './tcp-mock.ts'

const query = queryFor('www.example.com.')

test('only what has the id, QR and the question answers, in any letters', () => {
  const letters = fc.array(fc.boolean(), { minLength: 17, maxLength: 17 })
  fc.assert(
    fc.property(letters, fc.nat(query.length - 1), fc.integer({ min: 1, max: 255 }), (upper, at, bits) => {
      const answer = answerTo(query, octets => {
        for (const [i, isUpper] of upper.entries()) {
          const octet = octets[12 + i]!
          if (isUpper && octet >= 0x61 && octet <= 0x7a) octets[12 + i] = octet - 32
        }
      })
      expect(isAnswerTo(query, answer)).toBe(true)
      const isLetter = at > 12 && at < query.length - 5 && ![16, 24].includes(at)
      const mattersAt = at < 2 || (at >= 12 && !(isLetter && bits === 0x20))
      answer[at]! ^= bits
      if (mattersAt) expect(isAnswerTo(query, answer)).toBe(false)
    }),
  )
})

test('no octets are a mistake of ours', () => {
  const octets = fc.uint8Array({ maxLength: 80 })
  fc.assert(fc.property(octets, octets, (a, b) => typeof isAnswerTo(a, b) === 'boolean'))
  for (let length = 0; length < query.length; length++)
    expect(isAnswerTo(query, answerTo(query).subarray(0, length))).toBe(false)
})
