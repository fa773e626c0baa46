// A zone compiled for answering: immutable, in shared memory, so that every thread answers from the same octets.
import type { CheckedHealth } from './check-table.ts'
import type { LookupName } from './lookup-name.ts'

/*
 *  slots  [hash, offset] × a power of two; offset 0 is an empty slot, a taken one moves on to the next
 *
 *  arena  +0  (nothing; so that no offset is 0)
 *  node   +0  i32  first RRset, 0 for none: an empty non-terminal
 *         +4  i32  number of nodes one label below
 *         +8  u8   flags
 *         +9  u8   length of the name
 *        +10       the name in lower case, without the labels of the apex; padded to 4
 *  RRset  +0  i32  next RRset of the node, 0 for none
 *         +4  i32  length of the records
 *         +8  u16  type
 *        +10  u16  number of records
 *        +12  u16  number of pointers
 *        +14  u8   where in each record's data the name stands whose addresses go along; 255 for none
 *        +15  u8   form: plain; the data of a record name the owner by the root, so that its addresses go along too
 *                  (RFC 9460 §2.5); or a chooser, which is laid out as chooser-layout.ts says
 *        +16       the records as a message has them, their owner a pointer to the name in the question
 *                  u16 × pointers: where in the records a pointer stands; padded to 4
 *
 *  A pointer in record data has 14 bits for a number, and above them 0 if it is that of the labels it has in common
 *  with the owner, 1 if it counts octets from the first of these records. Numbers of the arena are in the host's order.
 */

export interface Snapshot extends CheckedHealth {
  /** The apex in lower case, as on the wire. */
  readonly origin: Uint8Array
  /** Labels of the apex, without the root. */
  readonly labels: number
  /** The apex's own hash. */
  readonly hash: number
  /** What the hashes started from; the same in all zones of a server. */
  readonly seed: number
  readonly slots: Int32Array
  readonly bytes: Uint8Array
  readonly halves: Uint16Array
  readonly words: Int32Array
  /** The node of the apex. */
  readonly apex: number
  /** The SOA with the TTL of negative answers (RFC 2308 §3). */
  readonly negativeSoa: number
  /** Labels below the apex of the delegation or DNAME nearest to it; deeper names may be hidden by one. */
  readonly shallowestCut: number
  readonly serial: number
  readonly nodes: number
  readonly records: number
  /** Octets of the arena that are taken, and of those what changes have left behind. */
  readonly used: number
  readonly waste: number
}

/** Flags of a node. */
export const flags = { cut: 1, dname: 2, alias: 4, wildcardBelow: 8 } as const

/** Offsets in a node and in an RRset, as drawn above. */
export const nodeLayout = { firstRRset: 0, children: 4, flags: 8, length: 9, name: 10 } as const
export const rrsetLayout = {
  next: 0,
  length: 4,
  type: 8,
  count: 10,
  pointers: 12,
  target: 14,
  form: 15,
  records: 16,
} as const

/** What an RRset is, beside its type. */
export const rrsetForms = { plain: 0, ownerTarget: 1, chooser: 2 } as const

/** Deeper than any name goes. */
export const noCut = 255

/** No name in the record data asks for addresses. */
export const noTarget = 255

/** Octets of a record before its data, the owner being a pointer. */
export const recordHead = 12

/** The node of the suffix that starts with a label of `name`, which must lie in the zone; 0 if there is none. */
export function findNode(zone: Snapshot, name: LookupName, label: number): number {
  const { slots, bytes } = zone
  const { octets } = name
  const hash = name.hashes[label]!
  const start = name.starts[label]!
  const length = name.starts[name.labels - zone.labels]! - start
  const mask = (slots.length >> 1) - 1
  for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
    const node = slots[2 * slot + 1]!
    if (node === 0) return 0
    if (slots[2 * slot] !== hash || bytes[node + nodeLayout.length] !== length) continue
    const at = node + nodeLayout.name
    let i = 0
    while (i < length && bytes[at + i] === octets[start + i]) i++
    if (i === length) return node
  }
}

/** The RRset of a type at a node; 0 if there is none. */
export function findRRset(
  { words, halves }: Pick<Snapshot, 'words' | 'halves'>,
  node: number,
  type: number,
): number {
  let rrset = words[node >> 2]!
  while (rrset !== 0 && halves[(rrset + rrsetLayout.type) >> 1] !== type) rrset = words[rrset >> 2]!
  return rrset
}

/** Says whether a name is at or below the apex. */
export function isInZone(zone: Snapshot, name: LookupName): boolean {
  const { origin } = zone
  const label = name.labels - zone.labels
  if (label < 0) return false
  const start = name.starts[label]!
  for (let i = 0; i < origin.length; i++) if (name.octets[start + i] !== origin[i]) return false
  return true
}
