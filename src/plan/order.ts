// The order in which a zone's changes are applied. It depends on the changes alone, never on how they were found.
//
// 1. All changes of one name stay together: deletes, then updates, then creates, each by type. A CNAME is gone
//    before what takes its place, and comes when what it displaces is gone (RFC 1034 §3.6.2).
// 2. Names in canonical order (RFC 4034 §6.1), parents first, except that
//    - a name waits for those its new records point to, if these get new records: glue comes before its
//      delegation, the target of a CNAME or an alias before it;
//    - a name that loses records waits for those whose old records point to it;
//    - a delegation that is taken back waits for the records it has been hiding below it.
//    A circle of these exceptions is cut where canonical order enters it.
// 3. The registry of owners comes last: where applying ends early, what was deleted is known to be gone, and what was
//    created and has no owner yet is as the zone file states it, so that the next plan takes it.
import { compareNames, type Name, nameKey, nameOrderKey, parentOf, root } from '../dns/name.ts'
import { typeOf } from '../dns/rr/table.ts'
import type { RRset } from '../dns/rrset.ts'
import { isRegistryName } from './ownership/registry.ts'
import type { Change } from './plan.ts'

/** Puts changes into the order in which they are applied. */
export function orderChanges(changes: readonly Change[]): Change[] {
  const names = byName(changes)
  return inDependencyOrder(inCanonicalOrder([...names.keys()]), prerequisites(names)).flatMap(name =>
    names.get(name)!.sort(compareAtOneName),
  )
}

/** For each name that has to wait for others that change, their keys; both ways round where there is a circle. */
export const namesWaitedFor = (changes: readonly Change[]): ReadonlyMap<Name, readonly Name[]> =>
  prerequisites(byName(changes))

function inCanonicalOrder(names: readonly Name[]): Name[] {
  return names
    .map(name => ({ name, isRegistry: Number(isRegistryName(name)), key: nameOrderKey(name) }))
    .sort((a, b) => a.isRegistry - b.isRegistry || (a.key < b.key ? -1 : 1))
    .map(({ name }) => name)
}

/** The changes of each name, by its key. */
type ChangesByName = ReadonlyMap<Name, Change[]>

function byName(changes: readonly Change[]): ChangesByName {
  const names = new Map<Name, Change[]>()
  for (const change of changes) {
    const key = nameKey(change.owner)
    const others = names.get(key)
    if (others) others.push(change)
    else names.set(key, [change])
  }
  return names
}

const rank = { delete: 0, update: 1, create: 2 } as const

function compareAtOneName(a: Change, b: Change): number {
  return rank[a.action] - rank[b.action] || (a.type < b.type ? -1 : 1)
}

/** For each name that has to wait, the names it waits for. */
function prerequisites(names: ChangesByName): Map<Name, Name[]> {
  const waitsFor = new Map<Name, Name[]>()
  const wait = (name: Name, first: Name): void => {
    if (name === first) return
    const others = waitsFor.get(name)
    if (others) others.push(first)
    else waitsFor.set(name, [first])
  }
  for (const [name, changes] of names)
    for (const change of changes) {
      if (change.action !== 'delete')
        for (const target of targetsAmong(names, change.after))
          if (gains(names.get(target)!)) wait(name, target)
      if (change.action !== 'create')
        for (const target of targetsAmong(names, change.before))
          if (loses(names.get(target)!)) wait(target, name)
    }
  for (const [cut, below] of uncovered(names)) wait(cut, below)
  return waitsFor
}

const gains = (changes: readonly Change[]): boolean => changes.some(({ action }) => action !== 'delete')
const loses = (changes: readonly Change[]): boolean => changes.some(({ action }) => action === 'delete')

/** The names to which an RRset points and which change as well. */
function targetsAmong(names: ChangesByName, rrset: RRset): Name[] {
  const sets = [rrset, ...(rrset.policy?.sets ?? [])]
  return sets
    .flatMap(({ rdatas, alias }) => [
      ...rdatas.flatMap(typeOf(rrset.type).names),
      ...(alias ? [alias.target] : []),
    ])
    .map(nameKey)
    .filter(target => names.has(target))
}

/** Pairs of a delegation that goes and a name below it that gets records. */
function* uncovered(names: ChangesByName): Iterable<[Name, Name]> {
  const isCut = (change: Change): boolean => change.action === 'delete' && change.type === 'NS'
  const cuts = new Set([...names].flatMap(([name, changes]) => (changes.some(isCut) ? [name] : [])))
  if (cuts.size === 0) return
  for (const [name, changes] of names)
    if (gains(changes))
      for (let above = parentOf(name); above !== root; above = parentOf(above))
        if (cuts.has(above)) yield [above, name]
}

/** Depth first over what each name waits for; chains may be as long as a zone, so there is no recursion. */
function inDependencyOrder(names: readonly Name[], waitsFor: ReadonlyMap<Name, readonly Name[]>): Name[] {
  const ordered = new Set<Name>()
  const entered = new Set<Name>()
  for (const name of names) {
    const path = [name]
    while (path.length > 0) {
      const current = path.at(-1)!
      const next = entered.has(current) ? [] : (waitsFor.get(current) ?? [])
      entered.add(current)
      const open = next.filter(other => !entered.has(other)).sort((a, b) => compareNames(b, a))
      for (const other of open) path.push(other)
      if (open.length === 0) ordered.add(path.pop()!)
    }
  }
  return [...ordered]
}
