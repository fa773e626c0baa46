// Actions allocate nothing for a packet, nor do the edits of messages that they are made of.
import { expect, test } from 'vitest'
import { putClientSubnet } from '../../../../src/proxy/message/client-subnet.ts'
import { setEde } from '../../../../src/proxy/message/set-ede.ts'
import type { PartSettings } from '../../../../src/proxy/rules/rule.ts'
import { resetDecisions, type Transaction } from '../../../../src/proxy/transaction.ts'
import { siteOf } from '../rule-site.ts'
import { exchangeOf, type Words } from '../selectors/exchange-of.ts'
import { actionOf } from './act.ts'

const queryActions: readonly PartSettings[] = [
  { type: 'RCode', rcode: 'Refused' },
  { type: 'TC' },
  { type: 'Spoof', ips: ['192.0.2.1', '192.0.2.2', '192.0.2.3', '192.0.2.4'] },
  { type: 'SetTag', tag: 'a', value: 'b' },
  { type: 'SetEDNSOption', code: 65001, data: 'abc' },
  { type: 'SetECS', ipv4: '192.0.2.0/24' },
  { type: 'QPS', limit: 1000 },
]
const responseActions: readonly PartSettings[] = [
  { type: 'ClearRecordTypes', types: ['TXT'] },
  { type: 'LimitTTL', min: 60, max: 3600 },
  { type: 'SetReducedTTL', percentage: 50 },
  { type: 'SetExtendedDNSError', info_code: 15, extra_text: 'blocked' },
]
const settings = { override: true, prefixV4: 24, prefixV6: 56 }

const query: Words = { edns: { options: [{ name: 'PADDING', length: 3 }] } }
const answer: Words = {
  ...query,
  rcode: 'NOERROR',
  records: [['A 192.0.2.1', 'TXT x'], ['NS www.example.com.']],
}
const site = siteOf({}, { clock: { ms: 1e9 + 0.25, seconds: 1e6 } })

/** Puts the same message into a transaction again and again, and edits it each time. */
function editor(words: Words, edit: (t: Transaction) => unknown): () => void {
  const t = exchangeOf(words)
  const { length, optAt, optEnd } = t
  const octets = t.message.slice(0, length)
  return () => {
    for (let i = 0; i < length; i++) t.message[i] = octets[i]!
    t.length = length
    t.optAt = optAt
    t.optEnd = optEnd
    resetDecisions(t.decided)
    edit(t)
  }
}

const edits = [
  ...queryActions.map(each => editor(query, actionOf(each, site))),
  editor({}, actionOf({ type: 'SetEDNSOption', code: 65001, data: 'abc' })),
  ...responseActions.map(each => editor(answer, actionOf(each, site, 'answer'))),
  editor(query, t => putClientSubnet(t, settings)),
  editor(answer, t => setEde(t, 15, 'blocked')),
]

function run(rounds: number): void {
  for (let round = 0; round < rounds; round++) {
    site.clock.ms += 0.01
    for (let i = 0; i < edits.length; i++) edits[i]!()
  }
}

test('5,600 edits take less than 400 octets', () => {
  const rounds = 400
  run(10 * rounds)
  // What the compiler and the collector do meanwhile is in some of the runs, what a packet costs in all of them.
  const used = Array.from({ length: 7 }, () => {
    const before = process.memoryUsage().heapUsed
    run(rounds)
    return process.memoryUsage().heapUsed - before
  })
  expect(used.filter(octets => octets >= 0).sort((a, b) => a - b)[0]).toBeLessThan(rounds)
})
