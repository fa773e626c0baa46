// Looks once a second at what was counted, and blocks the clients and names that exceed what dynamic rules allow.
import type { BlockReport } from '../control.ts'
import type { ThreadClock } from '../rules/rule.ts'
import type { SharedMemory, ThreadNumber } from '../shared-memory.ts'
import { readBlockAction } from './block-action.ts'
import { type BlockSubject, readSubject, subjectText } from './block-subject.ts'
import { configureRules, type ReadyRule, type ReadyRules, subjectAt } from './configure-rules.ts'
import type { SecondCounts } from './meter-windows.ts'
import { createProlonging, type Prolonging } from './prolong-blocks.ts'
import type { TrafficSettings } from './traffic-recorder.ts'

/** Something that dynamic rules have done, for the log. */
export interface BlockEvent {
  /** The network or name. */
  readonly subject: string
  readonly group: string
  readonly reason: string
  readonly action: string
  readonly seconds: number
  readonly isWarning: boolean
  /** Nothing was done, as there are too many blocks. */
  readonly isFull: boolean
}

export interface DynamicRulesSite extends ThreadNumber {
  /** The main thread's, which counts since the same moment as the others. */
  readonly clock: ThreadClock
  onEvent(event: BlockEvent): void
  /** All the networks in CIDR form whose packets are to be dropped by the system, whenever they change. */
  onKernelNetworks(networks: readonly string[]): void
}

export interface DynamicRules {
  /** Looks at the seconds that have passed; to be called about once a second, or more often. */
  tick(): void
  /** Goes on with other settings; blocks stay. Throws `proxy-rule-invalid`, and goes on with the settings before. */
  configure(memory: SharedMemory, settings: TrafficSettings): void
  blocks(): BlockReport[]
  /**
   * Blocks a network, an address or a name with all below it for some seconds; the action is one of those of rules.
   * Throws `proxy-block-invalid`.
   */
  block(subject: string, seconds: number, reason: string, action: string): void
  /** Ends a block; false if there is none. */
  unblock(subject: string): boolean
}

/** Milliseconds after the end of a second at which all threads have counted what came in it. */
const settleMs = 50

/** Starts to look at what is counted from now on. */
export function createDynamicRules(
  memory: SharedMemory,
  site: DynamicRulesSite,
  settings: TrafficSettings,
): DynamicRules {
  const { clock } = site
  const prolonging = createProlonging()
  let configured = configureRules(memory, site, settings)
  let last = wholeSecond(clock)
  let purgedAt = last
  let kernelNetworks = ''

  function announceKernelNetworks(): void {
    const networks = configured.keeper.kernelNetworks()
    const text = networks.join(' ')
    if (text === kernelNetworks) return
    kernelNetworks = text
    site.onKernelNetworks(networks)
  }

  return {
    tick() {
      const newest = wholeSecond(clock)
      // What is older was overwritten meanwhile.
      for (let second = Math.max(last + 1, newest - 1); second <= newest; second++) {
        const seen = configured.windows.map(windows => windows.take(second))
        judgeAll(configured, seen, site, prolonging)
      }
      if (newest > last) prolonging.look(configured.keeper, clock.ms)
      last = Math.max(last, newest)
      if (configured.purgeSeconds > 0 && newest - purgedAt >= configured.purgeSeconds) {
        configured.keeper.purge()
        purgedAt = newest
      }
      announceKernelNetworks()
    },
    configure(next, nextSettings) {
      configured = configureRules(next, site, nextSettings, configured)
    },
    blocks: () => configured.keeper.list(),
    block(text, seconds, reason, actionText) {
      const { action, name } = readBlockAction(actionText)
      configured.keeper.block(readSubject(text), {
        reason,
        action,
        end: clock.ms + 1000 * seconds,
        isKernel: name === 'Drop',
        isByHand: true,
      })
      announceKernelNetworks()
    },
    unblock(text) {
      const wasThere = configured.keeper.unblock(readSubject(text))
      announceKernelNetworks()
      return wasThere
    },
  }
}

/** The last second that is over, for all threads. */
const wholeSecond = (clock: ThreadClock): number => Math.floor((clock.ms - settleMs) / 1000) - 1

/** Judges all who were seen in a second by all rules, of which the first that is exceeded counts. */
function judgeAll(
  configured: ReadyRules,
  seen: readonly SecondCounts[],
  site: DynamicRulesSite,
  prolonging: Prolonging,
): void {
  const judged = new Set<string>()
  const hitRatio = configured.hitRatio()
  for (const ready of configured.rules) {
    if (hitRatio < ready.rule.minimum_global_cache_hit_ratio) continue
    const windows = configured.windows[ready.meter]!
    const { size, keys } = seen[ready.meter]!
    const sums = windows.sums(ready.rule.seconds)
    const { keyWords, columns } = windows.shape
    for (let i = 0; i < size; i++) {
      const number = sums.find(keys, i * keyWords)
      const verdict = number < 0 ? undefined : ready.limit(sums.counts, number * columns)
      if (verdict === undefined) continue
      const subject = subjectAt(configured.meters[ready.meter]!, keys, i * keyWords)
      const text = subjectText(subject)
      if (judged.has(text) || ready.isExempt(subject)) continue
      judged.add(text)
      act(configured, ready, subject, text, verdict === 'warn', site, prolonging)
    }
  }
}

/** Blocks, or warns. */
function act(
  { keeper }: ReadyRules,
  { rule, group, order }: ReadyRule,
  subject: BlockSubject,
  text: string,
  isWarning: boolean,
  { clock, onEvent }: DynamicRulesSite,
  prolonging: Prolonging,
): void {
  const end = clock.ms + 1000 * rule.action_duration
  const done = keeper.block(subject, { ...order, end, isWarning, isKernel: order.isKernel && !isWarning })
  if (done === 'held' || done === 'prolonged') return
  const byQueries = rule.type === 'query-rate' || (rule.type === 'suffix-match' && rule.rate > 0)
  if (done === 'new' && !isWarning && byQueries && order.stopsQueries)
    prolonging.watch(keeper, subject, { ...order, end }, rule.rate, 1000 * rule.action_duration)
  onEvent({
    subject: text,
    group: group.name,
    reason: order.reason,
    action: order.actionName,
    seconds: rule.action_duration,
    isWarning,
    isFull: done === 'full',
  })
}
