// What the API tells, as JSON Schemas: the types of what it is given to tell, and its documentation, are made of them.
import type { SchemaValue } from '../config/schema-value.ts'

const text = (description: string) => ({ type: 'string', description }) as const
const count = (description: string) => ({ type: 'integer', minimum: 0, description }) as const
const amount = (description: string) => ({ type: 'number', description }) as const
const flag = (description: string) => ({ type: 'boolean', description }) as const
const texts = (description: string) => ({ type: 'array', items: { type: 'string' }, description }) as const

/** How the state of a server is decided. */
export const modes = ['auto', 'up', 'down', 'drain'] as const
/** The chains of rules. */
export const chainNames = [
  'query_rules',
  'cache_miss_rules',
  'response_rules',
  'cache_hit_response_rules',
  'cache_inserted_response_rules',
  'self_answered_response_rules',
] as const
/** What the last traffic can be counted by. */
export const topKinds = ['queries', 'clients', 'types', 'rcodes', 'slow', 'large'] as const

/** Numbers by name. */
export const countersSchema = {
  type: 'object',
  description: 'All counters by name since the start.',
  additionalProperties: { type: 'number' },
} as const

const latencySchema = {
  type: 'object',
  required: ['count'],
  properties: {
    upTo: amount('Milliseconds; absent in the last one, which takes the rest.'),
    count: count('Answers that took at most that, and longer than those before.'),
  },
} as const

export const reportSchema = {
  type: 'object',
  required: ['version', 'uptime', 'binds', 'acl', 'counters', 'latencies'],
  properties: {
    version: text('Version of dnsctl.'),
    uptime: count('Seconds since the start.'),
    binds: {
      type: 'array',
      description: 'Where queries are answered.',
      items: {
        type: 'object',
        required: ['address', 'protocol'],
        properties: { address: text('Address and port.'), protocol: text('Do53, DoT or DoH.') },
      },
    },
    acl: texts('Networks that may ask.'),
    counters: countersSchema,
    latencies: { type: 'array', description: 'Answers by how long they took.', items: latencySchema },
  },
} as const

export const serverSchema = {
  type: 'object',
  required: [
    'name',
    'address',
    'mode',
    'isHealthy',
    'isUsable',
    'latency',
    'queries',
    'responses',
    'drops',
    'retries',
    'sendErrors',
    'tcpConnections',
    'qps',
    'dropRate',
    'outstanding',
    'weight',
    'order',
    'pools',
    'healthFailures',
    'healthChecks',
  ],
  properties: {
    name: text('Name of the server.'),
    address: text('Address and port.'),
    mode: { enum: modes, description: 'How its state is decided: by its health, or by hand.' },
    isHealthy: flag('Its checks succeed.'),
    isUsable: flag('Queries go there.'),
    latency: amount('Milliseconds until it answers, on average of late.'),
    queries: count('Queries that were sent to it.'),
    responses: count('Answers that came from it.'),
    drops: count('Queries that it did not answer in time.'),
    retries: count('Queries that another one was asked after it.'),
    sendErrors: count('Queries that could not be sent.'),
    tcpConnections: count('Open connections.'),
    qps: amount('Queries a second, over the last one.'),
    dropRate: amount('Drops a second, over the last one.'),
    outstanding: { type: 'integer', description: 'Queries that it has not answered yet.' },
    weight: amount('Its share among others.'),
    order: { type: 'integer', description: 'Its place among others.' },
    pools: texts('The pools that it is in.'),
    healthFailures: count('Checks that failed.'),
    healthChecks: count('Times that it was checked.'),
    lastFailure: text('Why the last failed check failed.'),
  },
} as const

export const ruleSchema = {
  type: 'object',
  required: ['id', 'name', 'chain', 'selector', 'action', 'matches'],
  properties: {
    id: text('What it is called when it is changed.'),
    name: text('Its name, if it has one.'),
    chain: { enum: chainNames, description: 'The chain that it is in.' },
    selector: text('What it matches.'),
    action: text('What it does.'),
    matches: count('Messages that it matched.'),
  },
} as const

const cacheSchema = {
  type: 'object',
  required: [
    'name',
    'entries',
    'maxEntries',
    'octets',
    'hits',
    'misses',
    'staleHits',
    'inserts',
    'evictions',
  ],
  properties: {
    name: text('Name of the cache.'),
    entries: count('Answers that it has.'),
    maxEntries: count('Answers that it has room for.'),
    octets: count('Memory that it takes.'),
    hits: count('Queries that it answered.'),
    misses: count('Queries that it had no answer for.'),
    staleHits: count('Queries that it answered with what had expired.'),
    inserts: count('Answers that it took.'),
    evictions: count('Answers that made room for others.'),
  },
} as const

export const poolSchema = {
  type: 'object',
  required: ['name', 'policy', 'servers', 'isAvailable'],
  properties: {
    name: text('Name of the pool; that of all queries has none.'),
    policy: text('How a server is chosen.'),
    servers: texts('Names of its servers.'),
    isAvailable: flag('One of its servers can be asked.'),
    cache: cacheSchema,
  },
} as const

export const blockSchema = {
  type: 'object',
  required: ['subject', 'reason', 'action', 'seconds', 'blocks', 'isWarning', 'isKernel'],
  properties: {
    subject: text('A network, or a name.'),
    reason: text('Why it is blocked.'),
    action: text('What is done with its queries.'),
    seconds: amount('Seconds left.'),
    blocks: count('Queries that it stopped; what the kernel drops is not counted.'),
    isWarning: flag('Nothing is done yet.'),
    isKernel: flag('The kernel drops its packets.'),
  },
} as const

export const topSchema = {
  type: 'object',
  required: ['text', 'count', 'share'],
  properties: {
    text: text('The name, client, type, rcode.'),
    count: count('How often it was seen.'),
    share: amount('Of all that were looked at, 0 to 1.'),
  },
} as const

export const trafficSchema = {
  type: 'object',
  required: ['time', 'client', 'name', 'type', 'transport'],
  properties: {
    time: amount('Milliseconds since 1970.'),
    client: text('Who asked.'),
    name: text('The name that was asked for.'),
    type: text('The type that was asked for.'),
    transport: text('How the query came.'),
    rcode: text('That of the answer.'),
    latency: amount('Milliseconds until the answer.'),
    octets: count('Length of the answer.'),
    source: text('Where the answer came from.'),
  },
} as const

export const changeSchema = {
  type: 'object',
  required: ['time', 'what', 'by'],
  properties: {
    time: amount('Milliseconds since 1970.'),
    what: text('What was changed.'),
    by: text('Who changed it.'),
  },
} as const

export const cacheEntrySchema = {
  type: 'object',
  required: ['name', 'type', 'ttl', 'rcode', 'octets', 'isStream'],
  properties: {
    name: text('The name that was asked for.'),
    type: count('Number of the type that was asked for.'),
    ttl: { type: 'number', description: 'Seconds left; negative once it is stale.' },
    rcode: count('Number of the rcode.'),
    octets: count('Length of the answer.'),
    isStream: flag('Of queries over TCP, TLS or HTTPS.'),
  },
} as const

/** Something that is wrong or doubtful. */
export const problemSchema = {
  type: 'object',
  required: ['code', 'message'],
  properties: { code: text('Its code, as docs/errors.md has it.'), message: text('What it is.') },
} as const

/** What was counted in one second. */
export const sampleSchema = {
  type: 'object',
  required: ['time', 'rates', 'latencies'],
  properties: {
    time: amount('Milliseconds since 1970.'),
    rates: {
      type: 'object',
      description: 'Counters that charts show, by a second.',
      additionalProperties: { type: 'number' },
    },
    latencies: { type: 'array', items: latencySchema, description: 'Answers by how long they took.' },
  },
} as const

/** What such a schema describes, where what may be absent may be undefined too. */
type Told<S> = Loose<SchemaValue<S>>
type Loose<T> = T extends readonly (infer I)[]
  ? readonly Loose<I>[]
  : T extends object
    ? { readonly [K in keyof T]: undefined extends T[K] ? Loose<T[K]> | undefined : Loose<T[K]> }
    : T

export type Mode = (typeof modes)[number]
export type ChainName = (typeof chainNames)[number]
export type TopKind = (typeof topKinds)[number]
export type Report = Told<typeof reportSchema>
export type Server = Told<typeof serverSchema>
export type Rule = Told<typeof ruleSchema>
export type Pool = Told<typeof poolSchema>
export type Block = Told<typeof blockSchema>
export type TopEntry = Told<typeof topSchema>
export type TrafficEntry = Told<typeof trafficSchema>
export type Change = Told<typeof changeSchema>
export type CacheEntry = Told<typeof cacheEntrySchema>
export type Sample = Told<typeof sampleSchema>
