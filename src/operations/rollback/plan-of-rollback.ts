// The plan that `dnsctl rollback` applies: it takes back one run, or some of its zones.
import { fault } from '../../base/errors.ts'
import type { Name } from '../../dns/name.ts'
import type { Run } from '../../history/run.ts'
import { zoneNameMatcher } from '../../plan/pattern.ts'
import type { ApplySession } from '../apply/apply-session.ts'
import { type PlannedRollback, planRollback } from './plan-rollback.ts'
import { rollbackTarget } from './rollback-target.ts'

export interface RollbackChoice {
  /** The run, or the start of its id; the newest one that stands if it is left out. */
  readonly id: string | undefined
  /** Zones and patterns of zones; all of the run if empty. */
  readonly zones: readonly string[]
}

/** Plans it in a session, and says which run is meant. Throws `zone-not-selected` for a zone that is not of the run. */
export const planOfRollback =
  ({ id, zones }: RollbackChoice) =>
  async (session: ApplySession): Promise<PlannedRollback> => {
    const run = await rollbackTarget(session.history, id)
    const isSelected = selectorOf(run, zones)
    session.listener({ kind: 'note', text: `Takes back run ${runText(run)}` })
    return planRollback(session, run, isSelected)
  }

/** `20261122-023012-7f3a, the apply of 2026-11-22 02:30:12 UTC by jo@build-7` */
function runText({ head: { id, kind, began, by, actor } }: Run): string {
  const when = began.slice(0, 19).replace('T', ' ')
  return `${id}, the ${kind} of ${when} UTC by ${actor ?? `${by.user}@${by.host}`}`
}

function selectorOf({ head, zones }: Run, texts: readonly string[]): (zone: Name) => boolean {
  const matchers = texts.map(zoneNameMatcher)
  const unused = texts.find((_, i) => !zones.some(({ intent }) => matchers[i]!(intent.zone)))
  if (unused !== undefined) throw fault('zone-not-selected', `run ${head.id} has no zone "${unused}"`)
  return zone => matchers.length === 0 || matchers.some(matches => matches(zone))
}
