// The nodes of a zone while it is built: found by hash, made together with the empty non-terminals above them.
import type { Arena } from './arena.ts'
import type { LookupName } from './lookup-name.ts'
import { flags, nodeLayout } from './snapshot.ts'

export interface NodeTable {
  /** The node of the suffix that starts with a label; it and what lies between it and the apex are made if missing. */
  ensure(name: LookupName, label: number): number
  /** The slots and how many nodes there are. */
  finish(): { slots: Int32Array; nodes: number }
}

/** The part of the slots in use at which the table doubles; a look-up then sees two or three of them. */
const maxUse = 0.75

export function createNodeTable(arena: Arena, apexLabels: number): NodeTable {
  let slots = sharedSlots(16)
  let nodes = 0

  function ensure(name: LookupName, label: number): number {
    const slot = slotOf(name, label)
    const found = slots[2 * slot + 1]!
    if (found !== 0) return found
    const node = create(name, label)
    take(slot, name.hashes[label]!, node)
    if (name.labels - label > apexLabels) {
      const parent = ensure(name, label + 1)
      if (isAsterisk(name, label)) arena.bytes[parent + nodeLayout.flags]! |= flags.wildcardBelow
    }
    return node
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

  return { ensure, finish: () => ({ slots, nodes }) }
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

/** Says whether a label is `*` (RFC 4592 §2.1.1). */
const isAsterisk = ({ octets, starts }: LookupName, label: number): boolean =>
  octets[starts[label]!] === 1 && octets[starts[label]! + 1] === 0x2a
