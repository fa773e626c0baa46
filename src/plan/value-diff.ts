// How the values within one RRset change, for people and machines to read.
import type { RoutedSet } from '../dns/routing.ts'
import { typeOf } from '../dns/rr/table.ts'
import type { RRset } from '../dns/rrset.ts'
import type { Change } from './plan.ts'

/** The values that a change takes away, leaves and brings; with a routing policy, each with its set. */
export interface ValueDiff {
  readonly removed: readonly string[]
  readonly kept: readonly string[]
  readonly added: readonly string[]
}

/** Compares the values before and after by their canonical forms; each list keeps the order of its RRset. */
export function valueDiff(change: Change): ValueDiff {
  const before = change.action === 'create' ? new Map<string, string>() : valuesOf(change.before)
  const after = change.action === 'delete' ? new Map<string, string>() : valuesOf(change.after)
  const texts = (of: Map<string, string>, choose: (key: string) => boolean): string[] =>
    [...of].flatMap(([key, text]) => (choose(key) ? [text] : []))
  return {
    removed: texts(before, key => !after.has(key)),
    kept: texts(after, key => before.has(key)),
    added: texts(after, key => !before.has(key)),
  }
}

/** The values as text by what tells them apart. */
function valuesOf({ type, rdatas, policy }: RRset): Map<string, string> {
  const { canonical } = typeOf(type)
  const values = new Map<string, string>(rdatas.map(rdata => [canonical(rdata), rdata]))
  for (const set of policy?.sets ?? [])
    for (const rdata of set.rdatas) {
      const role = `[${policy!.kind} ${setText(set)}]`
      values.set(`${canonical(rdata)} ${role}`, `${rdata} ${role}`)
    }
  return values
}

/** `blue, weight 90, health shop` */
const setText = ({ id, rdatas, ...traits }: RoutedSet): string =>
  [id, ...Object.entries(traits).map(([trait, value]) => `${trait} ${String(value)}`)].join(', ')
