// The lines that were typed in earlier consoles, in a file of the user.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { historyLines } from './read-commands.ts'

interface ConsoleHistory {
  /** The newest first. */
  readonly lines: readonly string[]
  write(lines: readonly string[]): void
}

/** Reads what is there; it is in `dnsctl/console-history` below XDG_STATE_HOME. Without a home, nothing is kept. */
export function openHistory(env: Readonly<Record<string, string | undefined>>): ConsoleHistory {
  const folder = env.XDG_STATE_HOME || (env.HOME && join(env.HOME, '.local/state'))
  if (!folder) return { lines: [], write() {} }
  const file = join(folder, 'dnsctl/console-history')
  return {
    lines: readLines(file),
    write(lines) {
      try {
        mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
        writeFileSync(file, `${lines.slice(0, historyLines).toReversed().join('\n')}\n`, { mode: 0o600 })
      } catch {
        // A history that cannot be kept is no reason to disturb whoever types.
      }
    },
  }
}

function readLines(file: string): string[] {
  try {
    const lines = readFileSync(file, 'utf8').split('\n')
    return lines
      .filter(line => line !== '')
      .slice(-historyLines)
      .toReversed()
  } catch {
    return []
  }
}
