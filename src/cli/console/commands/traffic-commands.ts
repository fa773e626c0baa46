// What the console tells of the last traffic.
import { topKinds } from '../../../operations/proxy/console/order-schemas.ts'
import type { TrafficEntry } from '../../../proxy/control.ts'
import { choice, integer, many, optional } from '../argument.ts'
import { defineCommand } from '../define-command.ts'
import { percentText, textTable } from '../text-table.ts'

const top = defineCommand({
  name: 'top',
  summary: 'What is most frequent in the last traffic.',
  args: {
    kind: choice(
      'KIND',
      topKinds,
      'what is counted: names, clients, types, response codes, names answered slowly, octets of answers by name',
    ),
    count: optional(integer('N', 'how many are listed; 10'), 10),
    labels: optional(integer('LABELS', 'names are counted by their last labels; 0 for all of them', 0), 0),
  },
  examples: ['top queries', 'top queries 20 2', 'top clients'],
  run: ({ ask }, given) => ask('top', given),
  text: (found, _colors, { kind }) =>
    textTable(
      [
        kind === 'clients' || kind === 'types' || kind === 'rcodes' ? kind.slice(0, -1) : 'name',
        countTitle(kind),
        'share',
      ],
      found.map(({ text, count, share }) => [text, count, percentText(share)]),
      'nothing was seen so far',
    ),
})

const countTitle = (kind: (typeof topKinds)[number]): string => {
  if (kind === 'large') return 'octets'
  return kind === 'rcodes' || kind === 'slow' ? 'answers' : 'queries'
}

/** So many are listed unless a number says something else. */
const mostFound = 50

const grepq = defineCommand({
  name: 'grepq',
  summary: 'The last queries that all patterns match; a whole number at the end says how many.',
  args: {
    patterns: many(
      'PATTERN',
      'a name, below which others match too; an address or a network; `2000ms` for at least so long',
    ),
  },
  examples: ['grepq example.com', 'grepq 192.0.2.0/24 100ms', 'grepq example.com 500'],
  run({ ask }, { patterns }) {
    const last = patterns.at(-1)!
    const isCount = patterns.length > 1 && /^[1-9]\d{0,5}$/.test(last)
    return ask('grep', {
      patterns: isCount ? patterns.slice(0, -1) : patterns,
      count: isCount ? Number(last) : mostFound,
    })
  },
  text: found =>
    textTable(
      ['time', 'client', 'name', 'type', 'over', 'rcode', 'ms', 'octets', 'from'],
      found.map(trafficRow),
      'nothing of the last traffic matches',
    ),
})

const trafficRow = (entry: TrafficEntry): (string | number)[] => [
  new Date(entry.time).toISOString().slice(11, 23),
  entry.client,
  entry.name,
  entry.type,
  entry.transport,
  entry.rcode ?? '',
  entry.latency === undefined ? '' : entry.latency.toFixed(1),
  entry.octets ?? '',
  entry.source ?? '',
]

const latency = defineCommand({
  name: 'latency',
  summary: 'How long all answers took, as bars.',
  run: async ({ ask }) => (await ask('report')).latencies,
  text(found) {
    const all = found.reduce((sum, { count }) => sum + count, 0)
    const most = Math.max(1, ...found.map(({ count }) => count))
    return textTable(
      ['up to', 'answers', 'share', ''],
      found.map(({ upTo, count }) => [
        upTo === null ? 'more' : `${upTo} ms`,
        count,
        percentText(all === 0 ? 0 : count / all),
        `|${bar(count / most)}`,
      ]),
      '',
    )
  },
})

const barWidth = 50
/** A bar of at most `barWidth` characters; whatever was counted can be seen. */
const bar = (share: number): string => '#'.repeat(Math.ceil(share * barWidth))

export const trafficCommands = [top, grepq, latency]
