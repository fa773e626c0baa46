// The list of a node's RRsets while a zone is built.
import type { Arena } from './arena.ts'
import { rrsetLayout } from './snapshot.ts'

/** Makes an RRset the last one of its node. */
export function link({ words }: Arena, node: number, rrset: number): void {
  words[linkTo(words, node, 0) >> 2] = rrset
}

/** Takes an RRset out of its node. */
export function unlink(arena: Arena, node: number, rrset: number): void {
  const { words } = arena
  words[linkTo(words, node, rrset) >> 2] = words[rrset >> 2]!
  abandon(arena, rrset)
}

/** Counts what an RRset leaves behind that nothing leads to any more. */
export function abandon(arena: Arena, rrset: number): void {
  arena.waste += rrsetLayout.records + arena.words[(rrset + rrsetLayout.length) >> 2]!
}

/** The node or RRset whose first field leads to an RRset; nodes and RRsets both begin with that. */
function linkTo(words: Int32Array, node: number, rrset: number): number {
  let at = node
  while (words[at >> 2] !== rrset) at = words[at >> 2]!
  return at
}
