// Records the traffic of one thread in memory that the main thread reads: totals, the ring of the last queries, and what
// dynamic rules count.
import { randomInt } from 'node:crypto'
import type { ThreadClock } from '../rules/rule.ts'
import type { DynamicRuleGroups, DynamicRulesSettings } from '../settings/dynamic-rules.ts'
import type { RingSettings } from '../settings/ring-buffers.ts'
import type { SharedMemory, ThreadNumber } from '../shared-memory.ts'
import type { Transaction } from '../transaction.ts'
import { createClientMeter } from './client-meter.ts'
import type { TrafficMeter } from './count-traffic.ts'
import { planMeters } from './meter-plan.ts'
import type { TrafficRecorder } from './recorder.ts'
import { type Ring, takeRings, writeRecord } from './ring.ts'
import { createSuffixMeter } from './suffix-meter.ts'
import { dropReasons, rcodeColumn, takeTotals, totalsAt } from './totals.ts'

/** The settings of the proxy that say what is recorded. */
export interface TrafficSettings {
  readonly ring_buffers: RingSettings
  readonly dynamic_rules: DynamicRuleGroups
  readonly dynamic_rules_settings: DynamicRulesSettings
}

/** What is dropped before it is a query, and may come in floods, takes so many records a second at most. */
const turnedAwayPerSecond = 100

/** What depends on settings. */
interface Recording {
  readonly totals: Float64Array
  readonly ring: Ring
  readonly remembersAnswers: boolean
  readonly remembersDrops: boolean
  readonly meters: readonly TrafficMeter[]
}

/**
 * Makes the recorder of one thread; after a reload another one goes on in the same memory. The threads' clocks count since the same moment. Throws `proxy-rule-invalid` for
 * dynamic rules that cannot be counted.
 */
export function createTrafficRecorder(
  memory: SharedMemory,
  at: ThreadNumber,
  clock: ThreadClock,
  settings: TrafficSettings,
): TrafficRecorder {
  const { totals, ring, meters, remembersAnswers, remembersDrops } = takeRecording(
    memory,
    at,
    clock,
    settings,
  )
  /** The second in which queries were turned away, and how many are remembered of it. */
  const turnedAway = new Int32Array(2)

  function isFlood(): boolean {
    const second = clock.seconds | 0
    if (turnedAway[0] !== second) {
      turnedAway[0] = second
      turnedAway[1] = 0
    }
    return ++turnedAway[1]! > turnedAwayPerSecond
  }

  return {
    query(t) {
      totals[totalsAt.queries]!++
      for (let i = 0; i < meters.length; i++) meters[i]!.query(t)
    },
    answered(t, latencyMs) {
      const rcode = rcodeOf(t)
      totals[totalsAt.sources + t.decided.source]!++
      totals[totalsAt.transports + t.transport]!++
      totals[totalsAt.octets]! += t.length
      totals[rcodeColumn(rcode)]!++
      for (let i = 0; i < meters.length; i++) meters[i]!.answered(t, rcode)
      if (!remembersAnswers) return
      ring.latency[0] = latencyMs
      writeRecord(ring, t, rcode, 0, true)
    },
    dropped(t, reason) {
      const number = dropReasons.indexOf(reason)
      totals[totalsAt.drops + number]!++
      totals[totalsAt.transports + t.transport]!++
      if (!remembersDrops) return
      const isTurnedAway = reason === 'acl' || reason === 'noncompliant'
      if ((isTurnedAway || reason === 'dynamic') && isFlood()) return
      ring.latency[0] = clock.ms - t.since
      writeRecord(ring, t, -1, number + 1, !isTurnedAway)
    },
  }
}

function takeRecording(
  memory: SharedMemory,
  at: ThreadNumber,
  clock: ThreadClock,
  { ring_buffers, dynamic_rules, dynamic_rules_settings }: TrafficSettings,
): Recording {
  const seed = randomInt(1, 2 ** 31)
  return {
    totals: takeTotals(memory, at).mine,
    ring: takeRings(memory, at.threads, ring_buffers.size)[at.thread]!,
    remembersAnswers: ring_buffers.size > 0 && ring_buffers.record_responses,
    remembersDrops: ring_buffers.size > 0 && ring_buffers.record_queries,
    meters: planMeters(dynamic_rules).meters.map(meter => {
      const create = meter.form === 'client' ? createClientMeter : createSuffixMeter
      return create(memory, at, clock, meter, dynamic_rules_settings.max_clients, seed)
    }),
  }
}

/** The rcode of an answer, whose upper bits stand in its OPT record (RFC 6891 §6.1.3). */
function rcodeOf({ message, optAt }: Transaction): number {
  const low = message[3]! & 0x0f
  return optAt === 0 ? low : (message[optAt + 5]! << 4) | low
}
