// The zones that are served, as each thread that answers has them: told of every change, and when all have taken it.

import type { Snapshot } from '../../server/authoritative/snapshot.ts'
import { createZoneDirectory, type ServedZones } from '../../server/authoritative/zone-directory.ts'

/** What changes for a thread. */
export interface ZoneChange {
  /** Counts changes. */
  readonly generation: number
  readonly zone: Snapshot
  /** The zone is no longer served. */
  readonly isGone: boolean
}

/** A thread that answers. */
export interface ZoneFollower {
  /** It has taken all changes up to a generation, and answers from nothing older any more. */
  hasTaken(generation: number): void
  /** It has ended, and answers no more. */
  end(): void
}

export interface PublishedZones {
  /** What this thread answers from; it has each change at once. */
  readonly directory: ServedZones
  /** Serves a zone, in place of the one of the same origin; says whether there was one. */
  set(zone: Snapshot): boolean
  /** No longer serves a zone. */
  delete(zone: Snapshot): void
  /** Tells another thread of changes, which begins with the zones as they are now. */
  follow(tell: (change: ZoneChange) => void): ZoneFollower
  /** Calls once no thread answers from what was before the last change: at once if there is no other thread. */
  onceEverywhere(then: () => void): void
}

interface Following {
  readonly tell: (change: ZoneChange) => void
  taken: number
}

/** Starts without zones, and without other threads; `seed` is what hashes of names start from, in every zone. */
export function createPublishedZones(seed: number): PublishedZones {
  const directory = createZoneDirectory(seed)
  const followings = new Set<Following>()
  const waiting: { readonly generation: number; readonly then: () => void }[] = []
  let generation = 0

  function tell(zone: Snapshot, isGone: boolean): void {
    generation++
    for (const { tell } of followings) tell({ generation, zone, isGone })
  }

  function settle(): void {
    const taken = Math.min(generation, ...[...followings].map(({ taken }) => taken))
    while (waiting.length > 0 && waiting[0]!.generation <= taken) waiting.shift()!.then()
  }

  return {
    directory,
    set(zone) {
      const isChange = directory.set(zone)
      tell(zone, false)
      return isChange
    },
    delete(zone) {
      directory.delete(zone)
      tell(zone, true)
    },
    follow(tell) {
      const following: Following = { tell, taken: generation }
      followings.add(following)
      return {
        hasTaken(generation) {
          following.taken = generation
          settle()
        },
        end() {
          followings.delete(following)
          settle()
        },
      }
    },
    onceEverywhere(then) {
      waiting.push({ generation, then })
      settle()
    },
  }
}
