// Compares the zone that is wanted with the RRsets a provider holds, which pass by one at a time.
import type { RRset } from '../dns/rrset.ts'
import { Comparison } from './comparison.ts'
import { readOwners } from './ownership/owners.ts'
import type { Diff, DiffInput } from './zone-diff.ts'

/**
 * Starts a comparison. Of what the provider holds only the changes' before images are kept, so that its
 * zone need not fit into memory beside ours; with `ownership` it is kept, as a registry may come last.
 *
 * Left alone are: what `ignore` matches, what something else manages at the provider or has by a registry, an SOA or
 * apex NS that the zone file does not state, and what the provider cannot hold as stated. An SOA's serial is the
 * provider's own and never a difference.
 */
export function startDiff(input: DiffInput): Diff {
  const { ownership, wanted } = input
  if (!ownership) return new Comparison(input, undefined)
  const all: RRset[] = []
  return {
    meet(held) {
      all.push(held)
    },
    finish() {
      const diff = new Comparison(input, readOwners(all, wanted.origin, ownership))
      for (const held of all) diff.meet(held)
      return diff.finish()
    },
  }
}
