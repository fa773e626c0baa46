// Where the blocks are found: an open table that one thread writes while others look things up in it.

import { type BlockSubject, subjectHash } from './block-subject.ts'
import {
  type BlockTable,
  blockCapacity,
  blockStates,
  blockWords,
  headWords,
  indexSlots,
  kindBits,
  mostKinds,
  textAt,
} from './block-table.ts'

/** Not the number of a block: one was there. */
const removed = -1

export interface BlockIndex {
  /** Makes a block known that stands at a place, where nothing is; false if there are too many kinds of networks. */
  add(block: number, subject: BlockSubject): boolean
  /** Makes a block unknown. */
  remove(block: number): void
}

/** Takes the index in the main thread, with the blocks that are there. */
export function createBlockIndex(table: BlockTable): BlockIndex {
  const { head, index, words, text } = table
  const kinds = new Map<number, number>()
  for (let block = 0; block < blockCapacity; block++) {
    const at = block * blockWords.length
    if (words[at + blockWords.state] === blockStates.network) addKind(words[at + blockWords.kind]!, 1)
  }

  function addKind(kind: number, by: number): void {
    const count = (kinds.get(kind) ?? 0) + by
    const isKnown = kinds.has(kind)
    if (count > 0) kinds.set(kind, count)
    else kinds.delete(kind)
    if (isKnown !== count > 0) listKinds(head, kinds)
  }

  return {
    add(block, subject) {
      const at = block * blockWords.length
      words[at + blockWords.hash] = subjectHash(table, subject)
      if (subject.form === 'network') {
        if (kinds.size === mostKinds && !kinds.has(subject.kind)) return false
        words.set(subject.address, at + blockWords.address)
        words[at + blockWords.kind] = subject.kind
        words[at + blockWords.port] = subject.range
        words[at + blockWords.state] = blockStates.network
        addKind(subject.kind, 1)
      } else {
        text.set(subject.octets, block * textAt.length + textAt.suffix)
        words[at + blockWords.octets] = subject.octets.length
        words[at + blockWords.state] = blockStates.suffix
      }
      putIntoIndex(table, block)
      head[subject.form === 'network' ? headWords.networks : headWords.suffixes]!++
      return true
    },
    remove(block) {
      const at = block * blockWords.length
      const wasNetwork = words[at + blockWords.state] === blockStates.network
      takeFromIndex(table, block)
      words[at + blockWords.state] = blockStates.free
      head[wasNetwork ? headWords.networks : headWords.suffixes]!--
      if (wasNetwork) addKind(words[at + blockWords.kind]!, -1)
      if (head[headWords.networks] === 0 && head[headWords.suffixes] === 0) index.fill(0)
    },
  }
}

/** Writes the kinds of networks that there are, those with the longest prefixes first. */
function listKinds(head: Int32Array, kinds: ReadonlyMap<number, number>): void {
  const sorted = [...kinds.keys()].sort((a, b) => kindBits(b) - kindBits(a) || b - a)
  for (const [i, kind] of sorted.entries()) head[headWords.kinds + i] = kind
  head[headWords.kindCount] = sorted.length
}

function takeFromIndex({ index, words }: BlockTable, block: number): void {
  let slot = words[block * blockWords.length + blockWords.hash]! & (indexSlots - 1)
  for (let probe = 0; probe < indexSlots && index[2 * slot] !== 0; probe++) {
    if (index[2 * slot + 1] === block) {
      index[2 * slot + 1] = removed
      return
    }
    slot = (slot + 1) & (indexSlots - 1)
  }
}

/** Puts a block at the first place that is empty, or was left. */
function putIntoIndex(table: BlockTable, block: number): void {
  const { index, words } = table
  const hash = words[block * blockWords.length + blockWords.hash]!
  let slot = hash & (indexSlots - 1)
  for (let probe = 0; probe < rebuildAt; probe++, slot = (slot + 1) & (indexSlots - 1)) {
    if (index[2 * slot] !== 0 && index[2 * slot + 1] !== removed) continue
    index[2 * slot + 1] = block
    // What another thread finds by its hash is complete.
    Atomics.store(index, 2 * slot, hash)
    return
  }
  rebuild(table)
}

/** So many probes show that too many places were left. */
const rebuildAt = 32

/** Makes the table anew; for some microseconds other threads do not find what is blocked. */
function rebuild({ index, words }: BlockTable): void {
  index.fill(0)
  for (let block = 0; block < blockCapacity; block++) {
    const at = block * blockWords.length
    if (words[at + blockWords.state] === blockStates.free) continue
    const hash = words[at + blockWords.hash]!
    let slot = hash & (indexSlots - 1)
    while (index[2 * slot] !== 0) slot = (slot + 1) & (indexSlots - 1)
    index[2 * slot + 1] = block
    Atomics.store(index, 2 * slot, hash)
  }
}
