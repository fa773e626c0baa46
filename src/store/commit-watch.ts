// Notices commits, those of other processes too, by reading the commit counter again and again.
import type { Databases } from './databases.ts'
import type { ZoneKey } from './zone-key.ts'

/**
 * A look takes under 2 µs, and a commit is seen within one interval. Notices of the file system came one
 * commit late when measured: they fire before the pages that make the commit visible are written.
 */
const everyMs = 20
/** Whoever is further behind is told of every zone. */
const keptCommits = 1024

/** Counts a commit of a zone; must run in a write transaction. */
export function countCommit({ root, commits }: Databases, zone: ZoneKey): number {
  const commit = lastCommit(root) + 1
  root.put('commit', commit)
  commits.put(commit, zone)
  commits.remove(commit - keptCommits)
  return commit
}

/**
 * Calls `listener` with the zones that have changed since the last call; returns what ends it. Only commits
 * after this call count, so whoever reads the zones does so after it and misses none.
 */
export function watchCommits(
  databases: Databases,
  listener: (zones: readonly ZoneKey[]) => void,
): () => void {
  let seen = lastCommit(databases.root)
  const timer = setInterval(() => {
    const last = lastCommit(databases.root)
    if (last === seen) return
    const zones = changedSince(databases, seen, last)
    seen = last
    listener(zones)
  }, everyMs)
  return () => clearInterval(timer)
}

/** Counts a change of what is kept beside zones; must run in a write transaction. */
export function countResources({ root }: Databases): void {
  root.put('resources', lastResources(root) + 1)
}

/** Calls `listener` when what is kept beside zones has changed since the last call; returns what ends it. */
export function watchResources({ root }: Databases, listener: () => void): () => void {
  let seen = lastResources(root)
  const timer = setInterval(() => {
    const last = lastResources(root)
    if (last === seen) return
    seen = last
    listener()
  }, everyMs)
  return () => clearInterval(timer)
}

const lastResources = (root: Databases['root']): number => root.get('resources') ?? 0

const lastCommit = (root: Databases['root']): number => root.get('commit') ?? 0

function changedSince({ zones, commits }: Databases, seen: number, last: number): ZoneKey[] {
  if (last - seen >= keptCommits) return [...zones.getKeys({})]
  return [...new Set([...commits.getRange({ start: seen + 1 })].map(({ value }) => value))]
}
