// What one thread tells of its traffic: counted, remembered for a while, and judged by dynamic rules. Nothing is allocated.
import { randomInt } from 'node:crypto'
import type { ThreadClock } from '../rules/rule.ts'
import type { DynamicRuleGroups, DynamicRulesSettings } from '../settings/dynamic-rules.ts'
import type { RingSettings } from '../settings/ring-buffers.ts'
import type { SharedMemory, ThreadNumber } from '../shared-memory.ts'
import type { Transaction } from '../transaction.ts'
import { createClientMeter } from './client-meter.ts'
import type { TrafficMeter } from './count-traffic.ts'
import { planMeters } from './meter-plan.ts'
import { takeRing, writeRecord } from './ring.ts'
import { createSuffixMeter } from './suffix-meter.ts'
import { type DropReason, dropReasons, rcodeColumn, takeTotals, totalsAt } from './totals.ts'

export { type DropReason, dropReasons } from './totals.ts'

export interface TrafficRecorder {
  /** A query that may be answered: it passed the ACL and dynamic blocks; `message` holds it. */
  query(transaction: Transaction): void
  /** Its answer, which `message` holds; `decided.source` says whose it is. Milliseconds since the query came. */
  answered(transaction: Transaction, latencyMs: number): void
  /** No answer. Of what was dropped by the ACL or as no proper query, only the client is looked at. */
  dropped(transaction: Transaction, reason: DropReason): void
}

/** The settings of the proxy that say what is recorded. */
export interface TrafficSettings {
  readonly ring_buffers: RingSettings
  readonly dynamic_rules: DynamicRuleGroups
  readonly dynamic_rules_settings: DynamicRulesSettings
}

/** What is dropped before it is a query, and may come in floods, takes so many records a second at most. */
const turnedAwayPerSecond = 100

/**
 * Makes the recorder of one thread. The threads' clocks count since the same moment. Throws `proxy-rule-invalid` for
 * dynamic rules that cannot be counted.
 */
export function createTrafficRecorder(
  memory: SharedMemory,
  at: ThreadNumber,
  clock: ThreadClock,
  { ring_buffers, dynamic_rules, dynamic_rules_settings }: TrafficSettings,
): TrafficRecorder {
  const { mine } = takeTotals(memory, at)
  const ring = takeRing(memory, at.thread, ring_buffers.size)
  const remembersAnswers = ring_buffers.size > 0 && ring_buffers.record_responses
  const remembersDrops = ring_buffers.size > 0 && ring_buffers.record_queries
  const seed = randomInt(1, 2 ** 31)
  const meters: readonly TrafficMeter[] = planMeters(dynamic_rules).meters.map(meter => {
    const create = meter.form === 'client' ? createClientMeter : createSuffixMeter
    return create(memory, at, clock, meter, dynamic_rules_settings.max_clients, seed)
  })
  /** The second in which queries were turned away, and how many are remembered of it. */
  const turnedAway = new Int32Array(2)

  function isWorthARecord(reason: DropReason): boolean {
    if (!remembersDrops) return false
    if (reason !== 'acl' && reason !== 'dynamic' && reason !== 'noncompliant') return true
    const second = clock.seconds | 0
    if (turnedAway[0] !== second) {
      turnedAway[0] = second
      turnedAway[1] = 0
    }
    return ++turnedAway[1]! <= turnedAwayPerSecond
  }

  return {
    query(t) {
      mine[totalsAt.queries]!++
      for (let i = 0; i < meters.length; i++) meters[i]!.query(t)
    },
    answered(t, latencyMs) {
      const rcode = rcodeOf(t)
      mine[totalsAt.sources + t.decided.source]!++
      mine[totalsAt.transports + t.transport]!++
      mine[totalsAt.octets]! += t.length
      mine[rcodeColumn(rcode)]!++
      for (let i = 0; i < meters.length; i++) meters[i]!.answered(t, rcode)
      if (remembersAnswers) writeRecord(ring, t, latencyMs, rcode, 0, true)
    },
    dropped(t, reason) {
      const number = dropReasons.indexOf(reason)
      mine[totalsAt.drops + number]!++
      mine[totalsAt.transports + t.transport]!++
      if (!isWorthARecord(reason)) return
      const isRead = reason !== 'acl' && reason !== 'noncompliant'
      writeRecord(ring, t, clock.ms - t.since, -1, number + 1, isRead)
    },
  }
}

/** The rcode of an answer, whose upper bits stand in its OPT record (RFC 6891 §6.1.3). */
function rcodeOf({ message, optAt }: Transaction): number {
  const low = message[3]! & 0x0f
  return optAt === 0 ? low : (message[optAt + 5]! << 4) | low
}
