// Every selector, on messages that it matches and on some that it does not.
import { expect, test } from 'vitest'
import { createAskedName } from '../../../../src/proxy/rules/asked-name.ts'
import { takeTimedIpSet } from '../../../../src/proxy/rules/limits/timed-ip-set.ts'
import { createPartMakers } from '../../../../src/proxy/rules/part-makers.ts'
import type { PartSettings } from '../../../../src/proxy/rules/rule.ts'
import { selectorParts } from '../../../../src/proxy/rules/selectors/selector-parts.ts'
import { transports } from '../../../../src/proxy/transaction.ts'
import { noPool } from '../../transaction-of.ts'
import { siteOf } from '../rule-site.ts'
import { exchangeOf, type Words } from './exchange-of.ts'

const site = siteOf(
  {
    selectors: [
      { name: 'text', type: 'QType', qtype: 'TXT' },
      { name: 'not-text', type: 'Not', selector: { type: 'ByName', selector_name: 'text' } },
      { name: 'loop', type: 'Or', selectors: [{ type: 'ByName', selector_name: 'loop-too' }] },
      { name: 'loop-too', type: 'Not', selector: { type: 'ByName', selector_name: 'loop' } },
    ],
    netmask_groups: [{ name: 'office', netmasks: ['192.0.2.0/24', '!192.0.2.66', '2001:db8::/32'] }],
    timed_ip_sets: [{ name: 'suspects' }],
  },
  {
    binds: [
      { host: '192.0.2.53', port: 53 },
      { host: '2001:db8::53', port: 5353 },
    ],
    pool: name => ({ ...noPool, isAvailable: () => name === 'up', outstanding: () => 5 }),
  },
)
const makers = createPartMakers(selectorParts, [])
const selectorOf = (settings: PartSettings) =>
  makers.selector(settings, { ...site, rule: 'query_rules/test', asked: createAskedName(site.random) })

const all: PartSettings = { type: 'All' }
const none: PartSettings = { type: 'Not', selector: all }
const named = (selector_name: string): PartSettings => ({ type: 'ByName', selector_name })
const { tcp, dot, doh } = transports
const textRecords = ['TXT one', 'TXT two', 'A 192.0.2.1']

/** Settings, what they match, and what they do not. */
const cases: readonly (readonly [PartSettings, readonly Words[], readonly Words[]])[] = [
  [all, [{}], []],
  [{ type: 'And', selectors: [] }, [{}], []],
  [{ type: 'And', selectors: [all, all] }, [{}], []],
  [{ type: 'And', selectors: [all, none] }, [], [{}]],
  [{ type: 'And', selectors: [all, all, none] }, [], [{}]],
  [{ type: 'Or', selectors: [] }, [], [{}]],
  [{ type: 'Or', selectors: [none, none, all] }, [{}], []],
  [{ type: 'Or', selectors: [none] }, [], [{}]],
  [{ type: 'Not', selector: { type: 'RD' } }, [{}], [{ flags: ['rd'] }]],
  [named('text'), [{ type: 'TXT' }], [{ type: 'A' }]],
  [named('not-text'), [{ type: 'A' }], [{ type: 'TXT' }]],
  [{ type: 'Proba', probability: 1 }, [{}, {}, {}], []],
  [{ type: 'Proba', probability: 0 }, [], [{}, {}, {}]],
  [
    { type: 'QName', qname: 'WWW.example.com' },
    [{ name: 'www.EXAMPLE.com.' }],
    [{ name: 'a.www.example.com.' }, { name: 'example.com.' }, { name: '.' }],
  ],
  [{ type: 'QName', qname: '.' }, [{ name: '.' }], [{ name: 'com.' }]],
  [
    { type: 'QNameSet', qnames: ['example.com.', 'Example.ORG'] },
    [{ name: 'example.com.' }, { name: 'EXAMPLE.org.' }],
    [{ name: 'www.example.com.' }, { name: 'example.net.' }],
  ],
  [{ type: 'QNameSet', qnames: [] }, [], [{}, { name: '.' }]],
  [
    { type: 'QNameSuffix', suffixes: ['example.com', 'Example.org.', 'a\\.b.test'] },
    [{ name: 'example.com.' }, { name: 'a.b.c.EXAMPLE.ORG.' }, { name: 'x.a\\.b.test.' }],
    [
      { name: 'an-example.com.' },
      { name: 'com.' },
      { name: 'example.com.example.' },
      { name: 'x.a.b.test.' },
    ],
  ],
  [{ type: 'QNameSuffix', suffixes: ['.'] }, [{}, { name: '.' }], []],
  [
    { type: 'QNameLabelsCount', min_labels_count: 2, max_labels_count: 3 },
    [{ name: 'com.' }, { name: 'a.b.example.com.' }],
    [{ name: 'example.com.' }, { name: 'www.example.com.' }],
  ],
  [
    { type: 'QNameWireLength', min: 13, max: 17 },
    [{ name: 'example.co.' }, { name: 'wwww.example.com.' }],
    [{ name: 'example.com.' }, { name: 'www.example.com.' }],
  ],
  [
    { type: 'Regex', expression: '[0-9]{4,}\\.example\\.com$' },
    [{ name: 'host1234.EXAMPLE.com.' }],
    [{ name: 'host123.example.com.' }, { name: 'host1234.example.com.net.' }],
  ],
  [{ type: 'RE2', expression: '^$' }, [{ name: '.' }], [{}]],
  [{ type: 'RE2', expression: '^a\\\\\\.b\\.' }, [{ name: 'a\\.b.example.' }], [{ name: 'a.b.example.' }]],
  [{ type: 'HTTPPath', path: '/dns-query' }, [{ path: '/dns-query' }], [{}, { path: '/dns-query/' }]],
  [{ type: 'HTTPPathRegex', expression: '^/DNS' }, [{ path: '/dns-query' }], [{}, { path: '/x/dns' }]],
  [
    { type: 'HTTPHeader', header: 'User-Agent', expression: '^curl' },
    [{ headers: { 'user-agent': 'Curl/8' } }],
    [{}, { headers: {} }, { headers: { 'user-agent': 'other' } }],
  ],
  [{ type: 'QType', qtype: 'any' }, [{ type: 'ANY' }], [{ type: 'A' }]],
  [{ type: 'QType', qtype: 'TYPE65' }, [{ type: 'HTTPS' }], [{ type: 'A' }]],
  [{ type: 'QType', qtype: '16' }, [{ type: 'TXT' }], [{ type: 'A' }]],
  [{ type: 'QType', numeric_value: 28 }, [{ type: 'AAAA' }], [{ type: 'A' }]],
  [{ type: 'QClass', qclass: 'chaos' }, [{ class: 'CH' }], [{}]],
  [{ type: 'QClass', numeric_value: 255 }, [{ class: 'ANY' }], [{}]],
  [{ type: 'Opcode', code: 4 }, [{ opcode: 'NOTIFY' }], [{}]],
  [{ type: 'Opcode', code: 'Update' }, [{ opcode: 'UPDATE' }], [{}]],
  [{ type: 'RD' }, [{ flags: ['rd', 'cd'] }], [{ flags: ['cd'] }]],
  [{ type: 'RCode', rcode: 'NXDomain' }, [{ rcode: 'NXDOMAIN' }], [{ rcode: 'NOERROR' }, {}]],
  [{ type: 'RCode', rcode: 0 }, [{ rcode: 'BADVERS', edns: {} }], [{ rcode: 'SERVFAIL' }]],
  [{ type: 'DNSSEC' }, [{ edns: { dnssecOk: true } }], [{ edns: {} }, {}]],
  [
    { type: 'EDNSOption', option_code: 8 },
    [
      {
        edns: {
          options: [
            { name: 'PADDING', length: 3 },
            { name: 'ECS', address: '192.0.2.0', sourcePrefix: 24, scopePrefix: 0 },
          ],
        },
      },
    ],
    [{ edns: { options: [{ name: 'PADDING', length: 300 }] } }, { edns: {} }, {}],
  ],
  [{ type: 'EDNSVersion', version: 0 }, [{ edns: { version: 1 } }], [{ edns: {} }, {}]],
  [{ type: 'ERCode', rcode: 'BADVERS' }, [{ rcode: 'BADVERS', edns: {} }], [{ rcode: 'NOERROR', edns: {} }]],
  [{ type: 'ERCode', rcode: 2 }, [{ rcode: 'SERVFAIL' }], [{ rcode: 'NOERROR' }]],
  [
    { type: 'RecordsCount', section: 1, minimum: 2, maximum: 3 },
    [{ rcode: 'NOERROR', records: [textRecords] }],
    [
      { rcode: 'NOERROR', records: [['TXT one']] },
      { rcode: 'NOERROR', records: [[], textRecords] },
    ],
  ],
  [{ type: 'RecordsCount', section: 0, minimum: 1, maximum: 1 }, [{}], []],
  [{ type: 'RecordsCount', section: 3, minimum: 1, maximum: 1 }, [{ edns: {} }], [{}]],
  [
    { type: 'RecordsTypeCount', section: 2, record_type: 'TXT', minimum: 2, maximum: 2 },
    [{ rcode: 'NOERROR', records: [['TXT three'], textRecords, ['TXT four']] }],
    [{ rcode: 'NOERROR', records: [textRecords] }, {}],
  ],
  [
    { type: 'RecordsTypeCount', section: 0, record_type: 1, minimum: 1, maximum: 1 },
    [{ type: 'A' }],
    [{ type: 'MX' }],
  ],
  [
    { type: 'TrailingData' },
    [{ trailing: 1 }, { trailing: 1, rcode: 'NOERROR', edns: {}, records: [textRecords] }],
    [{}, { rcode: 'NOERROR', records: [textRecords] }],
  ],
  [{ type: 'PayloadSize', comparison: 'equal', size: 33 }, [{}], [{ trailing: 1 }]],
  [{ type: 'PayloadSize', comparison: 'greater', size: 33 }, [{ trailing: 1 }], [{}]],
  [{ type: 'PayloadSize', comparison: 'greaterOrEqual', size: 34 }, [{ trailing: 1 }], [{}]],
  [{ type: 'PayloadSize', comparison: 'smaller', size: 34 }, [{}], [{ trailing: 1 }]],
  [{ type: 'PayloadSize', comparison: 'smallerOrEqual', size: 33 }, [{}], [{ trailing: 1 }]],
  [
    { type: 'NetmaskGroup', netmasks: ['192.0.2.0/24', '!192.0.2.66', '2001:db8::/32'] },
    [{ client: '192.0.2.1' }, { client: '2001:db8::1' }],
    [{ client: '192.0.2.66' }, { client: '198.51.100.1' }, { client: '2001:db9::' }],
  ],
  [
    { type: 'NetmaskGroup', netmask_group_name: 'office' },
    [{ client: '192.0.2.1' }],
    [{ client: '192.0.2.66' }],
  ],
  [{ type: 'NetmaskGroup', netmasks: ['2001:db8::/32'], source: false }, [{ bind: 1 }], [{ bind: 0 }]],
  [{ type: 'TimedIPSet', set_name: 'suspects' }, [], [{}]],
  [{ type: 'DSTPort', port: 5353 }, [{ bind: 1 }], [{ bind: 0 }]],
  [{ type: 'TCP', tcp: true }, [{ transport: tcp }, { transport: dot }, { transport: doh }], [{}]],
  [{ type: 'TCP', tcp: false }, [{}], [{ transport: tcp }]],
  [{ type: 'IncomingProtocol', protocol: 'DoUDP' }, [{}], [{ transport: tcp }]],
  [{ type: 'IncomingProtocol', protocol: 'DoTCP' }, [{ transport: tcp }], [{}, { transport: dot }]],
  [{ type: 'IncomingProtocol', protocol: 'DoT' }, [{ transport: dot }], [{ transport: doh }]],
  [{ type: 'IncomingProtocol', protocol: 'DoH' }, [{ transport: doh }], [{ transport: tcp }]],
  [
    { type: 'SNI', server_name: 'Dns.example.com' },
    [{ sni: 'dns.EXAMPLE.com' }],
    [{}, { sni: 'example.com' }],
  ],
  [{ type: 'MaxQPS', qps: 2 }, [{}, {}], [{}, {}]],
  [{ type: 'MaxQPS', qps: 1, burst: 3 }, [{}, {}, {}], [{}]],
  [{ type: 'MaxQPSIP', qps: 100, ipv4_mask: 24 }, [], [{}, {}]],
  [{ type: 'MaxQPSIP', qps: 0 }, [{}], []],
  [{ type: 'PoolAvailable', pool: 'up' }, [{}], []],
  [{ type: 'PoolAvailable', pool: '' }, [], [{}]],
  [{ type: 'PoolOutstanding', pool: '', max_outstanding: 4 }, [{}], []],
  [{ type: 'PoolOutstanding', pool: '', max_outstanding: 5 }, [], [{}]],
  [{ type: 'Tag', tag: 'a' }, [{ tags: { a: '' } }, { tags: { a: 'x' } }], [{}, { tags: { b: 'x' } }]],
  [{ type: 'Tag', tag: 'a', value: 'x' }, [{ tags: { a: 'x' } }], [{}, { tags: { a: 'y' } }]],
  [{ type: 'Tag', tag: 'a', 'empty-as-wildcard': false }, [{ tags: { a: '' } }], [{}, { tags: { a: 'x' } }]],
]

test.each(
  cases.map(([settings, matched, others]) => [JSON.stringify(settings), settings, matched, others] as const),
)('%s', (_text, settings, matched, others) => {
  for (const words of matched)
    expect(selectorOf(settings)(exchangeOf(words)), JSON.stringify(words)).toBe(true)
  for (const words of others)
    expect(selectorOf(settings)(exchangeOf(words)), JSON.stringify(words)).toBe(false)
})

test('every selector is tried', () => {
  const tried = new Set(cases.map(([{ type }]) => type))
  expect(selectorParts.map(({ type }) => type).filter(type => !tried.has(type))).toEqual([])
})

test.each([
  [{ type: 'QNam', qname: 'example.com' }, 'there is no selector "QNam"; did you mean QName?'],
  [named('nobody'), 'no selector is called "nobody"'],
  [named('loop'), 'selector "loop" is made of itself'],
  [{ type: 'QName', qname: 'a..b' }, 'name "a..b." has an empty label'],
  [{ type: 'Regex', expression: '(a' }, 'regular expression "(a"'],
  [{ type: 'Regex', expression: '(a{900}b?){900}' }, 'regular expression "(a{900}b?){900}"'],
  [{ type: 'RE2', expression: '[a-z]{999}'.repeat(6) }, 'instructions; the most is 5000'],
  [{ type: 'QType', qtype: 'NOSUCH' }, 'record type "NOSUCH" is unknown; give its number'],
  [{ type: 'QType', qtype: '70000' }, 'record type "70000" is above 65535'],
  [{ type: 'QType' }, 'qtype says nothing'],
  [{ type: 'QClass', qclass: 'XX' }, 'class "XX" is unknown; give its number'],
  [{ type: 'RCode', rcode: 'BADVERS' }, 'rcode "BADVERS" is above 15'],
  [{ type: 'ERCode', rcode: 'WRONG' }, 'rcode "WRONG" is unknown; give its number'],
  [{ type: 'Opcode', code: 16 }, 'opcode "16" is above 15'],
  [
    { type: 'NetmaskGroup', netmasks: ['192.0.2.0/33'] },
    '"192.0.2.0/33" is not a network such as 192.0.2.0/24',
  ],
  [{ type: 'NetmaskGroup', netmask_group_name: 'home' }, 'no list of networks is called "home"'],
  [{ type: 'TimedIPSet', set_name: 'x' }, 'no set of addresses is called "x"'],
] as readonly (readonly [PartSettings, string])[])('%j is refused', (settings, message) => {
  expect(() => selectorOf(settings)).toThrow(message)
})

test('a limit matches again as time goes by', () => {
  const limit = selectorOf({ type: 'MaxQPS', qps: 2, burst: 4 })
  const above = selectorOf({ type: 'MaxQPSIP', qps: 2, burst: 4, ipv4_mask: 24 })
  const run = (count: number) =>
    Array.from({ length: count }, (_, i) => [
      limit(exchangeOf({})),
      above(exchangeOf({ client: `192.0.2.${i}` })),
    ])
  expect(run(6)).toEqual([...Array(4).fill([true, false]), ...Array(2).fill([false, true])])
  site.clock.ms += 1500
  expect(run(5)).toEqual([...Array(3).fill([true, false]), ...Array(2).fill([false, true])])
  expect(above(exchangeOf({ client: '198.51.100.1' }))).toBe(false)
})

test('an address of a timed set is there for its time', () => {
  const matches = selectorOf({ type: 'TimedIPSet', set_name: 'suspects' })
  const set = takeTimedIpSet(site.memory, 'suspects', site.clock)
  const t = exchangeOf({ client: '192.0.2.7' })
  expect(matches(t)).toBe(false)
  set.add(t.client, 10)
  expect(matches(t)).toBe(true)
  expect(matches(exchangeOf({ client: '192.0.2.8' }))).toBe(false)
  site.clock.ms += 9_900
  expect(matches(t)).toBe(true)
  site.clock.ms += 100
  expect(matches(t)).toBe(false)
})
