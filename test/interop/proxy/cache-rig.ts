// A proxy with a packet cache of each kind, each for the names below its own, in front of a server that answers by name.
import { afterAll, beforeAll } from 'vitest'
import { type AskOptions, ask } from './asking.ts'
import { type EdnsOption, type Message, type QueryParts, query } from './messages.ts'
import { type Answering, anAddress, type MockServer, startMock } from './mock-server.ts'
import { type ProxyUnderTest, startProxy } from './rig.ts'

/** The zone of all names. */
export const zone = 'caching.test'

/** Caches beside the one of the pool without a name; each is that of the names below its own. */
const caches: Readonly<Record<string, object>> = {
  cookies: { cookie_hashing: true },
  skipping: { options_to_skip: ['65001'] },
  ranks: { payload_ranks: [512, 1232, 4096] },
  ecs: { parse_ecs: true },
  shortest: { max_ttl: 1 },
  least: { min_ttl: 100 },
  negative: { max_negative_ttl: 1 },
  failures: { temporary_failure_ttl: 0 },
  truncated: { truncated_ttl: 60 },
  unaged: { dont_age: true },
  shuffled: { shuffle: true },
  small: { maximum_entry_size: 200 },
  typed: { record_types: ['A'] },
  soon: { prefetch: 90 },
  unsoon: { prefetch: 0 },
  stale: { stale_ttl: 42 },
  fresh: { keep_stale_data: false },
  tiny: { size: 4 },
}

/** What a test of caches needs; the proxy and its server run while the tests of a file do. */
export function cacheRig() {
  let server: MockServer
  let proxy: ProxyUnderTest
  let count = 0
  /** What names are answered; an address where nothing is set. */
  const byName = new Map<string, Answering>()
  beforeAll(async () => {
    server = await startMock(asked => (byName.get(asked.name.toLowerCase()) ?? anAddress())(asked))
    proxy = await startProxy(cacheSettings(server.address))
  })
  afterAll(async () => {
    await proxy?.stop()
    await server?.close()
  })
  return {
    byName,
    get server() {
      return server
    },
    get proxy() {
      return proxy
    },
    /** A name that nobody has asked for, in a pool's zone. */
    fresh: (label = 'x'): string => `n${++count}.${label}.${zone}`,
    askFor(name: string, { type, edit = octets => octets, over, from, ...parts }: Asked): Promise<Message> {
      const options = { ...(over && { over }), ...(from !== undefined && { from }) }
      return ask(proxy.port, edit(query(name, type, parts)), options)
    },
  }
}

/** The settings of the proxy. */
export const cacheSettings = (address: string) => ({
  answering: { try_timeout: 1000, deadline: 1000, max_tries: 1 },
  backends: [
    {
      address,
      pools: ['', 'none', 'shared-1', 'shared-2', ...Object.keys(caches)],
      health_checks: { mode: 'up' },
    },
  ],
  packet_caches: [
    { name: 'main' },
    { name: 'shared' },
    ...Object.entries(caches).map(([name, rest]) => ({ name, ...rest })),
  ],
  pools: [
    { name: 'none' },
    { name: 'shared-1', packet_cache: 'shared' },
    { name: 'shared-2', packet_cache: 'shared' },
    ...Object.keys(caches).map(name => ({ name, packet_cache: name })),
  ],
  query_rules: [
    ...['none', ...Object.keys(caches)].map(label => ({
      selector: { type: 'QNameSuffix', suffixes: [`${label}.${zone}`] },
      action: { type: 'Pool', pool_name: label },
    })),
    ...[1, 2].map(number => ({
      selector: {
        type: 'And',
        selectors: [
          { type: 'QNameSuffix', suffixes: [`shared.${zone}`] },
          { type: 'NetmaskGroup', netmasks: [`127.0.0.${number}/32`] },
        ],
      },
      action: { type: 'Pool', pool_name: `shared-${number}` },
    })),
  ],
})

export const wait = (ms: number): Promise<void> => new Promise(resolve => setTimeout(resolve, ms))
/** TTLs of the answer section. */
export const ttls = ({ packet }: Message): number[] =>
  packet.answers!.map(record => (record as { ttl: number }).ttl)

/** A query and how it is sent. */
export interface Asked extends QueryParts, AskOptions {
  readonly type?: string
  /** Changes the octets at last. */
  readonly edit?: (octets: Buffer) => Buffer
}
export const withOptions = (...options: readonly EdnsOption[]) => ({ edns: { options } })
export const cookie = (text: string): EdnsOption => ({ code: 10, data: Buffer.from(text) })
export const padding = (octets: number): EdnsOption => ({ code: 12, data: Buffer.alloc(octets) })
export const nsid: EdnsOption = { code: 3, data: Buffer.alloc(0) }
/** Writes the name with other letters. */
export const upper = (octets: Buffer): Buffer => {
  for (let at = 13; at < 20; at++) if (octets[at]! >= 97 && octets[at]! <= 122) octets[at]! -= 32
  return octets
}
