// Everything that can be asked of the API; its documentation is made from here.
import { fault } from '../base/errors.ts'
import { typeOf } from '../dns/rr/table.ts'
import { heavy, listOf, nothing, objectOf } from './answer-schemas.ts'
import { choice, flag, integer, mapping, optional, text, texts } from './fields.ts'
import { defineRoute, type Route } from './route.ts'
import {
  blockSchema,
  cacheEntrySchema,
  chainNames,
  modes,
  poolSchema,
  ruleSchema,
  serverSchema,
  topKinds,
  topSchema,
  trafficSchema,
} from './schemas.ts'
import { statusRoutes } from './status-routes.ts'

/** Whoever asks for more gets a stall of the others. */
const maxListed = 1000
/** Entries of a cache that are looked at for one request. */
const maxLookedAt = 100_000

const servers: readonly Route[] = [
  defineRoute({
    method: 'GET',
    path: '/api/v1/servers',
    summary: 'The servers that are asked',
    fields: {},
    answer: listOf(serverSchema),
    run: ({ proxy }) => proxy.servers(),
  }),
  defineRoute({
    method: 'PUT',
    path: '/api/v1/servers/{server}/mode',
    summary: 'Set a server up, down, to drain, or leave it to its health',
    fields: {
      server: text('Name or address of the server.'),
      mode: choice('How its state is decided from now on.', modes),
    },
    answer: objectOf('servers', { type: 'integer', description: 'How many have that name or address.' }),
    run: ({ proxy }, { server, mode }) => ({ servers: proxy.setServerMode(server, mode) }),
  }),
]

const rules: readonly Route[] = [
  defineRoute({
    method: 'GET',
    path: '/api/v1/rules',
    summary: 'The rules of all chains, in order',
    fields: {},
    answer: listOf(ruleSchema),
    run: ({ proxy }) => proxy.rules(),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/v1/rules',
    summary: 'Add a rule until the settings are read anew',
    fields: {
      chain: choice('The chain.', chainNames),
      rule: mapping('The rule, as in the settings.'),
      at: optional(integer('Its place, from 0; the end if it is left out.', 0, 1_000_000)),
    },
    answer: objectOf('id', { type: 'string', description: 'What the rule is called.' }),
    cost: heavy,
    run: async ({ proxy }, { chain, rule, at }) => ({ id: await proxy.addRule(chain, rule, at) }),
  }),
  defineRoute({
    method: 'DELETE',
    path: '/api/v1/rules/{id}',
    summary: 'Remove a rule',
    fields: { id: text('Its id.') },
    answer: nothing,
    cost: heavy,
    async run({ proxy }, { id }) {
      await proxy.removeRule(id)
      return {}
    },
  }),
  defineRoute({
    method: 'PUT',
    path: '/api/v1/rules/{id}/place',
    summary: 'Move a rule within its chain',
    fields: { id: text('Its id.'), to: integer('Its new place, from 0.', 0, 1_000_000) },
    answer: nothing,
    cost: heavy,
    async run({ proxy }, { id, to }) {
      await proxy.moveRule(id, to)
      return {}
    },
  }),
]

/** Reads a type by its mnemonic; throws `usage-invalid`. */
function typeNumber(mnemonic: string): number {
  try {
    return typeOf(mnemonic).code
  } catch {
    throw fault('usage-invalid', `"${mnemonic}" is no record type such as A or TYPE65280`)
  }
}

const caches: readonly Route[] = [
  defineRoute({
    method: 'GET',
    path: '/api/v1/pools',
    summary: 'Pools, and how their caches do',
    fields: {},
    answer: listOf(poolSchema),
    run: ({ proxy }) => proxy.pools(),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/v1/cache',
    summary: 'What the cache of a pool holds, some of it',
    fields: {
      pool: optional(text('The pool; that of all queries if it is left out.')),
      suffix: optional(text('Only names that end so.')),
      count: optional(integer('How many at most; 100 if it is left out.', 1, maxListed)),
    },
    answer: listOf(cacheEntrySchema),
    cost: heavy,
    run({ proxy }, { pool = '', suffix = '', count = 100 }) {
      const end = suffix.toLowerCase()
      const found = []
      let looks = 0
      for (const entry of proxy.cacheEntries(pool)) {
        if (entry.name.toLowerCase().endsWith(end)) found.push(entry)
        if (found.length >= count || ++looks >= maxLookedAt) break
      }
      return found
    },
  }),
  defineRoute({
    method: 'DELETE',
    path: '/api/v1/cache',
    summary: 'Flush caches, or some names or types of them',
    fields: {
      pool: optional(text('The pool; all of them if it is left out.')),
      name: optional(text('The name; all names if it is left out.')),
      suffix: optional(flag('Names below it too.')),
      type: optional(text('The type, such as A; all types if it is left out.')),
      keep_stale: optional(flag('Keep what is flushed for when no server answers.')),
    },
    answer: objectOf('flushed', { type: 'integer', description: 'How many entries that were.' }),
    cost: heavy,
    run: ({ proxy }, { pool, name, suffix, type, keep_stale }) => ({
      flushed: proxy.flush(pool, {
        name,
        isSuffix: suffix,
        type: type === undefined ? undefined : typeNumber(type),
        keepStale: keep_stale,
      }),
    }),
  }),
]

const blocks: readonly Route[] = [
  defineRoute({
    method: 'GET',
    path: '/api/v1/blocks',
    summary: 'Networks and names that are blocked',
    fields: {},
    answer: listOf(blockSchema),
    run: ({ proxy }) => proxy.blocks(),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/v1/blocks',
    summary: 'Block a network or a name for a time',
    fields: {
      subject: text('A network, an address or a name.'),
      seconds: integer('For how long.', 1, 31_536_000),
      reason: optional(text('Why.', 200)),
      action: optional(text('What is done with its queries: Drop, if it is left out.', 20)),
    },
    answer: nothing,
    run({ proxy }, { subject, seconds, reason = 'by hand', action = 'Drop' }) {
      proxy.block(subject, seconds, reason, action)
      return {}
    },
  }),
  defineRoute({
    method: 'DELETE',
    path: '/api/v1/blocks',
    summary: 'Block a network or a name no more',
    fields: { subject: text('As the list of blocks has it.') },
    answer: objectOf('found', { type: 'boolean', description: 'Whether it was blocked.' }),
    run: ({ proxy }, { subject }) => ({ found: proxy.unblock(subject) }),
  }),
]

const traffic: readonly Route[] = [
  defineRoute({
    method: 'GET',
    path: '/api/v1/top',
    summary: 'What is seen most among the last traffic',
    fields: {
      kind: choice('What is counted; of slow and large, the names.', topKinds),
      count: optional(integer('How many; 10 if it is left out.', 1, maxListed)),
      labels: optional(integer('Labels of names that are looked at, from the end.', 1, 127)),
    },
    answer: listOf(topSchema),
    cost: heavy,
    run: ({ proxy }, { kind, count = 10, labels }) => proxy.top(kind, count, labels),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/v1/traffic',
    summary: 'The last queries and answers that match',
    fields: {
      match: texts('The end of a name, a client or network, or `2000ms` for slower answers.', 10),
      count: optional(integer('How many; 100 if it is left out.', 1, maxListed)),
    },
    answer: listOf(trafficSchema),
    cost: heavy,
    run: ({ proxy }, { match, count = 100 }) => proxy.grep(match, count),
  }),
]

/** In the order of the documentation. */
export const routes: readonly Route[] = [
  ...statusRoutes,
  ...servers,
  ...rules,
  ...caches,
  ...blocks,
  ...traffic,
]
