// The hardware addresses of machines in the same networks, as Linux has them in /proc/net/arp: those of IPv4 alone.
import { existsSync, readFileSync } from 'node:fs'
import { readAddress } from './address-words.ts'

export interface Neighbours {
  /** The 6 octets of an IPv4 address in words; undefined if it is not known, as of any other address. */
  hardwareAddress(address: Int32Array): Uint8Array | undefined
}

const table = '/proc/net/arp'

/** Says whether this system tells of its neighbours. */
export const knowsNeighbours = (): boolean => existsSync(table)

/** The table as it is now; empty if it cannot be read. */
export function readNeighbours(): string {
  try {
    return readFileSync(table, 'latin1')
  } catch {
    return ''
  }
}

/** Milliseconds for which the table holds: of those that are in it, and at least before it is read again for another. */
const lifetime = 10_000
const leastLifetime = 1000

/** Makes the memory of one thread for the table that `read` gives. */
export function createNeighbours(read: () => string, clock: { readonly ms: number }): Neighbours {
  let known = new Map<number, Uint8Array>()
  let readAt = Number.NEGATIVE_INFINITY
  return {
    hardwareAddress(address) {
      if (address[0] !== 0 || address[1] !== 0 || address[2] !== 0xffff) return undefined
      const found = known.get(address[3]!)
      const age = clock.ms - readAt
      if (age < (found ? lifetime : leastLifetime)) return found
      known = parse(read())
      readAt = clock.ms
      return known.get(address[3]!)
    },
  }
}

/** Of each line the first word is the address, the third has a bit for complete ones, the fourth is what belongs to it. */
function parse(text: string): Map<number, Uint8Array> {
  const words = new Int32Array(4)
  const known = new Map<number, Uint8Array>()
  for (const line of text.split('\n')) {
    const [ip = '', , flags = '', mac = ''] = line.split(/\s+/)
    const isComplete = (Number(flags) & 0x02) !== 0
    if (isComplete && /^[0-9a-f]{2}(?::[0-9a-f]{2}){5}$/i.test(mac) && readAddress(ip, words))
      known.set(
        words[3]!,
        Uint8Array.from(mac.split(':'), octet => Number.parseInt(octet, 16)),
      )
  }
  return known
}
