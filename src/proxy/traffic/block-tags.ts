// The tags that blocks set on queries: read from the shared memory once a block, as most queries have none.
import type { Transaction } from '../transaction.ts'
import { type BlockTable, blockWords, textAt } from './block-table.ts'

export interface BlockTags {
  /** Sets the tag of a block, if it has one. */
  put(block: number, transaction: Transaction): void
}

/** Reads a text of a block: UTF-8 behind an octet with its length. */
export const readText = (text: Uint8Array, at: number): string =>
  Buffer.from(text.subarray(at + 1, at + 1 + text[at]!)).toString('utf8')

/** The tag of a block, alone; and which block that was at its place. */
interface KnownTag {
  readonly stamp: number
  readonly name: string
  readonly value: string
  readonly alone: ReadonlyMap<string, string>
}

/** Makes the memory of one thread for tags it has read. */
export function createBlockTags({ words, text }: BlockTable): BlockTags {
  const known = new Map<number, KnownTag>()

  function read(block: number, at: number, stamp: number): KnownTag {
    const name = readText(text, at + textAt.tagName)
    const value = readText(text, at + textAt.tagValue)
    const tag = { stamp, name, value, alone: new Map([[name, value]]) }
    known.set(block, tag)
    return tag
  }

  return {
    put(block, { decided }) {
      const at = block * textAt.length
      if (text[at + textAt.tagName] === 0) return
      const stamp = words[block * blockWords.length + blockWords.stamp]!
      let tag = known.get(block)
      if (tag?.stamp !== stamp) tag = read(block, at, stamp)
      decided.tags = decided.tags === undefined ? tag.alone : new Map(decided.tags).set(tag.name, tag.value)
    },
  }
}
