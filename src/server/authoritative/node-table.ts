// The nodes of a zone while it is built: found by hash, made with the empty non-terminals above them, and removed with those.
import type { Arena } from './arena.ts'
import type { LookupName } from './lookup-name.ts'
import { flags, nodeLayout } from './snapshot.ts'

export interface NodeTable {
  /** The node of the suffix that starts with a label; 0 if there is none. */
  find(name: LookupName, label: number): number
  /** The same, but it and what lies between it and the apex are made if they are missing. */
  ensure(name: LookupName, label: number): number
  /** Removes the node if it has neither RRsets nor nodes below, and those above that have none then; never the apex. */
  prune(name: LookupName, label: number): void
  readonly slots: Int32Array
  readonly nodes: number
}

/** The part of the slots in use at which the table doubles; a look-up then sees two or three of them. */
const maxUse = 0.75

/** Starts with an empty table, or with a copy of a snapshot's; in spare slots if there are as many. */
export function createNodeTable(
  arena: Arena,
  apexLabels: number,
  from?: { readonly slots: Int32Array; readonly nodes: number },
  spare?: Int32Array,
): NodeTable {
  let slots =
    from && spare?.length === from.slots.length ? spare : sharedSlots(from ? from.slots.length / 2 : 16)
  let nodes = from?.nodes ?? 0
  if (from) slots.set(from.slots)

  function ensure(name: LookupName, label: number): number {
    const slot = slotOf(name, label)
    const found = slots[2 * slot + 1]!
    if (found !== 0) return found
    const node = create(name, label)
    take(slot, name.hashes[label]!, node)
    if (name.labels - label > apexLabels) {
      const parent = ensure(name, label + 1)
      arena.words[(parent + nodeLayout.children) >> 2]!++
      if (isAsterisk(name, label)) arena.bytes[parent + nodeLayout.flags]! |= flags.wildcardBelow
    }
    return node
  }

  function prune(name: LookupName, label: number): void {
    if (name.labels - label <= apexLabels) return
    const slot = slotOf(name, label)
    const node = slots[2 * slot + 1]!
    const { bytes, words } = arena
    if (words[node >> 2] !== 0 || words[(node + nodeLayout.children) >> 2] !== 0) return
    free(slots, slot)
    nodes--
    arena.waste += nodeLayout.name + bytes[node + nodeLayout.length]!
    const parent = slots[2 * slotOf(name, label + 1) + 1]!
    words[(parent + nodeLayout.children) >> 2]!--
    if (isAsterisk(name, label)) bytes[parent + nodeLayout.flags]! &= ~flags.wildcardBelow
    prune(name, label + 1)
  }

  /** The slot that holds the suffix, or the empty one where it belongs. */
  function slotOf(name: LookupName, label: number): number {
    const hash = name.hashes[label]!
    const mask = (slots.length >> 1) - 1
    let slot = hash & mask
    for (; slots[2 * slot + 1] !== 0; slot = (slot + 1) & mask)
      if (slots[2 * slot] === hash && isNodeOf(slots[2 * slot + 1]!, name, label)) break
    return slot
  }

  function isNodeOf(node: number, name: LookupName, label: number): boolean {
    const start = name.starts[label]!
    const length = name.starts[name.labels - apexLabels]! - start
    if (arena.bytes[node + nodeLayout.length] !== length) return false
    const at = node + nodeLayout.name
    for (let i = 0; i < length; i++) if (arena.bytes[at + i] !== name.octets[start + i]) return false
    return true
  }

  function create(name: LookupName, label: number): number {
    const start = name.starts[label]!
    const end = name.starts[name.labels - apexLabels]!
    const node = arena.reserve(nodeLayout.name + end - start)
    arena.bytes[node + nodeLayout.length] = end - start
    for (let i = start; i < end; i++) arena.bytes[node + nodeLayout.name + i - start] = name.octets[i]!
    return node
  }

  function take(slot: number, hash: number, node: number): void {
    slots[2 * slot] = hash
    slots[2 * slot + 1] = node
    nodes++
    if (nodes > maxUse * (slots.length / 2)) slots = doubled(slots)
  }

  return {
    find: (name, label) => slots[2 * slotOf(name, label) + 1]!,
    ensure,
    prune,
    get slots() {
      return slots
    },
    get nodes() {
      return nodes
    },
  }
}

const sharedSlots = (count: number): Int32Array => new Int32Array(new SharedArrayBuffer(8 * count))

function doubled(slots: Int32Array): Int32Array {
  const larger = sharedSlots(slots.length)
  const mask = (larger.length >> 1) - 1
  for (let i = 0; i < slots.length; i += 2) {
    if (slots[i + 1] === 0) continue
    let slot = slots[i]! & mask
    while (larger[2 * slot + 1] !== 0) slot = (slot + 1) & mask
    larger[2 * slot] = slots[i]!
    larger[2 * slot + 1] = slots[i + 1]!
  }
  return larger
}

/** Empties a slot; those behind it that would no longer be found move up (Knuth, The Art of Computer Programming 6.4 R). */
function free(slots: Int32Array, slot: number): void {
  const mask = (slots.length >> 1) - 1
  let hole = slot
  for (let next = (hole + 1) & mask; slots[2 * next + 1] !== 0; next = (next + 1) & mask) {
    const home = slots[2 * next]! & mask
    if (((next - home) & mask) < ((next - hole) & mask)) continue
    slots[2 * hole] = slots[2 * next]!
    slots[2 * hole + 1] = slots[2 * next + 1]!
    hole = next
  }
  slots[2 * hole] = 0
  slots[2 * hole + 1] = 0
}

/** Says whether a label is `*` (RFC 4592 §2.1.1). */
const isAsterisk = ({ octets, starts }: LookupName, label: number): boolean =>
  octets[starts[label]!] === 1 && octets[starts[label]! + 1] === 0x2a
