// The tags that blocks set on queries: read from the shared memory once a block, as most queries have none.
import type { Transaction } from '../transaction.ts'
import { type BlockTable, blockCapacity, blockWords, textAt } from './block-table.ts'

export interface BlockTags {
  /** Sets the tag of a block, if it has one. */
  put(block: number, transaction: Transaction): void
}

/** Reads a text of a block: UTF-8 behind an octet with its length. */
export const readText = (text: Uint8Array, at: number): string =>
  Buffer.from(text.subarray(at + 1, at + 1 + text[at]!)).toString('utf8')

/** Makes the memory of one thread for tags it has read. */
export function createBlockTags({ words, text }: BlockTable): BlockTags {
  /** By the place of a block: which block that was, and its tag. */
  const stamps = new Int32Array(blockCapacity)
  const known = new Map<number, readonly [name: string, value: string]>()

  return {
    put(block, { decided }) {
      const at = block * textAt.length
      if (text[at + textAt.tagName] === 0) return
      const stamp = words[block * blockWords.length + blockWords.stamp]!
      let tag = stamps[block] === stamp ? known.get(block) : undefined
      if (!tag) {
        tag = [readText(text, at + textAt.tagName), readText(text, at + textAt.tagValue)]
        known.set(block, tag)
        stamps[block] = stamp
      }
      decided.tags = new Map(decided.tags ?? []).set(tag[0], tag[1])
    },
  }
}
