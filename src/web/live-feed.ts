// What is counted each second: kept for charts, and sent to whoever looks at the moment, as server-sent events.
import type { Report, Sample, TopEntry } from './schemas.ts'
import { tellLatencies, tellReport } from './tell-report.ts'
import type { WebProxy } from './web-proxy.ts'

/** The counters that charts show. */
export const chartedCounters = [
  'queries',
  'cacheHits',
  'backendAnswers',
  'selfAnswered',
  'staleAnswers',
  'failures',
  'retries',
  'timeouts',
  'noncompliantQueries',
  'aclDrops',
  'dynamicDrops',
  'ruleDrops',
  'overloadDrops',
  'goneDrops',
] as const

/** Somebody who looks. */
export interface Watcher {
  /** Takes a text of events. */
  send(text: string): void
}

export interface LiveFeed {
  /** The last seconds, the oldest first. */
  history(): readonly Sample[]
  /** Whether one more may look. */
  readonly hasRoom: boolean
  /** Sends events until the function that is given back is called. */
  watch(watcher: Watcher): () => void
  stop(): void
}

interface LiveSite {
  readonly proxy: WebProxy
  readonly clock: () => number
  readonly isReadWrite: () => boolean
}

/** Seconds that are kept. */
const kept = 600
const maxWatchers = 32
/** Of long lists, what one can look at. */
const maxRules = 500
const maxBlocks = 200
const maxTop = 10
/** The last traffic is looked through this often, in seconds. */
const topEvery = 5

/** Starts to count. */
export function createLiveFeed({ proxy, clock, isReadWrite }: LiveSite): LiveFeed {
  const samples: Sample[] = []
  const watchers = new Set<Watcher>()
  let last = proxy.report()
  let lastAt = clock()
  let seconds = 0
  let top: { readonly names: readonly TopEntry[]; readonly clients: readonly TopEntry[] } | undefined

  const state = (report: Report, sample: Sample | undefined): string => {
    const rules = proxy.rules()
    const blocks = proxy.blocks()
    return JSON.stringify({
      sample,
      report: tellReport(report),
      isReadWrite: isReadWrite(),
      servers: proxy.servers(),
      pools: proxy.pools(),
      rules: rules.slice(0, maxRules),
      ruleCount: rules.length,
      blocks: blocks.slice(0, maxBlocks),
      blockCount: blocks.length,
      changes: proxy.changes().slice(-20),
      top,
    })
  }
  const lookAtTraffic = (): void => {
    top = { names: proxy.top('queries', maxTop), clients: proxy.top('clients', maxTop) }
  }
  function tick(): void {
    const report = proxy.report()
    const now = clock()
    const sample = sampleOf(last, report, now, (now - lastAt) / 1000)
    last = report
    lastAt = now
    if (!sample) return
    samples.push(sample)
    if (samples.length > kept) samples.shift()
    if (watchers.size === 0) return
    if (++seconds % topEvery === 0) lookAtTraffic()
    const text = eventText(state(report, sample))
    for (const watcher of watchers) watcher.send(text)
  }
  const timer = setInterval(tick, 1000)

  return {
    history: () => samples,
    get hasRoom() {
      return watchers.size < maxWatchers
    },
    watch(watcher) {
      watchers.add(watcher)
      if (watchers.size === 1) lookAtTraffic()
      watcher.send(`retry: 2000\n${eventText(state(last, undefined))}`)
      return () => watchers.delete(watcher)
    },
    stop: () => clearInterval(timer),
  }
}

/** JSON has no line ends of its own. */
const eventText = (json: string): string => `data: ${json}\n\n`

/** What grew between two reports; undefined if no time has passed. */
function sampleOf(before: Report, after: Report, time: number, seconds: number): Sample | undefined {
  if (seconds <= 0) return undefined
  const rate = (name: string): number =>
    ((after.counters[name] ?? 0) - (before.counters[name] ?? 0)) / seconds
  return {
    time,
    rates: Object.fromEntries(chartedCounters.map(name => [name, rate(name)])),
    latencies: tellLatencies(
      after.latencies.map(({ upTo, count }, i) => ({
        upTo,
        count: count - (before.latencies[i]?.count ?? 0),
      })),
    ),
  }
}
