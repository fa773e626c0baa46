// Turns: work for one zone is done one after the other, in the order in which it came.
import { type Name, nameKey } from '../../../dns/name.ts'

/** Runs work once all that came before it for the same zone is over, however that ended. */
export type InTurn = <T>(zone: Name, work: () => Promise<T>) => Promise<T>

/** Makes turns, which nobody waits for yet. */
export function startTurns(): InTurn {
  const last = new Map<Name, Promise<unknown>>()
  return (zone, work) => {
    const before = last.get(nameKey(zone)) ?? Promise.resolve()
    const turn = before.then(work)
    last.set(
      nameKey(zone),
      turn.catch(() => {}),
    )
    return turn
  }
}
