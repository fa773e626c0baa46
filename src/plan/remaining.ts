// What is left to do of a change set that was interrupted, judged by what the provider holds now.
import { type Problem, problem } from '../base/errors.ts'
import { sameRRset } from '../dns/canonical.ts'
import { type Name, sameName } from '../dns/name.ts'
import type { RRset } from '../dns/rrset.ts'
import type { ChangeSet } from './change-set.ts'
import type { Change } from './plan.ts'

/** The rest of a change set. */
export interface Remaining {
  /** What is still to be applied; undefined if all of it is in place. */
  readonly rest: ChangeSet | undefined
  /** RRsets that are neither as they were nor as they are to be. */
  readonly moved: readonly Problem[]
}

/**
 * Sorts the changes into those that are in place and those that are still to be made. `holds` gives an RRset as the
 * provider has it, and `exists` says whether it has the zone. Where the change set creates the zone, and the zone is
 * there, its apex NS and SOA are what the provider has put into it.
 */
export function remainingOf(
  changes: ChangeSet,
  exists: boolean,
  holds: (change: Change) => RRset | undefined,
): Remaining {
  if (!exists) {
    if (changes.createsZone) return { rest: changes, moved: [] }
    return { rest: undefined, moved: [problem('resume-moved', `${changes.zone} has gone since`)] }
  }
  const rest: Change[] = []
  const moved: Problem[] = []
  for (const change of changes.changes) {
    const held = holds(change)
    const wanted = change.action === 'delete' ? undefined : change.after
    if (isSame(held, wanted)) continue
    const left = changes.createsZone ? overBrought(change, held, changes.zone) : change
    const seen = left?.action === 'create' ? undefined : left?.before
    if (left && isSame(held, seen)) rest.push(left)
    else moved.push(problem('resume-moved', movedText(change)))
  }
  const isDone = rest.length === 0
  return { rest: isDone ? undefined : { ...changes, createsZone: false, changes: rest }, moved }
}

const isSame = (a: RRset | undefined, b: RRset | undefined): boolean => (a && b ? sameRRset(a, b) : a === b)

/** A new zone comes with NS and an SOA, which are replaced where the plan creates them. */
function overBrought(change: Change, held: RRset | undefined, origin: Name): Change | undefined {
  const { owner, type } = change
  const isBrought = (type === 'NS' || type === 'SOA') && sameName(owner, origin)
  if (change.action !== 'create' || !held || !isBrought) return change
  return { action: 'update', owner, type, before: held, after: change.after }
}

const movedText = ({ action, owner, type }: Change): string =>
  `${owner} ${type} is neither as it was nor as it was to be: the ${action} was interrupted, and somebody has changed it since`
