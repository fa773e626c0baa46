import { expect, test } from 'vitest'
import { prometheusText } from '../../../src/metrics/prometheus.ts'
import { engineCounters } from '../../../src/proxy/engine/counters.ts'
import { counterMetrics, otherCounters } from '../../../src/proxy/metrics/counter-metrics.ts'
import { proxyMetrics, waitingOf } from '../../../src/proxy/metrics/proxy-metrics.ts'
import { parsePrometheus } from '../../metrics/parse-prometheus.ts'
import { hostile, measured } from './measured.ts'

const families = parsePrometheus(prometheusText(proxyMetrics(measured)))
const valueAt = (name: string, labels: Record<string, string> = {}): number | undefined => {
  const [family] = /^dnsctl_proxy_[a-z_]*?(?=_bucket$|_sum$|_count$|$)/.exec(name)!
  return families
    .get(family)
    ?.samples.find(sample => sample.name === name && JSON.stringify(sample.labels) === JSON.stringify(labels))
    ?.value
}

test('every counter of the engine has a name of its own', () => {
  const known = counterMetrics.flatMap(metric => Object.keys(metric.counters))
  expect(engineCounters.filter(name => !known.includes(name) && !otherCounters.has(name))).toEqual([])
  expect(new Set(known).size).toBe(known.length)
})

test.each<[string, Record<string, string> | undefined, number]>([
  ['dnsctl_proxy_info', { version: '1.2.3' }, 1],
  ['dnsctl_proxy_uptime_seconds', undefined, 61],
  ['dnsctl_proxy_queries_total', undefined, 100],
  ['dnsctl_proxy_transport_queries_total', { transport: 'udp' }, 90],
  ['dnsctl_proxy_answers_total', { source: 'cache' }, 60],
  ['dnsctl_proxy_answers_total', { source: 'stale' }, 0],
  ['dnsctl_proxy_drops_total', { reason: 'rule' }, 5],
  ['dnsctl_proxy_overruns_total', undefined, 4],
  ['dnsctl_proxy_waiting', undefined, 5],
  ['dnsctl_proxy_something_new_total', undefined, 3],
  ['dnsctl_proxy_latency_seconds_bucket', { le: '0.0001' }, 60],
  ['dnsctl_proxy_latency_seconds_bucket', { le: '0.002' }, 60],
  ['dnsctl_proxy_latency_seconds_bucket', { le: '0.005' }, 90],
  ['dnsctl_proxy_latency_seconds_bucket', { le: '+Inf' }, 90],
  ['dnsctl_proxy_latency_seconds_sum', undefined, 0.25],
  ['dnsctl_proxy_latency_seconds_count', undefined, 90],
  ['dnsctl_proxy_server_up', { server: hostile, address: '192.0.2.1:53' }, 1],
  ['dnsctl_proxy_server_latency_seconds', { server: hostile, address: '192.0.2.1:53' }, 0.0015],
  ['dnsctl_proxy_server_queries_total', { server: hostile, address: '192.0.2.1:53' }, 35],
  ['dnsctl_proxy_pool_servers', { pool: '' }, 1],
  ['dnsctl_proxy_packet_cache_hits_total', { cache: 'main' }, 60],
  ['dnsctl_proxy_rule_matches_total', { chain: 'query_rules', rule: 'r1', name: hostile }, 7],
  ['dnsctl_proxy_blocks', { where: 'kernel' }, 1],
])('%s %o is %d', (name, labels, value) => {
  expect(valueAt(name, labels)).toBe(value)
})

test('what came in and has not ended waits', () => {
  expect(waitingOf({ queries: 10, cacheHits: 3, selfAnswered: 2, goneDrops: 1, retries: 8 })).toBe(4)
})
