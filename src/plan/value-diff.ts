// How the values within one RRset change, for people and machines to read.
import type { RRset } from '../dns/rrset.ts'
import type { Change } from './plan.ts'
import { valueTexts } from './rrset-text.ts'

/** The values that a change takes away, leaves and brings; with a routing policy, each with its set. */
export interface ValueDiff {
  readonly removed: readonly string[]
  readonly kept: readonly string[]
  readonly added: readonly string[]
}

/** Compares the values before and after by their canonical forms; each list keeps the order of its RRset. */
export function valueDiff(change: Change): ValueDiff {
  const { before, after } = imagesOf(change)
  const [old, wanted] = [textsOf(before, after), textsOf(after, before)]
  const texts = (of: Map<string, string>, choose: (key: string) => boolean): string[] =>
    [...of].flatMap(([key, text]) => (choose(key) ? [text] : []))
  return {
    removed: texts(old, key => !wanted.has(key)),
    kept: texts(wanted, key => old.has(key)),
    added: texts(wanted, key => !old.has(key)),
  }
}

type Images = { readonly before?: RRset; readonly after?: RRset }

const imagesOf = (change: Change): Images => change

const textsOf = (rrset: RRset | undefined, other: RRset | undefined): Map<string, string> =>
  rrset ? valueTexts(rrset, other) : new Map()
