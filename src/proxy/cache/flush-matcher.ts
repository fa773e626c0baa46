// Says which entries a flush is for.
import { type Name, nameKey, nameToWire, parseName, root } from '../../dns/name.ts'
import { typeOfEntry, wireNameOf } from './entries.ts'
import type { FlushPattern } from './packet-cache.ts'

/** Says whether an entry is one of those that are flushed. */
export type EntryMatcher = (words: Int32Array, entry: number) => boolean

/** Reads a pattern; throws `name-…` faults for a name that is none. */
export function flushMatcher({ name, isSuffix, type }: FlushPattern): EntryMatcher {
  const wire = name === undefined ? undefined : nameToWire(nameKey(absolute(name)))
  return (words, entry) => {
    if (type !== undefined && typeOfEntry(words, entry) !== type) return false
    return wire === undefined || isNamed(wireNameOf(words, entry), wire, isSuffix === true)
  }
}

const absolute = (name: string): Name => parseName(name, root)

/** Compares labels, as an octet of one may look like the start of another. */
function isNamed(name: Uint8Array, wanted: Uint8Array, isSuffix: boolean): boolean {
  let at = 0
  while (isSuffix && name.length - at > wanted.length) at += 1 + name[at]!
  return Buffer.compare(name.subarray(at), wanted) === 0
}
