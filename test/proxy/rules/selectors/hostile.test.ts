// Whatever a message holds that the engine takes, every selector says something of it.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { findOpt } from '../../../../src/proxy/engine/read-query.ts'
import { createAskedName, forgetName } from '../../../../src/proxy/rules/asked-name.ts'
import { createPartMakers } from '../../../../src/proxy/rules/part-makers.ts'
import type { PartSettings, Selector } from '../../../../src/proxy/rules/rule.ts'
import { selectorParts } from '../../../../src/proxy/rules/selectors/selector-parts.ts'
import type { Transaction } from '../../../../src/proxy/transaction.ts'
import { anyExchange } from '../../message/any-message.ts'
import { transactionOf } from '../../transaction-of.ts'
import { siteOf } from '../rule-site.ts'

const site = siteOf()
const asked = createAskedName(site.random)
const makers = createPartMakers(selectorParts, [])
const each: readonly PartSettings[] = [
  { type: 'QNameSet', qnames: ['www.example.com'] },
  { type: 'QNameSuffix', suffixes: ['example.com', 'com'] },
  { type: 'Regex', expression: 'example' },
  { type: 'RCode', rcode: 2 },
  { type: 'ERCode', rcode: 16 },
  { type: 'EDNSOption', option_code: 8 },
  { type: 'EDNSVersion', version: 0 },
  { type: 'RecordsCount', section: 3, minimum: 0, maximum: 65535 },
  { type: 'RecordsTypeCount', section: 1, record_type: 'A', minimum: 1, maximum: 65535 },
  { type: 'RecordsTypeCount', section: 3, record_type: 'OPT', minimum: 1, maximum: 1 },
  { type: 'TrailingData' },
]
const selectors: readonly Selector[] = each.map(settings =>
  makers.selector(settings, { ...site, rule: 'query_rules/test', asked }),
)

/** In memory that ends where the message does, so that nothing is read of what was there before. */
function look(t: Transaction, octets: Uint8Array): void {
  t.message = octets
  t.length = octets.length
  // The engine takes no other answers.
  if (octets.length < t.questionEnd || !findOpt(t)) t.optAt = t.optEnd = 0
  forgetName(asked)
  for (const selector of selectors) expect(typeof selector(t)).toBe('boolean')
}

test('mutated answers', () => {
  const changes = fc.array(fc.record({ at: fc.nat(), octet: fc.nat(255) }), { minLength: 1, maxLength: 5 })
  fc.assert(
    fc.property(anyExchange, changes, fc.nat(40), ({ query, answer }, mutations, cut) => {
      const t = transactionOf(query)
      const octets = Uint8Array.from(answer)
      // The question is compared with that of the query before.
      for (const { at, octet } of mutations) {
        const place = at % octets.length
        if (place < 12 || place >= t.questionEnd) octets[place] = octet
      }
      look(t, octets.subarray(0, Math.max(t.questionEnd, octets.length - cut)))
    }),
    { numRuns: 500 },
  )
})

test('a message that says it has all records there can be', () => {
  const t = transactionOf(
    Buffer.from('00010000000100000000000003777777076578616d706c6503636f6d0000010001', 'hex'),
  )
  const octets = new Uint8Array(65535)
  octets.set(t.message.subarray(0, t.questionEnd))
  octets.fill(0xff, 6, 12)
  const before = process.hrtime.bigint()
  look(t, octets)
  expect(Number(process.hrtime.bigint() - before) / 1e6).toBeLessThan(1000)
})
