// Removes the oldest runs, once there are too many.
import { readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Run } from './run.ts'
import { awaitsDecision, isOpen } from './run-state.ts'

/** The newest runs stay, and make room for another one. */
const mostRuns = 1000

/** What a process that died has left of a run it was writing down is removed after a day; milliseconds. */
const leftoverAge = 86_400_000

/**
 * Removes what is older than the newest 1,000 runs, but no run that has not ended or waits to be confirmed, and what
 * cannot be read. `ids` are sorted.
 */
export async function pruneRuns(
  path: string,
  ids: readonly string[],
  open: (id: string) => Run,
): Promise<void> {
  for (const id of ids.slice(0, 1 - mostRuns)) {
    if (isDone(() => open(id))) await remove(path, id)
  }
  const changed = await changeOf(path)
  for (const name of (await readdir(path)).filter(isLeftover)) {
    const age = changed - (await changeOf(join(path, name)).catch(() => changed))
    if (age > leftoverAge) await rm(join(path, name), { recursive: true, force: true })
  }
}

/** When a folder was changed last, by the clock of whoever keeps it; milliseconds. */
const changeOf = async (path: string): Promise<number> => (await stat(path)).mtimeMs

function isDone(read: () => Run): boolean {
  try {
    const run = read()
    return !run.zones.some(isOpen) && !awaitsDecision(run)
  } catch {
    return false
  }
}

const isLeftover = (name: string): boolean => name.startsWith('.new-') || name.startsWith('.old-')

/** It is gone at once for whoever reads; another process may be doing the same. */
async function remove(path: string, id: string): Promise<void> {
  const doomed = join(path, `.old-${id}`)
  await rename(join(path, id), doomed).catch(() => {})
  await rm(doomed, { recursive: true, force: true })
}
