// For how long resolvers may go on with what was there before a change.
import type { Change } from './plan.ts'

/**
 * The longest time, in seconds, for which a resolver may still serve what it has: the old TTL of what goes or changes,
 * and for what is new the time for which its absence is remembered (RFC 2308 §5), `negative`.
 */
export function cachedFor(changes: readonly Change[], negative: number): number {
  let longest = 0
  for (const change of changes)
    longest = Math.max(longest, change.action === 'create' ? negative : change.before.ttl)
  return longest
}
