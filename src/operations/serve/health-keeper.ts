// Runs the health checks of the zones that are served, and of those that the store knows by ids.
import type { Clock } from '../../base/clock.ts'
import type { HealthCheck } from '../../dns/routing.ts'
import type { CheckedHealth } from '../../server/authoritative/check-table.ts'
import { atMost } from '../../server/health/at-most.ts'
import { createMonitor, type HealthEvent, type HealthReport } from '../../server/health/monitor.ts'
import { type Probe, probeServer } from '../../server/health/probe.ts'

export interface HealthKeeper {
  /** Runs the checks of a zone's snapshot, in place of those of the one before it. */
  watch(zone: CheckedHealth, before: CheckedHealth | undefined): void
  unwatch(zone: CheckedHealth): void
  /** Says what stands behind the ids of checks, all of them; they run whether a zone refers to them or not. */
  known(checks: ReadonlyMap<string, HealthCheck>): void
  /** What is known of a check; undefined if it is not run. */
  report(check: HealthCheck): HealthReport | undefined
  stop(): void
}

/** Each has a socket; 5,000 checks of servers that do not answer get through these in less than a minute. */
const probesAtOnce = 500

/** Starts without checks. */
export function createHealthKeeper(
  clock: Clock,
  onEvent: (event: HealthEvent) => void,
  probe: Probe = probeServer,
): HealthKeeper {
  let byId: ReadonlyMap<string, HealthCheck> = new Map()
  let ofIds = new Uint8Array(0)
  const monitor = createMonitor({
    probe: atMost(probesAtOnce, probe),
    clock,
    schedule(ms, work) {
      const timer = setTimeout(work, ms)
      return () => clearTimeout(timer)
    },
    random: Math.random,
    resolve: id => byId.get(id),
    onEvent,
  })
  return {
    watch(zone, before) {
      monitor.watch(
        zone.checks.map((check, number) => (zone.checkSets[number] === 0 ? undefined : check)),
        zone.health,
        before?.health,
      )
    },
    unwatch: zone => monitor.unwatch(zone.health),
    known(checks) {
      byId = checks
      monitor.refresh()
      const before = ofIds
      ofIds = new Uint8Array(checks.size)
      monitor.watch(
        [...checks.keys()].map(id => ({ type: 'reference', id })),
        ofIds,
        before,
      )
    },
    report: check => monitor.report(check),
    stop: () => monitor.stop(),
  }
}
