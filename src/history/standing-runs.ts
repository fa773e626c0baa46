// Which runs still stand, and which were taken back by later ones.
import { zoneAndProvider } from './interrupted.ts'
import type { History, Run, ZoneJournal } from './run.ts'
import { mayHaveChanged, stateOf } from './run-state.ts'

/** A run, with what became of it. */
export interface StandingRun {
  readonly run: Run
  /** The zones that it may have changed and that no later run has taken back. */
  readonly standing: readonly ZoneJournal[]
  /** The later run that took back a zone of it, if one did. */
  readonly undoneBy: string | undefined
}

/** All runs, the newest first. A run that was itself taken back has taken back nothing. */
export async function* standingRuns(history: Pick<History, 'runs'>): AsyncIterable<StandingRun> {
  const undoneBy = new Map<string, string>()
  const keyOf = (id: string, { intent }: ZoneJournal): string => `${id} ${zoneAndProvider(intent)}`
  for await (const run of history.runs()) {
    const { id, undoes } = run.head
    const changed = run.zones.filter(mayHaveChanged)
    const standing = changed.filter(journal => !undoneBy.has(keyOf(id, journal)))
    if (undoes !== undefined)
      for (const journal of standing)
        if (stateOf(journal).ended?.status === 'applied') undoneBy.set(keyOf(undoes, journal), id)
    const undoing = changed.flatMap(journal => undoneBy.get(keyOf(id, journal)) ?? [])
    yield { run, standing, undoneBy: undoing[0] }
  }
}
