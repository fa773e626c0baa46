// Rules of a chain are run in order, and known by what stays over a reload.
import { expect, test } from 'vitest'
import { DnsctlError } from '../../../src/base/errors.ts'
import { type Chain, compileChain, type RuleSettings } from '../../../src/proxy/rules/chain.ts'
import { definePart } from '../../../src/proxy/rules/define-part.ts'
import { type Action, type Outcome, outcomes, type RulePart } from '../../../src/proxy/rules/rule.ts'
import { keepMemory } from '../../../src/proxy/shared-memory.ts'
import { siteOf } from './rule-site.ts'
import { exchangeOf } from './selectors/exchange-of.ts'

/** An action that notes its name in a tag, and ends as it is told. */
const note = definePart({
  type: 'Note',
  summary: 'Notes.',
  properties: {
    text: { type: 'string' },
    outcome: { type: 'integer', default: 0 },
  },
  required: ['text'],
  make:
    ({ text, outcome }): Action =>
    ({ decided }) => {
      decided.tags = new Map([...(decided.tags ?? []), [text, '']])
      return outcome as Outcome
    },
})
const actions: readonly RulePart<Action>[] = [note]
const all = { type: 'All' } as const

const rule = (text: string, more: Partial<RuleSettings> = {}, outcome?: Outcome): RuleSettings => ({
  selector: all,
  action: { type: 'Note', text, ...(outcome !== undefined && { outcome }) },
  ...more,
})

const chainOf = (rules: readonly RuleSettings[], site = siteOf()) =>
  compileChain({ chain: 'query_rules', rules, actions, site })

function notesOf(chain: Chain, words = {}): { outcome: Outcome; notes: string[] } {
  const t = exchangeOf(words)
  const outcome = chain.run(t)
  return { outcome, notes: [...(t.decided.tags?.keys() ?? [])] }
}

test('rules run until one of them ends the chain', () => {
  expect(notesOf(chainOf([]))).toEqual({ outcome: outcomes.next, notes: [] })
  expect(notesOf(chainOf([rule('a'), rule('b')]))).toEqual({ outcome: outcomes.next, notes: ['a', 'b'] })
  for (const outcome of [outcomes.done, outcomes.answer, outcomes.drop])
    expect(notesOf(chainOf([rule('a'), rule('b', {}, outcome), rule('c')]))).toEqual({
      outcome,
      notes: ['a', 'b'],
    })
})

test('each query is looked at by itself', () => {
  const chain = chainOf([
    rule('one', { selector: { type: 'QName', qname: 'one.example.com' } }),
    rule('two', { selector: { type: 'Regex', expression: '^two' } }),
  ])
  for (const name of ['one', 'two'])
    expect(notesOf(chain, { name: `${name}.example.com.` }).notes).toEqual([name])
  expect(notesOf(chain, { name: '.' }).notes).toEqual([])
})

test('rules are known by uuid, name or content, and counted over reloads and threads', () => {
  const memory = keepMemory(new Map())
  const rules = [
    rule('a', { name: 'first', uuid: 'b9d3' }),
    rule('b', { name: 'second' }),
    rule('c', { selector: { type: 'QNameSuffix', suffixes: ['example.com'] } }),
    rule('b', { name: 'second' }),
    rule('b', { name: 'second#2' }),
  ]
  const [one, two] = [0, 1].map(thread => chainOf(rules, siteOf({}, { memory, thread, threads: 2 })))
  const ids = one!.rules.map(({ id }) => id)
  expect(ids).toEqual(['b9d3', 'second', expect.stringMatching(/^[0-9a-f]{12}$/), 'second#2', 'second#2#2'])
  expect(one!.rules.map(({ name }) => name)).toEqual(['first', 'second', '', 'second', 'second#2'])
  notesOf(one!)
  notesOf(two!, { name: 'example.org.' })
  const later = chainOf([rule('new'), ...rules], siteOf({}, { memory: keepMemory(memory.taken), threads: 2 }))
  expect(later.rules.slice(1).map(({ id }) => id)).toEqual(ids)
  expect(later.rules.map(({ matches }) => matches())).toEqual([0, 2, 2, 1, 2, 2])
})

test('limits of rules and of selectors inside of them are their own, named ones are shared', () => {
  const limit = { type: 'MaxQPS', qps: 1 }
  const named = { type: 'ByName', selector_name: 'limit' }
  const rules = [
    rule('a', { name: 'a', selector: { type: 'And', selectors: [limit, limit] } }),
    rule('b', { name: 'b', selector: limit }),
    rule('c', { selector: { type: 'Or', selectors: [named, named] } }),
    rule('d', { selector: named }),
  ]
  const chain = chainOf(rules, siteOf({ selectors: [{ name: 'limit', ...limit }] }))
  expect(notesOf(chain).notes).toEqual(['a', 'b', 'c'])
  expect(notesOf(chain).notes).toEqual([])
})

test('everything that is wrong is told at once, with its place', () => {
  const rules = [
    rule('a', { name: 'limits', selector: { type: 'QName', qname: 'a..b' } }),
    rule('b'),
    rule('c', { uuid: 'b9d3', action: { type: 'Notes' } }),
  ]
  const place = (line: number) => ({ file: 'dnsctl.yaml', line, column: 5 })
  const compile = () =>
    compileChain({
      chain: 'query_rules',
      rules,
      actions,
      site: siteOf(),
      placeOf: number => place(number + 1),
    })
  expect(compile).toThrow(DnsctlError)
  expect(compile).toThrow(
    [
      'dnsctl.yaml:1:5: name-syntax: query_rules: rule limits: name "a..b." has an empty label',
      'dnsctl.yaml:3:5: proxy-rule-invalid: query_rules: rule b9d3: there is no action "Notes"; did you mean Note?',
    ].join('\n'),
  )
})

test.each([
  [all, 'All()'],
  [
    { type: 'QNameSuffix', suffixes: ['example.com', 'example.org'] },
    'QNameSuffix(example.com, example.org)',
  ],
  [{ type: 'QNameSuffix', suffixes: [...'abcdef'], quiet: false }, 'QNameSuffix(a, b, c, d, 2 more)'],
  [{ type: 'QNameSuffix', suffixes: [...'abc'], quiet: true }, 'QNameSuffix(3)'],
  [{ type: 'NetmaskGroup', netmasks: ['192.0.2.0/24'], source: true }, 'NetmaskGroup(netmasks=192.0.2.0/24)'],
  [
    {
      type: 'And',
      selectors: [
        { type: 'Not', selector: { type: 'TCP', tcp: true } },
        {
          type: 'Or',
          selectors: [
            { type: 'QType', qtype: 'ANY' },
            { type: 'MaxQPSIP', qps: 5, ipv4_mask: 24 },
          ],
        },
      ],
    },
    '(!TCP(true) && (QType(ANY) || MaxQPSIP(5, ipv4_mask=24)))',
  ],
  [{ type: 'RE2', expression: 'x'.repeat(200) }, `RE2(${'x'.repeat(156)}…`],
])('%j is put into words', (selector, text) => {
  const [made] = chainOf([rule('a', { selector }, outcomes.drop)]).rules
  expect(made).toMatchObject({ selectorText: text, actionText: 'Note(a, outcome=3)' })
})
