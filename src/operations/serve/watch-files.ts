// Notices changes of files, in whatever way editors and tools write them.
import { type FSWatcher, watch } from 'node:fs'
import { basename, dirname, join } from 'node:path'

/** Editors and tools write a file in several steps. */
const settleMs = 50

export interface FileWatcher {
  /** Watches these files too, which are given by absolute paths; throws a Node error where that cannot be. */
  add(paths: Iterable<string>): void
  stop(): void
}

/**
 * Calls `onChange` with the files that have changed, and others in the same folders, some time after the first change.
 * Folders are what is watched, as a file that was replaced is another file with the same name.
 */
export function watchFiles(onChange: (changed: ReadonlySet<string>) => void): FileWatcher {
  const watchers = new Map<string, FSWatcher>()
  let changed = new Set<string>()
  let timer: NodeJS.Timeout | undefined
  const note = (path: string): void => {
    changed.add(path)
    timer ??= setTimeout(() => {
      timer = undefined
      const settled = changed
      changed = new Set()
      onChange(settled)
    }, settleMs)
  }
  const watchFolder = (folder: string): FSWatcher => {
    const watcher = watch(folder, (_event, name) => {
      if (name !== null) note(join(folder, basename(name)))
    })
    // A folder that goes away is watched again once a file in it is loaded again.
    watcher.on('error', () => watchers.delete(folder))
    return watcher
  }
  return {
    add(paths) {
      for (const path of paths) {
        const folder = dirname(path)
        if (!watchers.has(folder)) watchers.set(folder, watchFolder(folder))
      }
    },
    stop() {
      clearTimeout(timer)
      for (const watcher of watchers.values()) watcher.close()
    },
  }
}
