// Hashes of the name that is asked for, in any letter case; no defence against names made to collide.

/** Where the name stands in a query. */
const nameAt = 12
const fnvPrime = 0x01000193

/** Hashes the name of a query that ends at `nameEnd`: 32 bits, signed. */
export function hashName(query: Uint8Array, nameEnd: number, seed: number): number {
  let hash = seed | 0
  for (let i = nameAt; i < nameEnd; i++) {
    const octet = query[i]!
    // Lengths of labels are below the letters.
    const lower = octet >= 0x41 && octet <= 0x5a ? octet | 0x20 : octet
    hash = Math.imul(hash ^ lower, fnvPrime)
  }
  return mixBits(hash)
}

/** Lets each bit depend on all (the end of MurmurHash3). */
export function mixBits(hash: number): number {
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return hash ^ (hash >>> 16)
}

/** Hashes a text, such as what tells a server from others. */
export function hashText(text: string): number {
  let hash = 0
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), fnvPrime)
  return mixBits(hash)
}
