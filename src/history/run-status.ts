// What became of a run, in one word for each of its zones and one for all.
import { standingOf } from '../base/process-identity.ts'
import type { Run, ZoneEnd, ZoneJournal } from './run.ts'
import { isOpen, stateOf, workerOf } from './run-state.ts'

/** `unverified`: applied, but not answered everywhere; `interrupted`: nobody works on it any more. */
export type RunStatus = ZoneEnd | 'unverified' | 'running' | 'interrupted'

/** What tells most comes first. */
const order = [
  'running',
  'interrupted',
  'partial',
  'failed',
  'unverified',
  'superseded',
  'applied',
  'skipped',
] as const satisfies readonly RunStatus[]

/** What became of one zone of a run. */
export function zoneStatus(run: Run, journal: ZoneJournal): RunStatus {
  if (isOpen(journal)) return standingOf(workerOf(run, journal)) === 'running' ? 'running' : 'interrupted'
  const { status, problems } = stateOf(journal).ended!
  return status === 'applied' && problems.length > 0 ? 'unverified' : status
}

/** What became of a run; where some of its zones failed and others did not, it is `partial`. */
export function runStatus(run: Run): RunStatus {
  const found = new Set(run.zones.map(journal => zoneStatus(run, journal)))
  const isMixed = found.has('failed') && (found.has('applied') || found.has('unverified'))
  return isMixed ? 'partial' : (order.find(status => found.has(status)) ?? 'skipped')
}
