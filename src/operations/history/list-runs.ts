// The runs of a checkout, the newest first, with what became of them.
import { resolve } from 'node:path'
import { systemClock } from '../../base/clock.ts'
import type { Listener } from '../../base/io.ts'
import type { Name } from '../../dns/name.ts'
import { openHistory } from '../../history/open-history.ts'
import type { ChangeTotals, Decision, History, Run, RunHead } from '../../history/run.ts'
import { type RunStatus, runStatus, zoneStatus } from '../../history/run-status.ts'
import { type StandingRun, standingRuns } from '../../history/standing-runs.ts'
import { zoneNameMatcher } from '../../plan/pattern.ts'
import type { Checkout } from '../checkout.ts'

/** A run in few words. */
export interface RunSummary extends RunHead {
  readonly status: RunStatus
  readonly totals: ChangeTotals
  readonly zones: readonly ZoneSummary[]
  /** ISO 8601, UTC: it is or was to be taken back then unless it is confirmed. */
  readonly confirmBy?: string
  readonly decision?: Decision
  /** The run that took it, or a zone of it, back. */
  readonly undoneBy?: string
}

interface ZoneSummary {
  readonly zone: Name
  readonly provider: string
  readonly status: RunStatus
  readonly totals: ChangeTotals
}

/** The history of a checkout. */
export const historyOf = ({ config: { config, baseDir } }: Checkout, listener: Listener): History =>
  openHistory(resolve(baseDir, config.state), { clock: systemClock, listener })

/** Lists at most `limit` runs; those that have to do with a zone if one is named, or with those that a pattern fits. */
export async function listRuns(
  history: Pick<History, 'runs'>,
  zone: string | undefined,
  limit: number,
): Promise<readonly RunSummary[]> {
  const isMeant = zone === undefined ? () => true : zoneNameMatcher(zone)
  const found: RunSummary[] = []
  if (limit > 0)
    for await (const one of standingRuns(history)) {
      if (one.run.zones.some(({ intent }) => isMeant(intent.zone))) found.push(summaryOf(one))
      if (found.length === limit) break
    }
  return found
}

/** Sums up a run. */
export function summaryOf({ run, undoneBy }: Pick<StandingRun, 'run' | 'undoneBy'>): RunSummary {
  const { head, zones, confirmBy, decision } = run
  return {
    ...head,
    status: runStatus(run),
    totals: sumOf(run),
    zones: zones.map(journal => {
      const { intent, totals } = journal
      return { zone: intent.zone, provider: intent.provider, status: zoneStatus(run, journal), totals }
    }),
    ...(confirmBy !== undefined && { confirmBy }),
    ...(decision && { decision }),
    ...(undoneBy !== undefined && { undoneBy }),
  }
}

const sumOf = ({ zones }: Run): ChangeTotals =>
  zones.reduce(
    (sum, { totals }) => ({
      create: sum.create + totals.create,
      update: sum.update + totals.update,
      delete: sum.delete + totals.delete,
    }),
    { create: 0, update: 0, delete: 0 },
  )
