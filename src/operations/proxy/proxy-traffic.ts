// What is known of the traffic of all threads, and what follows from it: blocks by dynamic rules, and the query log.
import type { Writable } from 'node:stream'
import { problem } from '../../base/errors.ts'
import type { BlockReport } from '../../proxy/control.ts'
import type { QueryLogSettings } from '../../proxy/settings/query-log.ts'
import type { SharedMemory, ThreadNumber } from '../../proxy/shared-memory.ts'
import type { ReadClock } from '../../proxy/threads/thread-clock.ts'
import { createDynamicRules, type DynamicRules } from '../../proxy/traffic/dynamic-rules.ts'
import { openLogSink } from '../../proxy/traffic/log-sink.ts'
import { createQueryLog } from '../../proxy/traffic/query-log.ts'
import {
  createTrafficReader,
  type ReaderSite,
  type TrafficReader,
} from '../../proxy/traffic/traffic-reader.ts'
import type { TrafficSettings } from '../../proxy/traffic/traffic-recorder.ts'
import type { ProxyEvent } from './proxy-events.ts'

export interface ProxyTraffic extends TrafficReader, Pick<DynamicRules, 'block' | 'unblock'> {
  blocks(): readonly BlockReport[]
  /** Goes on with other settings; throws what is wrong with dynamic rules, and goes on with those before. */
  configure(memory: SharedMemory, settings: WatchedSettings): void
  /** Writes what the query log still has to say, and ends. */
  stop(): Promise<void>
}

type WatchedSettings = TrafficSettings & { readonly query_log: QueryLogSettings }

interface TrafficSite extends ReaderSite, ThreadNumber {
  readonly clock: ReadClock
  readonly onEvent: (event: ProxyEvent) => void
  /** Where the query log is written if it names no file. */
  readonly output: Writable
  /** The networks whose packets the kernel is to drop. */
  readonly onKernelNetworks: (networks: readonly string[]) => void
}

/** Dynamic rules look at whole seconds, soon after each has ended. */
const tickMs = 250

/** Takes the memory that all threads write in, and looks at it from now on. */
export function watchTraffic(
  memory: SharedMemory,
  site: TrafficSite,
  settings: WatchedSettings,
): ProxyTraffic {
  const { onEvent, clock } = site
  let reader = createTrafficReader(memory, site, settings)
  const rules = createDynamicRules(
    memory,
    { ...site, onEvent: event => onEvent({ event: 'blocked', ...event }) },
    settings,
  )
  let log = openLog(memory, site, settings)
  const timer = setInterval(() => {
    clock.read()
    rules.tick()
    log?.drain()
  }, tickMs)
  return {
    top: (kind, count, labels) => reader.top(kind, count, labels),
    grep: (patterns, count) => reader.grep(patterns, count),
    block: rules.block,
    unblock: rules.unblock,
    blocks: rules.blocks,
    configure(next, nextSettings) {
      rules.configure(next, nextSettings)
      reader = createTrafficReader(next, site, nextSettings)
      void log?.close()
      log = openLog(next, site, nextSettings)
    },
    async stop() {
      clearInterval(timer)
      await log?.close()
    },
  }
}

interface OpenLog {
  drain(): void
  close(): Promise<void>
}

/** Opens the query log, if there is to be one. */
function openLog(memory: SharedMemory, site: TrafficSite, settings: WatchedSettings): OpenLog | undefined {
  const { enabled, file } = settings.query_log
  if (!enabled) return undefined
  const sink = openLogSink(file, site.output, ({ message }) =>
    site.onEvent({
      event: 'problem',
      problem: problem('file-unwritable', `cannot write the query log to ${file}: ${message}`),
    }),
  )
  const log = createQueryLog(memory, { ...site, sink }, settings)
  return {
    drain: () => log.drain(),
    close() {
      log.drain()
      log.summarise()
      return sink.close()
    },
  }
}
