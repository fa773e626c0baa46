// A proxy for the web server that notes what it is told to do.
import { fault } from '../../src/base/errors.ts'
import type { Server } from '../../src/web/schemas.ts'
import type { WebProxy } from '../../src/web/web-proxy.ts'

export interface FakeProxy extends WebProxy {
  /** What was changed, and by whom. */
  readonly done: unknown[]
  /** What it counts, to be set. */
  readonly counters: Record<string, number>
}

/** Something that would be run if it were taken for HTML. */
export const hostile = '</script><img src=x onerror=alert(1)>'

const server: Server = {
  name: 'ns1',
  address: '192.0.2.1:53',
  mode: 'auto',
  isHealthy: true,
  isUsable: true,
  latency: 1.25,
  queries: 10,
  responses: 9,
  drops: 1,
  retries: 1,
  sendErrors: 0,
  tcpConnections: 0,
  qps: 2.5,
  dropRate: 0,
  outstanding: 0,
  weight: 1,
  order: 1,
  pools: [''],
  healthFailures: 0,
  healthChecks: 5,
  lastFailure: undefined,
}

const cache = {
  name: 'main',
  entries: 1,
  maxEntries: 100,
  octets: 4096,
  hits: 3,
  misses: 1,
  staleHits: 0,
  inserts: 1,
  evictions: 0,
}

export function createFakeProxy(): FakeProxy {
  const done: unknown[] = []
  const counters: Record<string, number> = { queries: 10, cacheHits: 3 }
  const note = (...what: unknown[]): void => void done.push(what)
  return {
    done,
    counters,
    report: () => ({
      version: '1.2.3',
      uptime: 5,
      binds: [{ address: '127.0.0.1:5353', protocol: 'Do53' }],
      acl: ['127.0.0.0/8'],
      counters: { ...counters },
      latencies: [
        { upTo: 1, count: 8 },
        { upTo: Number.POSITIVE_INFINITY, count: 1 },
      ],
    }),
    servers: () => [server],
    rules: () => [
      { id: 'r1', name: hostile, chain: 'query_rules', selector: 'All()', action: 'Allow()', matches: 2 },
    ],
    pools: () => [
      { name: '', policy: 'leastOutstanding', servers: ['ns1'], isAvailable: true, cache },
      { name: 'bare', policy: 'wrandom', servers: [], isAvailable: false, cache: undefined },
    ],
    blocks: () => [
      {
        subject: '192.0.2.0/24',
        reason: hostile,
        action: 'Drop',
        seconds: 9.5,
        blocks: 3,
        isWarning: false,
        isKernel: true,
      },
    ],
    top: (kind, count, labels) => [{ text: `${kind} ${count} ${labels}`, count: 3, share: 0.5 }],
    grep: (patterns, count) => [
      { time: 1, client: '192.0.2.9', name: patterns.join(' '), type: 'A', transport: 'udp', octets: count },
    ],
    changes: () => [{ time: 1, what: 'server ns1 is up', by: 'operator' }],
    *cacheEntries(pool) {
      if (pool !== '') throw fault('proxy-pool-unknown', `there is no pool "${pool}" with a packet cache`)
      for (const name of ['a.example.com.', 'b.example.org.'])
        yield { name, type: 1, ttl: 30, rcode: 0, octets: 60, isStream: false }
    },
    setServerMode(name, mode) {
      if (name !== 'ns1') throw fault('proxy-server-unknown', `there is no server "${name}"`)
      note('mode', name, mode)
      return 1
    },
    flush(pool, which) {
      note('flush', pool, which)
      return 7
    },
    async addRule(chain, rule, at) {
      note('add', chain, rule, at)
      return 'r2'
    },
    async removeRule(id) {
      if (id === 'broken') throw new Error('something of ours')
      note('remove', id)
    },
    async moveRule(id, to) {
      note('move', id, to)
    },
    block: (...given) => note('block', ...given),
    unblock(subject) {
      note('unblock', subject)
      return true
    },
    async reload() {
      note('reload')
      return [{ code: 'proxy-pool-empty', message: 'no server is in the pool "x"' }]
    },
    configuration: () => 'acl: []\n',
    delta: () => '',
  }
}
