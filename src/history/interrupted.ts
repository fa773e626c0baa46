// Which zones of which runs were left half done, and where to go on.
import { type Name, nameKey } from '../dns/name.ts'
import type { History, Run, ZoneJournal } from './run.ts'
import { interruptedZonesOf, isNotToGoOn, stateOf, type ZoneState } from './run-state.ts'

/** A zone of a run that has not come to its end. */
export interface Interrupted {
  readonly run: Run
  readonly journal: ZoneJournal
  /** The stage to go on with, from 0. */
  readonly stage: number
  /** How long to wait before that; milliseconds since the Unix epoch. */
  readonly waitingUntil: number | undefined
}

/**
 * All of them, the oldest first. A zone on which a later run has worked is not among them: that run has seen what was
 * left, and planned from there. Nor is one of a run that is not to go on.
 */
export async function interruptedZones(history: Pick<History, 'unsettled'>): Promise<Interrupted[]> {
  const found: Interrupted[] = []
  const later = new Set<string>()
  for await (const run of history.unsettled()) found.push(...interruptionsOf(run, later).reverse())
  return found.reverse()
}

/** Those of one run; `later` are the zones on which later runs have worked, to which those of this one are added. */
export function interruptionsOf(run: Run, later: Set<string>): Interrupted[] {
  const found: Interrupted[] = []
  const open = new Set(interruptedZonesOf(run))
  const goesOn = !isNotToGoOn(run)
  for (const journal of run.zones) {
    const state = stateOf(journal)
    const key = zoneAndProvider(journal.intent)
    const isLeft = open.has(journal) || state.ended?.status === 'partial'
    if (goesOn && isLeft && !later.has(key)) found.push({ run, journal, ...placeToGoOn(journal, state) })
    if (state.mayHaveWritten) later.add(key)
  }
  return found
}

/** Identifies a zone at a provider, in whatever letter case a file names it. */
export const zoneAndProvider = ({
  zone,
  provider,
}: {
  readonly zone: Name
  readonly provider: string
}): string => `${nameKey(zone)} ${provider}`

function placeToGoOn(
  { intent: { stages } }: ZoneJournal,
  { stage, waitingUntil }: ZoneState,
): Pick<Interrupted, 'stage' | 'waitingUntil'> {
  if (waitingUntil !== undefined) return { stage, waitingUntil: Date.parse(waitingUntil) }
  // What was applied may not have been proven yet, and a wait not begun; what is in place is not applied again.
  const isProven = stage < stages.length && stages[stage - 1]?.waitFor === undefined
  return { stage: isProven ? stage : Math.max(0, stage - 1), waitingUntil: undefined }
}
