// A set of record types, one bit each, so that a record is judged without a search.

/** Bits by type code, in 32-bit words. */
export type TypeSet = Int32Array

/** Makes a set of type codes. */
export function typeSet(codes: Iterable<number>): TypeSet {
  const set = new Int32Array(65_536 / 32)
  for (const code of codes) set[code >> 5]! |= 1 << (code & 31)
  return set
}

/** Says whether a type is in a set. */
export const hasType = (set: TypeSet, type: number): boolean => (set[type >> 5]! & (1 << (type & 31))) !== 0
