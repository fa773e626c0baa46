// Removes the oldest runs, once there are too many.
import { readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Run } from './run.ts'
import { awaitsDecision, isOpen } from './run-state.ts'

/** The newest runs stay. */
const mostRuns = 1000

/** What a process that died has left of a run it was writing down is removed after a day. */
const leftoverAge = 86_400_000

/**
 * Removes what is older than the newest 1,000 runs, but no run that has not ended or waits to be confirmed, and what
 * cannot be read. `ids` are sorted; `now` is in milliseconds since the Unix epoch.
 */
export async function pruneRuns(
  path: string,
  ids: readonly string[],
  open: (id: string) => Promise<Run>,
  now: number,
): Promise<void> {
  for (const id of ids.slice(0, -mostRuns)) {
    const run = await open(id).catch(() => undefined)
    if (run && !run.zones.some(isOpen) && !awaitsDecision(run)) await remove(path, id)
  }
  for (const name of (await readdir(path)).filter(isLeftover)) {
    const { mtimeMs } = await stat(join(path, name)).catch(() => ({ mtimeMs: now }))
    if (mtimeMs < now - leftoverAge) await rm(join(path, name), { recursive: true, force: true })
  }
}

const isLeftover = (name: string): boolean => name.startsWith('.new-') || name.startsWith('.old-')

/** It is gone at once for whoever reads; another process may be doing the same. */
async function remove(path: string, id: string): Promise<void> {
  const doomed = join(path, `.old-${id}`)
  await rename(join(path, id), doomed).catch(() => {})
  await rm(doomed, { recursive: true, force: true })
}
