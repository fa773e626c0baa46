// Each command of the console: the order that a line gives, and what people see of the answer.
import { describe, expect, test } from 'vitest'
import { colorsFor } from '../../../src/cli/colors.ts'
import { consoleCommands } from '../../../src/cli/console/console-commands.ts'
import { helpText } from '../../../src/cli/console/help-text.ts'
import { runWords } from '../../../src/cli/console/read-commands.ts'
import { splitLine } from '../../../src/cli/console/split-line.ts'
import { server, siteOf } from './asked.ts'

const colors = colorsFor(false)

const report = {
  version: '1.2.3',
  uptime: 93_784,
  binds: [{ address: '192.0.2.53:53', protocol: 'Do53' }],
  acl: ['192.0.2.0/24'],
  counters: { queries: 12, cacheHits: 3, latencySum: 1.23456 },
  latencies: [
    { upTo: 1, count: 3 },
    { upTo: 2, count: 1 },
    { upTo: null, count: 0 },
  ],
}
const cache = {
  name: 'main',
  entries: 5,
  maxEntries: 100,
  octets: 2 ** 20,
  hits: 3,
  misses: 1,
  staleHits: 2,
  evictions: 7,
}
const rule = { id: 'r1', name: 'one', selector: 'All()', action: 'Drop()', matches: 4 }
const traffic = {
  time: Date.UTC(2026, 0, 2, 3, 4, 5, 678),
  client: '192.0.2.9',
  name: 'a.example.',
  type: 'A',
  transport: 'UDP',
}

const results = {
  report,
  servers: [
    server('first'),
    server('second', {
      mode: 'down',
      isUsable: false,
      isHealthy: false,
      lastFailure: 'no\x1b[2Janswer',
      pools: ['a', ''],
    }),
    server('third', { isUsable: false, isHealthy: false }),
    server('fourth', { isUsable: false, mode: 'drain' }),
  ],
  rules: [
    { ...rule, chain: 'query_rules' },
    { ...rule, id: 'r2', chain: 'response_rules' },
  ],
  pools: [
    { name: '', policy: 'firstAvailable', servers: ['first'], isAvailable: true, cache },
    { name: 'b', policy: 'wrandom', servers: [], isAvailable: false, cache },
    { name: 'c', policy: 'wrandom', servers: [], isAvailable: false },
  ],
  blocks: [
    {
      subject: '192.0.2.0/24',
      reason: 'x\ny',
      action: 'Drop',
      seconds: 5,
      blocks: 6,
      isWarning: false,
      isKernel: true,
    },
    {
      subject: 'a.example.',
      reason: '',
      action: 'Drop',
      seconds: 5,
      blocks: 0,
      isWarning: true,
      isKernel: false,
    },
  ],
  sets: [{ name: 'suspects', addresses: [{ address: '192.0.2.66', seconds: 9 }] }],
  changes: [{ time: traffic.time, by: 'console', what: 'flushed' }],
  top: [{ text: '<b>\x07.example.', count: 9, share: 0.9 }],
  grep: [
    { ...traffic, rcode: 'NOERROR', latency: 1.25, octets: 60, source: 'cache' },
    { ...traffic, source: 'dropped: rule' },
  ],
  cacheEntries: {
    entries: [{ name: 'a.example.', type: 'A', ttl: 30, rcode: 0, octets: 60 }],
    isCut: true,
  },
  setServer: { servers: 1 },
  flush: { entries: 1 },
  addRule: { id: 'r9' },
  unblock: { isUnblocked: true },
  removeFromSet: { isRemoved: false },
  reload: { warnings: [{ code: 'proxy-pool-empty', severity: 'warning', message: 'pool b' }] },
  configuration: 'acl:\n  - a\x1bb\n',
  delta: '--- loaded\n+++ in force\n-a\n+b\n',
}

test.each<[string, readonly unknown[], string]>([
  [
    'show servers',
    ['servers'],
    `name    address       state        ms  queries  drops  qps  waiting  weight  order  pools
first   192.0.2.1:53  up          1.3       10      1  2.5        0       1      1  ''
second  192.0.2.1:53  down (set)  1.3       10      1  2.5        0       1      1  a ''
third   192.0.2.1:53  down        1.3       10      1  2.5        0       1      1  ''
fourth  192.0.2.1:53  drain       1.3       10      1  2.5        0       1      1  ''
second: the last check failed: no\\u{1b}[2Janswer`,
  ],
  [
    'show rules response_rules',
    ['rules'],
    `id  chain           name  matches  selector  action
r2  response_rules  one         4  All()     Drop()`,
  ],
  [
    'show pools',
    ['pools'],
    `pool  policy          state  cache  servers
''    firstAvailable  up     main   first
b     wrandom         down   main
c     wrandom         down`,
  ],
  [
    'show cache',
    ['pools'],
    `cache  pools  entries  room  MiB  hits  misses  hit rate  stale  evicted
main   '' b         5   100  1.0     3       1    75.0 %      2        7`,
  ],
  [
    'show blocks',
    ['blocks'],
    `subject       seconds  stopped  action   where   reason
192.0.2.0/24        5        6  Drop     kernel  x\\u{a}y
a.example.          5        0  warning  proxy`,
  ],
  ['show sets', ['sets'], 'set       address     seconds\nsuspects  192.0.2.66        9'],
  ['show binds', ['report'], 'address        protocol\n192.0.2.53:53  Do53'],
  ['show acl', ['report'], '192.0.2.0/24'],
  ['show version', ['report'], 'dnsctl 1.2.3'],
  ['show uptime', ['report'], '1 d 2 h 3 min 4 s'],
  ['show counters HIT', ['report'], 'counter    count\ncacheHits      3'],
  [
    'show changes',
    ['changes'],
    'time                      by       change\n2026-01-02T03:04:05.678Z  console  flushed',
  ],
  [
    'top queries',
    ['top', { kind: 'queries', count: 10, labels: 0 }],
    'name               queries   share\n<b>\\u{7}.example.        9  90.0 %',
  ],
  ['top large 3 2', ['top', { kind: 'large', count: 3, labels: 2 }], expect.stringContaining('octets')],
  [
    'top RCODES 1',
    ['top', { kind: 'rcodes', count: 1, labels: 0 }],
    expect.stringMatching(/^rcode +answers/),
  ],
  [
    'grepq a.example 192.0.2.0/24 7',
    ['grep', { patterns: ['a.example', '192.0.2.0/24'], count: 7 }],
    `time          client     name        type  over  rcode     ms  octets  from
03:04:05.678  192.0.2.9  a.example.  A     UDP   NOERROR  1.3      60  cache
03:04:05.678  192.0.2.9  a.example.  A     UDP                         dropped: rule`,
  ],
  ['grepq 100', ['grep', { patterns: ['100'], count: 50 }], expect.any(String)],
  [
    'latency',
    ['report'],
    `up to  answers   share
1 ms         3  75.0 %  |${'#'.repeat(50)}
2 ms         1  25.0 %  |${'#'.repeat(17)}
more         0   0.0 %  |`,
  ],
  ['set server second drain', ['setServer', { server: 'second', mode: 'drain' }], 'second is drain'],
  ['flush', ['flush', {}], 'flushed 1 answer'],
  [
    `flush suffix example.com pool '' stale type aaaa`,
    ['flush', { pool: '', name: 'example.com', isSuffix: true, type: 'aaaa', keepStale: true }],
    'flushed 1 answer',
  ],
  ['flush name a.example', ['flush', { name: 'a.example' }], 'flushed 1 answer'],
  [
    'cache dump',
    ['cacheEntries', { pool: '', count: 1000 }],
    'name        type  ttl  rcode  octets\na.example.  A      30      0      60\nthere are more',
  ],
  ['cache dump b 5', ['cacheEntries', { pool: 'b', count: 5 }], expect.any(String)],
  [
    'block 192.0.2.0/24',
    ['block', { subject: '192.0.2.0/24', seconds: 60, action: 'Drop', reason: 'by hand' }],
    '192.0.2.0/24 is blocked for 60 seconds',
  ],
  [
    'block a.example 1 Refused under attack',
    ['block', { subject: 'a.example', seconds: 1, action: 'Refused', reason: 'under attack' }],
    'a.example is blocked for 1 second',
  ],
  ['unblock a.example', ['unblock', { subject: 'a.example' }], 'a.example is blocked no more'],
  [
    'set add suspects 192.0.2.66 5',
    ['addToSet', { set: 'suspects', address: '192.0.2.66', seconds: 5 }],
    '192.0.2.66 is in suspects for 5 seconds',
  ],
  [
    'set remove suspects 192.0.2.66',
    ['removeFromSet', { set: 'suspects', address: '192.0.2.66' }],
    '192.0.2.66 was not in suspects',
  ],
  [
    `rules add query_rules '{ selector: { type: All }, action: { type: Drop } }' 0`,
    [
      'addRule',
      { chain: 'query_rules', rule: { selector: { type: 'All' }, action: { type: 'Drop' } }, at: 0 },
    ],
    'added as r9',
  ],
  ['rules add query_rules {}', ['addRule', { chain: 'query_rules', rule: {} }], 'added as r9'],
  ['rules remove r1', ['removeRule', { id: 'r1' }], 'removed r1'],
  ['rules move r1 0', ['moveRule', { id: 'r1', to: 0 }], 'moved r1 to 0'],
  ['reload', ['reload'], 'warning: pool b\nthe settings were read anew, and are in force'],
  ['config show', ['configuration', { showsSecrets: false }], 'acl:\n  - a\\u{1b}b'],
  ['config show secrets', ['configuration', { showsSecrets: true }], expect.any(String)],
  ['config save f.yaml', ['configuration', { showsSecrets: true }], 'wrote f.yaml'],
  ['delta', ['delta'], '--- loaded\n+++ in force\n-a\n+b'],
])('%s', async (line, order, seen) => {
  const { site, orders } = siteOf(results)
  const { text } = await runWords(site, splitLine(line))
  expect(orders).toEqual([order])
  expect(text(colors)).toEqual(seen)
})

test('every command is tried above', async () => {
  const { readFileSync } = await import('node:fs')
  const own = readFileSync(new URL(import.meta.url), 'utf8')
  expect(consoleCommands.map(({ name }) => name).filter(name => !own.includes(name))).toEqual([])
})

test('settings are written with their secrets, and over a file only if that is said', async () => {
  const { site, saved } = siteOf(results)
  await runWords(site, ['config', 'save', 'a'])
  await runWords(site, ['config', 'save', 'b', 'replace'])
  expect(saved).toEqual([
    ['a', results.configuration, false],
    ['b', results.configuration, true],
  ])
})

test('where there is nothing, that is said', async () => {
  const nothing = {
    servers: [],
    rules: [],
    pools: [],
    blocks: [],
    sets: [],
    changes: [],
    top: [],
    grep: [],
    delta: '',
    report: { ...report, binds: [], acl: [], counters: {}, uptime: 0 },
    cacheEntries: { entries: [], isCut: false },
    unblock: { isUnblocked: false },
    setServer: { servers: 2 },
  }
  const { site } = siteOf(nothing)
  const seen = async (line: string) => (await runWords(site, splitLine(line))).text(colors)
  const lines = consoleCommands.flatMap(({ name }) =>
    name.startsWith('show ') || name === 'delta' ? [name] : [],
  )
  const texts = await Promise.all(
    [...lines, 'top queries', 'grepq a', 'cache dump', 'unblock a', 'set server a up'].map(seen),
  )
  expect(texts).toEqual([
    'there are no servers',
    'there are no rules',
    'there are no pools',
    'there are no packet caches in use',
    'nothing is blocked',
    'no addresses are in sets',
    'there are none',
    'nobody may ask',
    'dnsctl 1.2.3',
    '0 s',
    'nothing of that name is counted',
    'nothing was changed',
    'nothing differs from the settings that were read',
    'nothing was seen so far',
    'nothing of the last traffic matches',
    'the cache is empty',
    'a was not blocked',
    '2 servers are up',
  ])
})

describe('what is no command', () => {
  test.each([
    ['shov servers', 'there is no command "shov"; did you mean "show"?'],
    ['xyzzy', 'there is no command "xyzzy"; `help` lists them'],
    ['set', '"set" takes one of server, add, remove'],
    ['rules list', '"rules" takes no "list", but one of add, remove, move'],
    ['set server', 'NAME is missing'],
    ['set server a', 'MODE, one of auto, up, down, drain, is missing'],
    ['set server a upp', 'MODE is "upp"; did you mean "up"?'],
    ['set server a up now', 'set server takes no "now"; `help set server` says what it takes'],
    ['top queries many', 'N is "many", not a whole number of at least 1'],
    ['top queries 0', 'N is "0", not a whole number of at least 1'],
    ['flush pool', 'POOL is missing'],
    ['flush example.com', 'flush takes no "example.com"; `help flush` says what it takes'],
    ['grepq', 'PATTERN is missing'],
    [`rules add query_rules '{'`, /^usage-invalid: RULE is no YAML: /],
  ])('%s', async (line, message) => {
    const { site, orders } = siteOf(results)
    const run = (async () => runWords(site, splitLine(line)))()
    await expect(run).rejects.toThrow(typeof message === 'string' ? `usage-invalid: ${message}` : message)
    expect(orders).toEqual([])
  })
})

describe('help', () => {
  test('lists all commands', () => {
    const help = helpText([])
    expect(consoleCommands.map(({ name }) => name).filter(name => !help.includes(name))).toEqual([])
  })

  test('tells of one, or of those that begin with a word', () => {
    expect(helpText(['set', 'server'])).toBe(`set server NAME MODE
Says whether a server is asked, or leaves it to health checks.

  NAME  its name, or its address
  MODE  what it is from now on: auto, up, down, drain

  > set server second drain
  > set server 192.0.2.1:53 auto`)
    expect(helpText(['rules']).split('\n')).toHaveLength(3)
    expect(() => helpText(['nothing'])).toThrow('there is no command "nothing"')
  })

  test('has examples that are commands', async () => {
    const { site } = siteOf(results)
    const examples = consoleCommands.flatMap(command =>
      command.examples.map(line => [command, line] as const),
    )
    expect(examples.length).toBeGreaterThan(8)
    for (const [command, line] of examples) {
      expect(line.startsWith(command.name)).toBe(true)
      await runWords(site, splitLine(line))
    }
  })
})
