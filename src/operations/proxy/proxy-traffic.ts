// What is known of the traffic of all threads, and what follows from it: blocks by dynamic rules.
import type { BlockReport } from '../../proxy/control.ts'
import type { ThreadClock } from '../../proxy/rules/rule.ts'
import type { SharedMemory, ThreadNumber } from '../../proxy/shared-memory.ts'
import { createDynamicRules, type DynamicRules } from '../../proxy/traffic/dynamic-rules.ts'
import { createTrafficRecorder, type TrafficSettings } from '../../proxy/traffic/traffic-recorder.ts'
import type { ProxyEvent } from './proxy-events.ts'

export interface ProxyTraffic extends Pick<DynamicRules, 'block' | 'unblock'> {
  blocks(): readonly BlockReport[]
  /** Goes on with other settings; throws what is wrong with dynamic rules, and goes on with those before. */
  configure(memory: SharedMemory, settings: TrafficSettings): void
  stop(): void
}

interface TrafficSite extends ThreadNumber {
  readonly clock: ThreadClock & { read(): void }
  readonly onEvent: (event: ProxyEvent) => void
  /** The networks whose packets the kernel is to drop. */
  readonly onKernelNetworks: (networks: readonly string[]) => void
}

/** Dynamic rules look at whole seconds, soon after each has ended. */
const tickMs = 250

/** Takes the memory that all threads write in, and looks at it from now on. */
export function watchTraffic(
  memory: SharedMemory,
  site: TrafficSite,
  settings: TrafficSettings,
): ProxyTraffic {
  const { onEvent, onKernelNetworks, clock, threads } = site
  takeAll(memory)

  /** Other threads take what is there already. */
  function takeAll(of: SharedMemory): void {
    for (let thread = 0; thread < threads; thread++)
      createTrafficRecorder(of, { thread, threads }, clock, settings)
  }
  const rules = createDynamicRules(
    memory,
    {
      ...site,
      onKernelNetworks,
      onEvent: ({ subject, reason, action, seconds, isWarning, isFull }) =>
        onEvent({ event: 'blocked', subject, reason, action, seconds, isWarning, isFull }),
    },
    settings,
  )
  const timer = setInterval(() => {
    site.clock.read()
    rules.tick()
  }, tickMs)
  return {
    block: rules.block,
    unblock: rules.unblock,
    blocks: () => rules.blocks(),
    configure(next, nextSettings) {
      takeAll(next)
      rules.configure(next, nextSettings)
    },
    stop: () => clearInterval(timer),
  }
}
