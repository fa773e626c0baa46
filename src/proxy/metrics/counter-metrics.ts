// What each of the engine's counters is called and means for those who collect them.
import type { EngineCounter } from '../engine/counters.ts'

/** Counters of one family by the values of its label, or the only one of it. */
interface CounterMetric {
  readonly name: string
  readonly help: string
  readonly label?: string
  readonly counters: Partial<Record<EngineCounter | 'overruns' | 'socketSendErrors', string>>
}

const plain = (counter: keyof CounterMetric['counters'], name: string, help: string): CounterMetric => ({
  name,
  help,
  counters: { [counter]: '' },
})

/** In the order in which they are told; together they are all counters but the sum of latencies. */
export const counterMetrics: readonly CounterMetric[] = [
  plain('queries', 'queries', 'Queries that came in.'),
  {
    name: 'transport_queries',
    help: 'Queries that came in, by how they came.',
    label: 'transport',
    counters: { udpQueries: 'udp', tcpQueries: 'tcp', dotQueries: 'dot', dohQueries: 'doh' },
  },
  plain('rdQueries', 'rd_queries', 'Queries that ask for recursion.'),
  {
    name: 'drops',
    help: 'Queries that ended without an answer, by why: malformed, not allowed to ask, blocked, a rule, too many waiting, the client gone.',
    label: 'reason',
    counters: {
      noncompliantQueries: 'noncompliant',
      aclDrops: 'acl',
      dynamicDrops: 'dynamic',
      ruleDrops: 'rule',
      overloadDrops: 'overload',
      goneDrops: 'gone',
    },
  },
  {
    name: 'answers',
    help: 'Queries that ended with an answer, by whose it was; with failure all servers failed.',
    label: 'source',
    counters: {
      selfAnswered: 'self',
      cacheHits: 'cache',
      staleAnswers: 'stale',
      backendAnswers: 'server',
      failures: 'failure',
    },
  },
  {
    name: 'rcodes',
    help: 'Answers by rcode.',
    label: 'rcode',
    counters: {
      noerrorAnswers: 'NOERROR',
      nxdomainAnswers: 'NXDOMAIN',
      servfailAnswers: 'SERVFAIL',
      refusedAnswers: 'REFUSED',
      otherAnswers: 'other',
    },
  },
  {
    name: 'rule_answers',
    help: 'Answers that rules made, by what they say.',
    label: 'answer',
    counters: {
      ruleRefused: 'refused',
      ruleNxdomain: 'nxdomain',
      ruleServfail: 'servfail',
      ruleTruncated: 'truncated',
    },
  },
  plain('cacheMisses', 'cache_misses', 'Queries that no packet cache had an answer for.'),
  plain('coalesced', 'coalesced', 'Queries that waited for the answer to the same one.'),
  plain('prefetched', 'prefetched', 'Answers that were fetched anew before they expired.'),
  plain('retries', 'retries', 'Queries that were sent to another server as the first one failed.'),
  plain('hedged', 'hedged', 'Queries that were sent to a second server as the first one was slow.'),
  plain('noServer', 'no_server', 'Queries for which no server was there to be asked.'),
  plain('timeouts', 'timeouts', 'Times that a server did not answer in time.'),
  plain('sendErrors', 'send_errors', 'Queries that could not be sent to a server.'),
  plain(
    'noncompliantResponses',
    'noncompliant_responses',
    'Answers of servers that do not fit what was asked.',
  ),
  plain('lateResponses', 'late_responses', 'Answers of servers that came when nobody waited any more.'),
  plain('truncated', 'truncated', 'Answers that were cut to fit.'),
  plain('dynamicBlocked', 'dynamic_blocked', 'Queries that a block answered or changed.'),
  plain(
    'overruns',
    'overruns',
    'Datagrams that came while there was no room, or that the kernel was told to drop.',
  ),
  plain('socketSendErrors', 'socket_send_errors', 'Answers that could not be sent.'),
]

/** What of the report is told elsewhere. */
export const otherCounters: ReadonlySet<string> = new Set<EngineCounter>(['latencySum'])
