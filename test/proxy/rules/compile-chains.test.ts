// All chains are made at once, with the selectors that they share.
import { expect, test } from 'vitest'
import { type ChainSettings, compileChains } from '../../../src/proxy/rules/compile-chains.ts'
import { outcomes } from '../../../src/proxy/rules/rule.ts'
import { siteOf } from './rule-site.ts'
import { exchangeOf } from './selectors/exchange-of.ts'

const none: ChainSettings = {
  query_rules: [],
  cache_miss_rules: [],
  response_rules: [],
  cache_hit_response_rules: [],
  cache_inserted_response_rules: [],
  self_answered_response_rules: [],
}
const drop = { type: 'Drop' }
const named = { type: 'ByName', selector_name: 'limit' }

test('a named limit is one for all chains', () => {
  const chains = compileChains(
    {
      ...none,
      query_rules: [{ selector: named, action: drop }],
      response_rules: [{ selector: named, action: drop }],
    },
    siteOf({ selectors: [{ name: 'limit', type: 'MaxQPS', qps: 3 }] }),
  )
  const t = exchangeOf({})
  const run = (times: number) =>
    Array.from({ length: times }, () => [chains.query_rules.run(t), chains.response_rules.run(t)]).flat()
  expect(run(2)).toEqual([outcomes.drop, outcomes.drop, outcomes.drop, outcomes.next])
  expect([chains.query_rules.isEmpty, chains.cache_miss_rules.isEmpty]).toEqual([false, true])
})

test('a named selector looks at the name of each chain and query', () => {
  const chains = compileChains(
    {
      ...none,
      query_rules: [{ selector: named, action: drop }],
      response_rules: [{ selector: named, action: drop }],
    },
    siteOf({ selectors: [{ name: 'limit', type: 'QNameSuffix', suffixes: ['example.com'] }] }),
  )
  for (const [name, outcome] of [
    ['www.example.com.', outcomes.drop],
    ['www.example.org.', outcomes.next],
  ] as const)
    for (const chain of [chains.query_rules, chains.response_rules])
      expect(chain.run(exchangeOf({ name }))).toBe(outcome)
})

test('the mistakes of all chains are told at once, those of named selectors first', () => {
  const wrong = { selector: { type: 'QName', qname: 'a..b' }, action: drop, name: 'mine' }
  const rules = {
    ...none,
    query_rules: [wrong],
    self_answered_response_rules: [{ ...wrong, action: { type: 'Pool' } }],
  }
  const placeOf = (path: readonly (string | number)[]) => ({ file: path.join('/'), line: 1, column: 1 })
  expect(() => compileChains(rules, siteOf(), placeOf)).toThrow(
    [
      'query_rules/0:1:1: name-syntax: query_rules: rule mine: name "a..b." has an empty label',
      'self_answered_response_rules/0:1:1: name-syntax: self_answered_response_rules: rule mine: name "a..b." has an empty label',
    ].join('\n'),
  )
  const selectors = [
    { name: 'unused', type: 'QType', qtype: 'NONE' },
    { name: 'loop', type: 'Not', selector: { type: 'ByName', selector_name: 'loop' } },
  ]
  expect(() => compileChains(rules, siteOf({ selectors }), placeOf)).toThrow(
    [
      'selectors/0:1:1: proxy-rule-invalid: selectors: unused: record type "NONE" is unknown; give its number',
      'selectors/1:1:1: proxy-rule-invalid: selectors: loop: selector "loop" is made of itself',
    ].join('\n'),
  )
})
