// How much a client may ask for: so many requests a second, and few wrong passwords a minute, in bounded memory.
import { isIPv6 } from 'node:net'

interface Bucket {
  tokens: number
  at: number
}

export interface ClientLimits {
  /** Takes what a request weighs; false if there is not so much left. */
  take(client: string, cost: number): boolean
  /** Whether a client may state a password or key at all. */
  mayTry(client: string): boolean
  /** Counts a wrong one. */
  fail(client: string): void
}

const requests = { burst: 300, perSecond: 100 } as const
const failures = { burst: 10, perSecond: 1 / 6 } as const
const maxClients = 4096

/** Starts with all that each client may have; `clock` tells milliseconds. */
export function createClientLimits(clock: () => number): ClientLimits {
  const asked = createBuckets(requests, clock)
  const failed = createBuckets(failures, clock)
  return {
    take: (client, cost) => asked.take(networkOf(client), cost),
    mayTry: client => failed.left(networkOf(client)) >= 1,
    fail: client => void failed.take(networkOf(client), 1),
  }
}

function createBuckets(
  { burst, perSecond }: { readonly burst: number; readonly perSecond: number },
  clock: () => number,
) {
  const buckets = new Map<string, Bucket>()
  const filled = (client: string): Bucket => {
    const now = clock()
    const { tokens, at } = buckets.get(client) ?? { tokens: burst, at: now }
    return { tokens: Math.min(burst, tokens + (Math.max(0, now - at) / 1000) * perSecond), at: now }
  }
  return {
    left: (client: string): number => filled(client).tokens,
    take(client: string, cost: number): boolean {
      const bucket = filled(client)
      const isEnough = bucket.tokens >= cost
      if (isEnough) bucket.tokens -= cost
      // Who was seen last stands last; the first one has been away for longest.
      buckets.delete(client)
      buckets.set(client, bucket)
      if (buckets.size > maxClients) buckets.delete(buckets.keys().next().value!)
      return isEnough
    },
  }
}

/** A client has all addresses of a /64. */
const networkOf = (address: string): string =>
  isIPv6(address) && !address.includes('.') ? firstGroups(address) : address

function firstGroups(address: string): string {
  const [left = '', right] = address.split('::')
  const head = left === '' ? [] : left.split(':')
  const tail = right === undefined || right === '' ? [] : right.split(':')
  const zeros = right === undefined ? 0 : 8 - head.length - tail.length
  return [...head, ...new Array<string>(zeros).fill('0'), ...tail].slice(0, 4).join(':')
}
