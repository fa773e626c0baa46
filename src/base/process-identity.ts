// Who this process is, and whether a process that left its mark somewhere still runs.
import { readFileSync } from 'node:fs'
import { hostname, userInfo } from 'node:os'

export interface ProcessIdentity {
  readonly pid: number
  readonly host: string
  readonly user: string
  /** When the process started, as the system counts; absent where it does not tell. */
  readonly started?: string
}

/** The identity of this process. */
export function ownIdentity(): ProcessIdentity {
  const started = startOf(process.pid)
  return { pid: process.pid, host: hostname(), user: userName(), ...(started && { started }) }
}

/** Says whether a process of this host still runs; its number may have gone to another one since. */
export function isRunning({ pid, started }: ProcessIdentity): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false
  }
  return startOf(pid) === started
}

/** The 22nd field of /proc/PID/stat; the second one, in parentheses, may hold anything. */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
  } catch {
    return undefined
  }
}

/** A user without an entry in the password file has only a number. */
function userName(): string {
  try {
    return userInfo().username
  } catch {
    return String(process.getuid?.() ?? 'unknown')
  }
}
