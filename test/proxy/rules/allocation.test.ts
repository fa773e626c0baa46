// Rules allocate nothing for a packet; the text that regular expressions search is all that some of them cost.
import { expect, test } from 'vitest'
import { compileChain } from '../../../src/proxy/rules/chain.ts'
import { definePart } from '../../../src/proxy/rules/define-part.ts'
import { type Action, outcomes, type PartSettings } from '../../../src/proxy/rules/rule.ts'
import { siteOf } from './rule-site.ts'
import { exchangeOf } from './selectors/exchange-of.ts'

const none = definePart({
  type: 'None',
  summary: 'Does nothing.',
  properties: {},
  required: [],
  make: (): Action => () => outcomes.next,
})

const site = siteOf({ timed_ip_sets: [{ name: 'set' }] }, { clock: { ms: 1e9 + 0.25, seconds: 1e6 } })
const qnames = ['example.org', 'www.example.com', 'a.b.c.example.com']
const selectors: readonly PartSettings[] = [
  { type: 'All' },
  { type: 'Proba', probability: 0.5 },
  { type: 'QNameSet', qnames },
  { type: 'QNameSuffix', suffixes: qnames },
  {
    type: 'And',
    selectors: [
      { type: 'QType', qtype: 'A' },
      { type: 'Not', selector: { type: 'RD' } },
    ],
  },
  {
    type: 'Or',
    selectors: [
      { type: 'RCode', rcode: 1 },
      { type: 'ERCode', rcode: 16 },
      { type: 'Opcode', code: 4 },
    ],
  },
  { type: 'EDNSOption', option_code: 8 },
  { type: 'RecordsTypeCount', section: 3, record_type: 41, minimum: 0, maximum: 1 },
  { type: 'TrailingData' },
  { type: 'PayloadSize', comparison: 'greater', size: 100 },
  { type: 'NetmaskGroup', netmasks: ['192.0.2.0/24', '2001:db8::/32'] },
  { type: 'TimedIPSet', set_name: 'set' },
  { type: 'MaxQPS', qps: 50_000 },
  { type: 'MaxQPSIP', qps: 50_000, max_networks: 64 },
  { type: 'PoolAvailable', pool: '' },
  { type: 'Tag', tag: 'a' },
]
const rules = selectors.map(selector => ({ selector, action: { type: 'None' } }))
const chain = compileChain({ chain: 'query_rules', rules, actions: [none], site })

const transactions = [
  exchangeOf({ name: 'x.www.EXAMPLE.com.', edns: { options: [{ name: 'PADDING', length: 3 }] } }),
  exchangeOf({ name: 'example.org.', client: '2001:db8::1', flags: ['rd'] }),
  exchangeOf({ name: 'a.b.c.d.example.net.', client: '198.51.100.1' }),
]

function run(rounds: number): void {
  for (let round = 0; round < rounds; round++) {
    site.clock.ms += 0.01
    for (let i = 0; i < transactions.length; i++) chain.run(transactions[i]!)
  }
}

test('6,000 queries through 16 rules take less than 2,000 octets', () => {
  const rounds = 2000
  run(10 * rounds)
  // What the compiler and the collector do meanwhile is in some of the runs, what a packet costs in all of them.
  const used = Array.from({ length: 7 }, () => {
    const before = process.memoryUsage().heapUsed
    run(rounds)
    return process.memoryUsage().heapUsed - before
  })
  expect(used.filter(octets => octets >= 0).sort((a, b) => a - b)[0]).toBeLessThan(rounds)
})
