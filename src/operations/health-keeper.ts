// Runs the health checks of the zones that are served, and of those that the store knows by ids.
import type { Clock } from '../base/clock.ts'
import type { HealthCheck } from '../dns/routing.ts'
import type { CheckedHealth } from '../server/authoritative/check-table.ts'
import { createMonitor, type HealthEvent, type HealthReport } from '../server/health/monitor.ts'
import { type Probe, probeServer } from '../server/health/probe.ts'

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

/** Starts without checks. */
export function createHealthKeeper(
  clock: Clock,
  onEvent: (event: HealthEvent) => void,
  probe: Probe = probeServer,
): HealthKeeper {
  let byId: ReadonlyMap<string, HealthCheck> = new Map()
  let ofIds = new Uint8Array(0)
  const monitor = createMonitor({
    probe,
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
      )
      // Only now, so that a check that both have goes on.
      if (before && before.health !== zone.health) monitor.unwatch(before.health)
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
      )
      monitor.unwatch(before)
    },
    report: check => monitor.report(check),
    stop: () => monitor.stop(),
  }
}
