// The order of keys in a zone file. Entries change places only within a group: a blank line ends one.

import { toAsciiLabels } from '../../dns/idn.ts'
import { type Name, nameOrderKey, parseName, root } from '../../dns/name.ts'
import { compareTypes } from '../../dns/rr/type-order.ts'
import type { LayoutCollection, LayoutEntry, LayoutNode } from './layout.ts'

/** Compares two keys. */
export type Compare = (a: string, b: string) => number

/** Compares by place in a list; keys that are not in it come behind, as they come. */
export const byList =
  (keys: readonly string[]): Compare =>
  (a, b) =>
    rank(keys, a) - rank(keys, b)

const rank = (keys: readonly string[], key: string): number =>
  keys.includes(key) ? keys.indexOf(key) : keys.length

/** Compares keys at the top of a zone file. */
export const compareTopKeys = byList([
  'zone',
  'ttl',
  'serial',
  'soa',
  'include',
  'vars',
  'records',
  'ignore',
  'ownership',
  'checks',
  'health',
])

/** Compares keys of the long form of a record. */
export const compareLongFormKeys = byList([
  'ttl',
  'policy',
  'values',
  'alias',
  'evaluate_target_health',
  'hosted_zone',
  'sets',
  'owner',
  'reason',
  'expires',
  'checks',
])

/** The same file with its keys, names and types in canonical order. */
export function sortedEntries(file: LayoutCollection): LayoutCollection {
  const origin = originOf(file)
  return sorted(file, compareTopKeys, (key, value) =>
    key === 'records'
      ? sorted(value, byOwner(origin), (_owner, node) =>
          sorted(node, compareTypes, (_type, rrset) =>
            sorted(rrset, compareLongFormKeys, (_key, node) => node),
          ),
        )
      : value,
  )
}

/** Sorts one mapping, and each value in it by `inner`; anything else stays as it is. */
function sorted<N extends LayoutNode>(
  node: N,
  compare: Compare,
  inner: (key: string, value: LayoutNode) => LayoutNode,
): N {
  if (node.kind !== 'mapping') return node
  const entries = node.entries.map(entry => ({ ...entry, value: inner(entry.key!.text, entry.value) }))
  return { ...node, entries: groups(entries).flatMap(group => sortedGroup(group, compare)) }
}

function groups(entries: readonly LayoutEntry[]): LayoutEntry[][] {
  const all: LayoutEntry[][] = []
  for (const entry of entries)
    if (all.length === 0 || entry.above.includes('')) all.push([entry])
    else all.at(-1)!.push(entry)
  return all
}

/** What stands above the group stays there; a comment right above an entry goes with the entry. */
function sortedGroup(group: readonly LayoutEntry[], compare: Compare): LayoutEntry[] {
  const [first, ...others] = group
  const split = headLines(first!.above)
  const head = first!.above.slice(0, split)
  const loose = [{ ...first!, above: first!.above.slice(split) }, ...others]
  const [next, ...rest] = loose.toSorted((a, b) => compare(a.key!.text, b.key!.text))
  return [{ ...next!, above: [...head, ...next!.above] }, ...rest]
}

/** How many lines belong to the group and not to its first entry. */
function headLines(lines: readonly string[]): number {
  return (
    lines.findLastIndex(line => line === '' || line === '---' || /^# yaml-language-server:/.test(line)) + 1
  )
}

/** Compares names as RFC 4034 §6.1 does; what is no name comes last. */
export function byOwner(origin: Name): Compare {
  const keys = new Map<string, string>()
  const orderKey = (owner: string): string => {
    let key = keys.get(owner)
    if (key === undefined) {
      const name = nameOf(owner, origin)
      key = name === undefined ? `\uffff${owner}` : nameOrderKey(name)
      keys.set(owner, key)
    }
    return key
  }
  return (a, b) => (orderKey(a) < orderKey(b) ? -1 : Number(orderKey(a) > orderKey(b)))
}

function originOf(file: LayoutCollection): Name {
  const value = file.entries.find(({ key }) => key!.text === 'zone')?.value
  return (value?.kind === 'scalar' && nameOf(value.text, root)) || root
}

function nameOf(text: string, origin: Name): Name | undefined {
  try {
    return parseName(toAsciiLabels(text), origin)
  } catch {
    return undefined
  }
}
