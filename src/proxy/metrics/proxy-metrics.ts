// Everything that is measured of a proxy, for Prometheus and Carbon.
import type { MetricFamily, Sample } from '../../metrics/metric.ts'
import type { PoolReport, ProxyControl, ProxyReport, ServerReport } from '../control.ts'
import { counterMetrics, otherCounters } from './counter-metrics.ts'

/** What is looked at. */
export type Measured = Pick<ProxyControl, 'report' | 'servers' | 'rules' | 'pools' | 'blocks'>

/** Measures all of it now; every name begins with `prefix`. */
export function proxyMetrics(proxy: Measured, prefix = 'dnsctl_proxy_'): readonly MetricFamily[] {
  const report = proxy.report()
  const families: readonly MetricFamily[] = [
    gauge('info', 'The version that runs; always 1.', [{ labels: { version: report.version }, value: 1 }]),
    gauge('uptime_seconds', 'How long the proxy has been running.', [{ value: report.uptime }]),
    ...processMetrics(),
    ...counterFamilies(report),
    gauge('waiting', 'Queries that have come in and not ended.', [{ value: waitingOf(report.counters) }]),
    latencyHistogram(report),
    ...serverFamilies(proxy.servers()),
    ...poolFamilies(proxy.pools()),
    counter(
      'rule_matches',
      'Queries and answers that a rule matched.',
      proxy
        .rules()
        .map(({ chain, id, name, matches }) => ({ labels: { chain, rule: id, name }, value: matches })),
    ),
    gauge('blocks', 'Networks and names that are blocked, by how.', blockCounts(proxy)),
  ]
  return families.map(family => ({ ...family, name: `${prefix}${family.name}` }))
}

/** Queries that have neither been answered nor dropped: those that came in, less all ends. */
export function waitingOf(counters: ProxyReport['counters']): number {
  const ended = counterMetrics
    .filter(({ name }) => name === 'drops' || name === 'answers')
    .flatMap(metric => Object.keys(metric.counters))
  return ended.reduce((rest, name) => rest - (counters[name] ?? 0), counters.queries ?? 0)
}

const gauge = (name: string, help: string, samples: readonly Sample[]): MetricFamily => ({
  name,
  type: 'gauge',
  help,
  samples,
})
const counter = (name: string, help: string, samples: readonly Sample[]): MetricFamily => ({
  name: `${name}_total`,
  type: 'counter',
  help,
  samples,
})

/** Those of the table, then those that it does not know by names of their own. */
function counterFamilies({ counters }: ProxyReport): MetricFamily[] {
  const known = new Set([...otherCounters, ...counterMetrics.flatMap(metric => Object.keys(metric.counters))])
  return [
    ...counterMetrics.map(({ name, help, label, counters: members }) =>
      counter(
        name,
        help,
        Object.entries(members).map(([member, value]) => ({
          ...(label !== undefined && { labels: { [label]: value } }),
          value: counters[member] ?? 0,
        })),
      ),
    ),
    ...Object.entries(counters)
      .filter(([name]) => !known.has(name))
      .map(([name, value]) => counter(snakeCase(name), `Counter ${name}.`, [{ value }])),
  ]
}

const snakeCase = (name: string): string => name.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`)

/** In seconds, and each bucket with those below it, as Prometheus has it. */
function latencyHistogram({ latencies, counters }: ProxyReport): MetricFamily {
  let count = 0
  const buckets = latencies.map(({ upTo, count: here }): Sample => {
    count += here
    const limit = Number.isFinite(upTo) ? String(upTo / 1000) : '+Inf'
    return { part: 'bucket', labels: { le: limit }, value: count }
  })
  return {
    name: 'latency_seconds',
    type: 'histogram',
    help: 'How long answers took, from the query to the answer.',
    samples: [
      ...buckets,
      { part: 'sum', value: (counters.latencySum ?? 0) / 1000 },
      { part: 'count', value: count },
    ],
  }
}

type ServerMetric = readonly [
  kind: typeof gauge,
  name: string,
  help: string,
  value: (server: ServerReport) => number,
]

const serverMetrics: readonly ServerMetric[] = [
  [gauge, 'up', 'Whether queries go to the server.', server => Number(server.isUsable)],
  [gauge, 'latency_seconds', 'How fast it answers, on average of late.', server => server.latency / 1000],
  [gauge, 'outstanding', 'Queries that it has not answered yet.', server => server.outstanding],
  [gauge, 'weight', 'Its weight.', server => server.weight],
  [gauge, 'order', 'Its order.', server => server.order],
  [gauge, 'tcp_connections', 'Open connections to it.', server => server.tcpConnections],
  [counter, 'queries', 'Queries that were sent to it.', server => server.queries],
  [counter, 'responses', 'Answers that came from it.', server => server.responses],
  [counter, 'drops', 'Queries that it did not answer in time.', server => server.drops],
  [counter, 'retries', 'Queries that another server was asked after it.', server => server.retries],
  [counter, 'send_errors', 'Queries that could not be sent to it.', server => server.sendErrors],
  [counter, 'health_checks', 'Times that it was checked.', server => server.healthChecks],
  [counter, 'health_failures', 'Checks that failed.', server => server.healthFailures],
]

const serverFamilies = (servers: readonly ServerReport[]): MetricFamily[] =>
  serverMetrics.map(([kind, name, help, read]) =>
    kind(
      `server_${name}`,
      help,
      servers.map(server => ({
        labels: { server: server.name, address: server.address },
        value: read(server),
      })),
    ),
  )

type Cache = NonNullable<PoolReport['cache']>

const cacheMetrics: readonly (readonly [typeof gauge, string, string, keyof Cache])[] = [
  [gauge, 'entries', 'Answers that it has.', 'entries'],
  [gauge, 'max_entries', 'Answers that it has room for.', 'maxEntries'],
  [gauge, 'octets', 'Memory that it takes.', 'octets'],
  [counter, 'hits', 'Queries that it answered.', 'hits'],
  [counter, 'misses', 'Queries that it had no answer for.', 'misses'],
  [counter, 'stale_hits', 'Queries that it answered with what had expired.', 'staleHits'],
  [counter, 'inserts', 'Answers that it took.', 'inserts'],
  [counter, 'evictions', 'Answers that made room for others.', 'evictions'],
  [
    counter,
    'deferred_lookups',
    'Look-ups that were given up as another thread was there.',
    'deferredLookups',
  ],
  [counter, 'deferred_inserts', 'Answers not taken as another thread was there.', 'deferredInserts'],
  [counter, 'too_large', 'Answers not taken as they were too large.', 'tooLarge'],
  [counter, 'ttl_too_short', 'Answers not taken as they expire too soon.', 'ttlTooShort'],
]

/** Pools, and each cache once though several pools may use it. */
function poolFamilies(pools: readonly PoolReport[]): MetricFamily[] {
  const caches = new Map(pools.flatMap(({ cache }) => (cache ? [[cache.name, cache] as const] : [])))
  return [
    gauge(
      'pool_servers',
      'Servers in the pool.',
      pools.map(({ name, servers }) => ({ labels: { pool: name }, value: servers.length })),
    ),
    gauge(
      'pool_available',
      'Whether a server of the pool can be asked.',
      pools.map(({ name, isAvailable }) => ({ labels: { pool: name }, value: Number(isAvailable) })),
    ),
    ...cacheMetrics.map(([kind, name, help, field]) =>
      kind(
        `packet_cache_${name}`,
        help,
        Array.from(caches.values(), cache => ({
          labels: { cache: cache.name },
          value: Number(cache[field]),
        })),
      ),
    ),
  ]
}

function blockCounts(proxy: Measured): Sample[] {
  const counts = { kernel: 0, proxy: 0, warning: 0 }
  for (const { isKernel, isWarning } of proxy.blocks())
    counts[isWarning ? 'warning' : isKernel ? 'kernel' : 'proxy']++
  return Object.entries(counts).map(([where, value]) => ({ labels: { where }, value }))
}

function processMetrics(): MetricFamily[] {
  const { user, system } = process.cpuUsage()
  return [
    gauge('resident_memory_bytes', 'Memory that the process takes.', [{ value: process.memoryUsage.rss() }]),
    counter('cpu_seconds', 'Processor time that the process has taken.', [{ value: (user + system) / 1e6 }]),
  ]
}
