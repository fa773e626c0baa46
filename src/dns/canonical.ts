// When two RRsets are the same: letter case of names, the order of values, notes and an SOA's serial do not count.
import { nameKey } from './name.ts'
import type { AliasTarget, RoutedSet } from './routing.ts'
import type { Rdata } from './rr/define-type.ts'
import { typeOf } from './rr/table.ts'
import type { RRset } from './rrset.ts'
import { withSerial } from './soa.ts'

/** Text that is equal for two RRsets if they are the same; it holds owner, type, TTL, values, alias and policy. */
export function canonicalRRset(rrset: RRset): string {
  const { owner, type, ttl, rdatas, policy, alias } = rrset.type === 'SOA' ? withSerial(rrset, 0) : rrset
  const values: unknown[] = [canonicalValues(type, rdatas)]
  if (policy) values.push([policy.kind, ...policy.sets.map(set => canonicalSet(type, set, ttl)).sort()])
  if (alias) values.push(canonicalText(canonicalAlias(alias)))
  // What each set has tells more than the TTL that most of them share.
  return JSON.stringify([nameKey(owner), type, policy ? 0 : ttl, ...values])
}

/** Says whether two RRsets are the same. */
export function sameRRset(a: RRset, b: RRset): boolean {
  return isIdentical(a, b) || canonicalRRset(a) === canonicalRRset(b)
}

/** The cheap check that settles nearly every comparison of a plan. */
function isIdentical(a: RRset, b: RRset): boolean {
  return (
    a.owner === b.owner &&
    a.type === b.type &&
    a.ttl === b.ttl &&
    !a.policy &&
    !b.policy &&
    !a.alias &&
    !b.alias &&
    a.rdatas.length === b.rdatas.length &&
    a.rdatas.every((rdata, i) => rdata === b.rdatas[i])
  )
}

function canonicalValues(type: string, rdatas: readonly Rdata[]): string[] {
  const { canonical } = typeOf(type)
  return rdatas.map(canonical).sort()
}

function canonicalSet(type: string, set: RoutedSet, ttl: number): string {
  return canonicalText({
    ...set,
    ...(!set.alias && { ttl: set.ttl ?? ttl }),
    rdatas: canonicalValues(type, set.rdatas),
    ...(set.alias && { alias: canonicalAlias(set.alias) }),
    ...(set.networks && { networks: [...set.networks].sort() }),
  })
}

const canonicalAlias = (alias: AliasTarget): AliasTarget => ({ ...alias, target: nameKey(alias.target) })

/** JSON that is the same for all orders of an object's keys. */
export const canonicalText = (value: unknown): string => JSON.stringify(value, sortedKeys)

/** Makes JSON.stringify write an object's keys in one order. */
function sortedKeys(_key: string, value: unknown): unknown {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
}
