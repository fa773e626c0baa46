// Keeps changes from being made on top of one that may be taken back.
import { DnsctlError, type Problem, problem, throwIfAny } from '../../base/errors.ts'
import { zoneAndProvider } from '../../history/interrupted.ts'
import type { History } from '../../history/run.ts'
import type { ZonePlan } from '../../plan/plan.ts'
import { type OpenRun, openRuns } from './open-runs.ts'

/**
 * Throws `run-pending` for each zone that an earlier run has changed which waits to be confirmed or is being taken back;
 * not if that is the run that is now undone.
 */
export async function refusePending(
  history: History,
  zones: readonly Pick<ZonePlan, 'zone' | 'provider'>[],
  undoes?: string,
): Promise<void> {
  const open = (await openRuns(history)).filter(({ run }) => run.head.id !== undoes)
  throwIfAny(open.flatMap(each => objectionsTo(each, zones)))
}

const objectionsTo = (
  { run, state }: OpenRun,
  zones: readonly Pick<ZonePlan, 'zone' | 'provider'>[],
): Problem[] =>
  zones.flatMap(planned =>
    run.zones.some(({ intent }) => zoneAndProvider(intent) === zoneAndProvider(planned))
      ? problem(
          'run-pending',
          `${planned.zone} at ${planned.provider}: run ${run.head.id} ${standing(run, state)}`,
        )
      : [],
  )

function standing({ head: { id }, confirmBy }: OpenRun['run'], state: OpenRun['state']): string {
  switch (state) {
    case 'waiting':
      return `waits until ${confirmBy} to be confirmed; confirm it with \`dnsctl confirm ${id}\` or take it back with \`dnsctl rollback ${id}\``
    case 'overdue':
      return 'was not confirmed in time and is going to be taken back'
    case 'reverting':
      return `is being taken back; see how far that is with \`dnsctl show ${id}\``
    default:
      return state satisfies never
  }
}

/**
 * A warning for each run that waits, or should have been taken back by now; for commands that change nothing. Whoever
 * may not read the history, as a job that only plans, is told that it is not known.
 */
export async function openWarnings(history: History): Promise<Problem[]> {
  try {
    return (await openRuns(history)).map(({ run, state }) =>
      asWarning(problem('run-pending', `run ${run.head.id} ${standing(run, state)}`)),
    )
  } catch (error) {
    if (!(error instanceof DnsctlError)) throw error
    return error.problems.map(asWarning)
  }
}

const asWarning = (told: Problem): Problem => ({ ...told, severity: 'warning' })
