// What the console shows of servers, rules, pools, blocks, and of the proxy itself.
import type { BlockReport, PoolReport, ServerReport } from '../../../proxy/control.ts'
import { chains } from '../../../proxy/control.ts'
import type { Colors } from '../../colors.ts'
import { printable } from '../../printable.ts'
import { choice, optional, text } from '../argument.ts'
import { defineCommand } from '../define-command.ts'
import { percentText, textTable } from '../text-table.ts'

const servers = defineCommand({
  name: 'show servers',
  summary: 'Servers with their state, and what was asked of them.',
  run: ({ ask }) => ask('servers'),
  text: (found, colors) =>
    [
      colouredStates(textTable(serverTitles, found.map(serverRow), 'there are no servers'), found, colors),
      ...found.filter(({ isUsable, lastFailure }) => !isUsable && lastFailure !== undefined).map(failureLine),
    ].join('\n'),
})

const serverTitles = 'name,address,state,ms,queries,drops,qps,waiting,weight,order,pools'.split(',')

const serverRow = (server: ServerReport): (string | number)[] => [
  server.name,
  server.address,
  stateOf(server),
  server.latency.toFixed(1),
  server.queries,
  server.drops,
  server.qps.toFixed(1),
  server.outstanding,
  server.weight,
  server.order,
  server.pools.map(poolText).join(' '),
]

function stateOf({ mode, isHealthy }: ServerReport): string {
  if (mode === 'auto') return isHealthy ? 'up' : 'down'
  return mode === 'drain' ? 'drain' : `${mode} (set)`
}

const failureLine = ({ name, lastFailure }: ServerReport): string =>
  `${printable(name)}: the last check failed: ${printable(lastFailure ?? '')}`

/** Colours whole rows: red for servers that are not asked. */
const colouredStates = (table: string, found: readonly ServerReport[], colors: Colors): string =>
  table
    .split('\n')
    .map((line, i) => (found[i - 1]?.isUsable === false ? colors.red(line) : line))
    .join('\n')

/** The pool of all queries has an empty name. */
const poolText = (name: string): string => (name === '' ? "''" : name)

const rules = defineCommand({
  name: 'show rules',
  summary: 'Rules with their ids, and how many queries or answers each has matched.',
  args: { chain: optional(choice('CHAIN', chains, 'only those of a chain'), undefined) },
  async run({ ask }, { chain }) {
    const found = await ask('rules')
    return chain === undefined ? found : found.filter(rule => rule.chain === chain)
  },
  text: found =>
    textTable(
      ['id', 'chain', 'name', 'matches', 'selector', 'action'],
      found.map(({ id, chain, name, matches, selector, action }) => [
        id,
        chain,
        name,
        matches,
        selector,
        action,
      ]),
      'there are no rules',
    ),
})

const pools = defineCommand({
  name: 'show pools',
  summary: 'Pools with their policies, servers and caches.',
  run: ({ ask }) => ask('pools'),
  text: found =>
    textTable(
      ['pool', 'policy', 'state', 'cache', 'servers'],
      found.map(({ name, policy, isAvailable, cache, servers: members }) => [
        poolText(name),
        policy,
        isAvailable ? 'up' : 'down',
        cache?.name ?? '',
        members.join(' '),
      ]),
      'there are no pools',
    ),
})

const cache = defineCommand({
  name: 'show cache',
  summary: 'Packet caches: how full they are, and how often they had the answer.',
  run: async ({ ask }) => cachesOf(await ask('pools')),
  text: found =>
    textTable(
      ['cache', 'pools', 'entries', 'room', 'MiB', 'hits', 'misses', 'hit rate', 'stale', 'evicted'],
      found.map(each => [
        each.name,
        each.pools.map(poolText).join(' '),
        each.entries,
        each.maxEntries,
        (each.octets / 2 ** 20).toFixed(1),
        each.hits,
        each.misses,
        hitRate(each),
        each.staleHits,
        each.evictions,
      ]),
      'there are no packet caches in use',
    ),
})

type CacheOfPools = NonNullable<PoolReport['cache']> & { readonly pools: readonly string[] }

/** Each cache once, with the pools that share it. */
function cachesOf(found: readonly PoolReport[]): CacheOfPools[] {
  const caches = new Map<string, CacheOfPools>()
  for (const { name, cache: each } of found)
    if (each) caches.set(each.name, { ...each, pools: [...(caches.get(each.name)?.pools ?? []), name] })
  return [...caches.values()]
}

const hitRate = ({ hits, misses }: CacheOfPools): string =>
  hits + misses === 0 ? '–' : percentText(hits / (hits + misses))

const blocks = defineCommand({
  name: 'show blocks',
  summary: 'What dynamic rules or you have blocked, and for how long yet.',
  run: ({ ask }) => ask('blocks'),
  text: found =>
    textTable(
      ['subject', 'seconds', 'stopped', 'action', 'where', 'reason'],
      found.map(each => [
        each.subject,
        each.seconds,
        each.blocks,
        each.isWarning ? 'warning' : each.action,
        whereOf(each),
        each.reason,
      ]),
      'nothing is blocked',
    ),
})

const whereOf = ({ isKernel }: BlockReport): string => (isKernel ? 'kernel' : 'proxy')

const sets = defineCommand({
  name: 'show sets',
  summary: 'Addresses in the sets of `timed_ip_sets`, and for how long yet.',
  run: ({ ask }) => ask('sets'),
  text: found =>
    textTable(
      ['set', 'address', 'seconds'],
      found.flatMap(({ name, addresses }) => addresses.map(each => [name, each.address, each.seconds])),
      'no addresses are in sets',
    ),
})

const binds = defineCommand({
  name: 'show binds',
  summary: 'Addresses that the proxy answers on.',
  run: async ({ ask }) => (await ask('report')).binds,
  text: found =>
    textTable(
      ['address', 'protocol'],
      found.map(({ address, protocol }) => [address, protocol]),
      'there are none',
    ),
})

const acl = defineCommand({
  name: 'show acl',
  summary: 'Networks whose clients may ask.',
  run: async ({ ask }) => (await ask('report')).acl,
  text: found => (found.length === 0 ? 'nobody may ask' : found.map(printable).join('\n')),
})

const version = defineCommand({
  name: 'show version',
  summary: 'The version of the proxy that runs.',
  run: async ({ ask }) => ({ version: (await ask('report')).version }),
  text: found => `dnsctl ${printable(found.version)}`,
})

const uptime = defineCommand({
  name: 'show uptime',
  summary: 'For how long the proxy has run.',
  run: async ({ ask }) => ({ seconds: (await ask('report')).uptime }),
  text: ({ seconds }) => durationText(seconds),
})

/** `1 d 2 h 3 min 4 s`, from the first unit of which there is something. */
function durationText(seconds: number): string {
  const parts = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor(seconds / 3600) % 24, 'h'],
    [Math.floor(seconds / 60) % 60, 'min'],
    [seconds % 60, 's'],
  ] as const
  const first = parts.findIndex(([count]) => count > 0)
  return parts
    .slice(first < 0 ? -1 : first)
    .map(([count, unit]) => `${count} ${unit}`)
    .join(' ')
}

const counters = defineCommand({
  name: 'show counters',
  summary: 'All that is counted, or what has a text in its name.',
  args: { part: optional(text('PART', 'part of the names, in any case'), '') },
  async run({ ask }, { part }) {
    const { counters: all } = await ask('report')
    const wanted = part.toLowerCase()
    return Object.fromEntries(Object.entries(all).filter(([name]) => name.toLowerCase().includes(wanted)))
  },
  text: found =>
    textTable(
      ['counter', 'count'],
      Object.entries(found).map(([name, count]) => [name, Math.round(count * 1000) / 1000]),
      'nothing of that name is counted',
    ),
})

const changes = defineCommand({
  name: 'show changes',
  summary: 'What was changed while the proxy ran, and by whom; the last 200 changes.',
  run: ({ ask }) => ask('changes'),
  text: found =>
    textTable(
      ['time', 'by', 'change'],
      found.map(({ time, by, what }) => [new Date(time).toISOString(), by, what]),
      'nothing was changed',
    ),
})

export const showCommands = [
  servers,
  rules,
  pools,
  cache,
  blocks,
  sets,
  binds,
  acl,
  version,
  uptime,
  counters,
  changes,
]
