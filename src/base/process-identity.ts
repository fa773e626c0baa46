// Who this process is, and whether a process that left its mark somewhere still runs.
import { readFileSync, readlinkSync } from 'node:fs'
import { hostname, userInfo } from 'node:os'

export interface ProcessIdentity {
  readonly pid: number
  readonly host: string
  readonly user: string
  /** When the process started, as the system counts; absent where it does not tell. */
  readonly started?: string
  /**
   * Which system counts the process: the boot of its kernel, and the namespace of its number. Two containers may go by
   * one host name, but not by this. Absent where the system does not tell.
   */
  readonly system?: string
}

/** The identity of this process. */
export function ownIdentity(): ProcessIdentity {
  const started = startOf(process.pid)
  const system = ownSystem()
  return {
    pid: process.pid,
    host: hostname(),
    user: userName(),
    ...(started && { started }),
    ...(system && { system }),
  }
}

/** What can be said of a process from here: nothing certain of one that another system counts. */
export function standingOf(identity: ProcessIdentity): 'running' | 'gone' | 'unknown' {
  if (identity.system === undefined || identity.system !== ownSystem()) return 'unknown'
  return isRunning(identity) ? 'running' : 'gone'
}

/** Says whether a process of this system still runs; its number may have gone to another one since. */
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

function ownSystem(): string | undefined {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim()
    const [namespace] = /\d+/.exec(readlinkSync('/proc/self/ns/pid')) ?? []
    return namespace && `${boot}/${namespace}`
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
