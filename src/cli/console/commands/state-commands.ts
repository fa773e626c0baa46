// What the console does to servers, caches, blocks and sets of addresses.
import { modes } from '../../../proxy/backends/backend.ts'
import { printable } from '../../printable.ts'
import { countText } from '../../views/count-text.ts'
import { choice, flag, integer, keyword, many, optional, text } from '../argument.ts'
import { defineCommand } from '../define-command.ts'
import { textTable } from '../text-table.ts'

const modeNames = Object.keys(modes) as (keyof typeof modes)[]

const setServer = defineCommand({
  name: 'set server',
  summary: 'Says whether a server is asked, or leaves it to health checks.',
  args: {
    server: text('NAME', 'its name, or its address', 'servers'),
    mode: choice('MODE', modeNames, 'what it is from now on'),
  },
  examples: ['set server second drain', 'set server 192.0.2.1:53 auto'],
  run: ({ ask }, given) => ask('setServer', given),
  text: ({ servers }, _colors, { server, mode }) =>
    servers === 1 ? `${printable(server)} is ${mode}` : `${servers} servers are ${mode}`,
})

const flush = defineCommand({
  name: 'flush',
  summary: 'Removes answers from packet caches; all of them unless something is said.',
  args: {
    pool: keyword(
      'pool',
      text('POOL', "only from the cache of a pool; '' is the one of all queries", 'pools'),
    ),
    name: keyword('name', text('NAME', 'only those of a name')),
    suffix: keyword('suffix', text('NAME', 'only those of a name and of all below it')),
    type: keyword('type', text('TYPE', 'only those of a record type')),
    keepStale: flag('stale', 'they stay for when no server answers'),
  },
  examples: ['flush', 'flush suffix example.com', 'flush name www.example.com type A stale'],
  run: ({ ask }, { pool, name, suffix, type, keepStale }) =>
    ask('flush', {
      ...(pool !== undefined && { pool }),
      ...(type !== undefined && { type }),
      ...(name !== undefined && { name }),
      ...(suffix !== undefined && { name: suffix, isSuffix: true }),
      ...(keepStale && { keepStale }),
    }),
  text: ({ entries }) => `flushed ${entries} ${entries === 1 ? 'answer' : 'answers'}`,
})

/** So many entries are listed unless a number says something else. */
const mostEntries = 1000

const cacheDump = defineCommand({
  name: 'cache dump',
  summary: 'The answers in the packet cache of a pool.',
  args: {
    pool: optional(text('POOL', "the pool; '', that of all queries", 'pools'), ''),
    count: optional(integer('N', `how many at most; ${mostEntries}`), mostEntries),
  },
  run: ({ ask }, given) => ask('cacheEntries', given),
  text: ({ entries, isCut }) => {
    const table = textTable(
      ['name', 'type', 'ttl', 'rcode', 'octets'],
      entries.map(({ name, type, ttl, rcode, octets }) => [name, type, ttl, rcode, octets]),
      'the cache is empty',
    )
    return isCut ? `${table}\nthere are more` : table
  },
})

/** As dynamic rules have it. */
const blockSeconds = 60

const block = defineCommand({
  name: 'block',
  summary: 'Blocks a network, or a name with all below it, for a time.',
  args: {
    subject: text('SUBJECT', 'an address, a network or a name'),
    seconds: optional(integer('SECONDS', `for how long; ${blockSeconds}`), blockSeconds),
    action: optional(text('ACTION', 'what becomes of the queries; Drop', blockActionNames()), 'Drop'),
    reason: optional(many('REASON', 'what lists say of it'), ['by', 'hand']),
  },
  examples: ['block 192.0.2.0/24 600', 'block example.com 60 Refused under attack'],
  run: async ({ ask }, { subject, seconds, action, reason }) => {
    await ask('block', { subject, seconds, action, reason: reason.join(' ') })
    return { subject, seconds, action }
  },
  text: ({ subject, seconds }) => `${printable(subject)} is blocked for ${countText(seconds, 'second')}`,
})

function blockActionNames(): readonly string[] {
  return ['Drop', 'NXDomain', 'NoRecurse', 'Refused', 'ServFail', 'Truncate']
}

const unblock = defineCommand({
  name: 'unblock',
  summary: 'Takes a block away.',
  args: { subject: text('SUBJECT', 'what is blocked, as `show blocks` has it', 'blocks') },
  run: ({ ask }, given) => ask('unblock', given),
  text: ({ isUnblocked }, _colors, { subject }) =>
    `${printable(subject)} ${isUnblocked ? 'is blocked no more' : 'was not blocked'}`,
})

const setAdd = defineCommand({
  name: 'set add',
  summary: 'Puts an address into a set that the selector `TimedIPSet` looks at, for a time.',
  args: {
    set: text('SET', 'a set of `timed_ip_sets`', 'sets'),
    address: text('ADDRESS', 'an IP address'),
    seconds: optional(integer('SECONDS', 'for how long; 60'), 60),
  },
  examples: ['set add suspects 192.0.2.66 3600'],
  run: async ({ ask }, given) => {
    await ask('addToSet', given)
    return given
  },
  text: ({ set, address, seconds }) =>
    `${printable(address)} is in ${printable(set)} for ${countText(seconds, 'second')}`,
})

const setRemove = defineCommand({
  name: 'set remove',
  summary: 'Takes an address out of a set.',
  args: {
    set: text('SET', 'a set of `timed_ip_sets`', 'sets'),
    address: text('ADDRESS', 'an IP address'),
  },
  run: ({ ask }, given) => ask('removeFromSet', given),
  text: ({ isRemoved }, _colors, { set, address }) =>
    `${printable(address)} ${isRemoved ? 'is no more in' : 'was not in'} ${printable(set)}`,
})

export const stateCommands = [setServer, flush, cacheDump, block, unblock, setAdd, setRemove]
