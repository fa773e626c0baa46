// A proxy whose figures are made up, hostile names among them.
import type { ProxyReport, ServerReport } from '../../../src/proxy/control.ts'
import { engineCounters, latencyLimits } from '../../../src/proxy/engine/counters.ts'
import type { Measured } from '../../../src/proxy/metrics/proxy-metrics.ts'

export const hostile = 'a"b\\c\nd{}<img src=x onerror=alert(1)>'

const report: ProxyReport = {
  version: '1.2.3',
  uptime: 61,
  binds: [{ address: '127.0.0.1:5353', protocol: 'Do53' }],
  acl: ['127.0.0.0/8'],
  counters: {
    ...Object.fromEntries(engineCounters.map(name => [name, 0])),
    overruns: 4,
    queries: 100,
    udpQueries: 90,
    tcpQueries: 10,
    cacheHits: 60,
    backendAnswers: 30,
    ruleDrops: 5,
    latencySum: 250,
    somethingNew: 3,
  },
  latencies: latencyLimits.map((upTo, i) => ({ upTo, count: i === 0 ? 60 : i === 5 ? 30 : 0 })),
}

export const server: ServerReport = {
  name: hostile,
  address: '192.0.2.1:53',
  mode: 'auto',
  isHealthy: true,
  isUsable: true,
  latency: 1.5,
  queries: 35,
  responses: 30,
  drops: 5,
  retries: 1,
  sendErrors: 0,
  tcpConnections: 0,
  qps: 12,
  dropRate: 0,
  outstanding: 5,
  weight: 1,
  order: 1,
  pools: [''],
  healthFailures: 0,
  healthChecks: 3,
  lastFailure: undefined,
}

const cache = {
  name: 'main',
  entries: 10,
  maxEntries: 100,
  octets: 4096,
  hits: 60,
  misses: 40,
  staleHits: 0,
  inserts: 30,
  evictions: 0,
  deferredLookups: 0,
  deferredInserts: 0,
  insertCollisions: 0,
  lookupCollisions: 0,
  tooLarge: 0,
  ttlTooShort: 0,
}

const pool = { name: '', policy: 'leastOutstanding', servers: [hostile], isAvailable: true, cache }

export const measured: Measured = {
  report: () => report,
  servers: () => [server],
  rules: () => [
    { id: 'r1', name: hostile, chain: 'query_rules', selector: 'All()', action: 'Allow()', matches: 7 },
  ],
  pools: () => [pool, { ...pool, name: 'other' }],
  blocks: () => [
    {
      subject: '192.0.2.0/24',
      reason: 'too many',
      action: 'Drop',
      seconds: 9,
      blocks: 3,
      isWarning: false,
      isKernel: true,
    },
  ],
}
