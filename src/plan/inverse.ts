// The changes that take others back.
import { sameRRset } from '../dns/canonical.ts'
import { type RRset, rrsetKey } from '../dns/rrset.ts'
import type { Change } from './plan.ts'

/** Sums up changes made one after the other: each RRset as it was at first and as it is in the end, if that differs. */
export function composed(changes: Iterable<Change>): Change[] {
  const sums = new Map<string, Images>()
  for (const change of changes) {
    const key = rrsetKey(change)
    const found = sums.get(key) ?? imagesOf(change)
    sums.set(key, { ...found, after: imagesOf(change).after })
  }
  return [...sums.values()].flatMap(images => changeOf(images) ?? [])
}

/** The changes that take others back, in no particular order. */
export const inverseOf = (changes: readonly Change[]): Change[] =>
  changes.flatMap(change => {
    const { before, after, ...key } = imagesOf(change)
    return changeOf({ ...key, before: after, after: before }) ?? []
  })

type Images = Pick<Change, 'owner' | 'type'> & {
  readonly before: RRset | undefined
  readonly after: RRset | undefined
}

const imagesOf = (change: Change): Images => ({
  owner: change.owner,
  type: change.type,
  before: change.action === 'create' ? undefined : change.before,
  after: change.action === 'delete' ? undefined : change.after,
})

function changeOf({ owner, type, before, after }: Images): Change | undefined {
  if (!before) return after && { action: 'create', owner, type, after }
  if (!after) return { action: 'delete', owner, type, before }
  return sameRRset(before, after) ? undefined : { action: 'update', owner, type, before, after }
}
