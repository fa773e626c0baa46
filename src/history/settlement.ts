// Which runs nothing will ever come of again, so that whoever looks for work need not read them.
import { standingOf } from '../base/process-identity.ts'
import { interruptionsOf } from './interrupted.ts'
import type { Run } from './run.ts'
import { awaitsDecision, isOpen, workerOf } from './run-state.ts'
import { zonesToTakeBack } from './taken-back.ts'

/**
 * Makes what judges runs, the newest first and none left out: whether it is certain that nobody works on a run, finishes
 * it, confirms it or takes it back by himself.
 */
export function settlementJudge(): (run: Run) => boolean {
  const later = new Set<string>()
  const undoing = new Map<string, Run[]>()
  return run => {
    const { id, undoes } = run.head
    if (undoes !== undefined) undoing.set(undoes, [...(undoing.get(undoes) ?? []), run])
    const isInterrupted = interruptionsOf(run, later).length > 0
    if (isInterrupted || awaitsDecision(run) || mayBeWorkedOn(run)) return false
    return run.decision?.verdict !== 'reverted' || zonesToTakeBack(run, undoing.get(id) ?? []).length === 0
  }
}

const mayBeWorkedOn = (run: Run): boolean =>
  run.zones.some(zone => isOpen(zone) && standingOf(workerOf(run, zone)) !== 'gone')
