// Finds what a zone has at a name: data, a delegation or DNAME on the way, a wildcard, or nothing (RFC 1034 §4.3.2, RFC 4592).
import { types } from './codes.ts'
import type { Exchange } from './exchange.ts'
import { hashOfWildcard, type LookupName } from './lookup-name.ts'
import { findNode, flags, nodeLayout } from './snapshot.ts'

/** What a look-up found; but for `nothing`, the exchange then has the node and its label. */
export const found = { node: 0, cut: 1, dname: 2, nothing: 3 } as const

export type Found = (typeof found)[keyof typeof found]

/** Looks for a name in `x.zone`. */
export function lookUp(x: Exchange, name: LookupName): Found {
  const { zone } = x
  const node = findNode(zone, name, 0)
  if (node === 0 || name.labels - zone.labels > zone.shallowestCut) return descend(x, name)
  x.node = node
  x.label = 0
  return isCut(x, node, 0) ? found.cut : found.node
}

/** Goes down from the apex, so that the first cut or DNAME hides what lies below it. */
function descend(x: Exchange, name: LookupName): Found {
  const { zone } = x
  x.node = zone.apex
  x.label = name.labels - zone.labels
  while (x.label > 0) {
    if (flagsOf(x, x.node) & flags.dname) return found.dname
    const node = findNode(zone, name, x.label - 1)
    if (node === 0) return expandWildcard(x, name)
    x.node = node
    x.label--
    if (isCut(x, node, x.label)) return found.cut
  }
  return found.node
}

/** A zone answers for its cuts only to say where to ask, and with what the parent holds: the DS (RFC 4035 §3.1.4.1). */
const isCut = (x: Exchange, node: number, label: number): boolean =>
  (flagsOf(x, node) & flags.cut) !== 0 && (label > 0 || x.type !== types.DS)

/** The closest encloser is known; the wildcard just below it stands for all names that do not exist there. */
function expandWildcard(x: Exchange, name: LookupName): Found {
  if (!(flagsOf(x, x.node) & flags.wildcardBelow)) return found.nothing
  x.node = findWildcard(x, name)
  x.label = 0
  return found.node
}

function findWildcard({ zone, node: encloser, label }: Exchange, name: LookupName): number {
  const { slots, bytes } = zone
  const hash = hashOfWildcard(name.hashes[label]!, zone.seed)
  const length = bytes[encloser + nodeLayout.length]!
  const mask = (slots.length >> 1) - 1
  for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
    const node = slots[2 * slot + 1]!
    if (node === 0 || (slots[2 * slot] === hash && isWildcardOf(bytes, node, encloser, length))) return node
  }
}

function isWildcardOf(bytes: Uint8Array, node: number, encloser: number, length: number): boolean {
  const at = node + nodeLayout.name
  if (bytes[node + nodeLayout.length] !== length + 2 || bytes[at] !== 1 || bytes[at + 1] !== 0x2a)
    return false
  const above = encloser + nodeLayout.name
  for (let i = 0; i < length; i++) if (bytes[at + 2 + i] !== bytes[above + i]) return false
  return true
}

const flagsOf = (x: Exchange, node: number): number => x.zone.bytes[node + nodeLayout.flags]!
