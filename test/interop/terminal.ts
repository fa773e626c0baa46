// A command in a terminal of its own (script(1)), whose shell lives on after it, and which can be closed or killed with
// all that runs in it.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'

export interface Terminal {
  /** Resolves with the next line that has this text. */
  line(part: string): Promise<string>
  /** Types keys; `\r` is Enter, `\t` the tabulator, `\x04` Ctrl-D. */
  type(keys: string): void
  /** Takes the terminal away, as a window that is closed: the kernel sends SIGHUP to what runs in it. */
  close(): Promise<void>
  /** Kills the terminal and every process of its session with SIGKILL. */
  kill(): Promise<void>
}

/** Opens a terminal in a folder, and runs a command line of the shell in it. */
export function openTerminal(folder: string, command: string): Terminal {
  const child = spawn('script', ['-qfec', `${command}; echo "exit code $?"; sleep 600`, '/dev/null'], {
    cwd: folder,
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return {
    async line(part) {
      const seen: string[] = []
      for (;;) {
        const { value, done } = await lines.next()
        if (done)
          throw new Error(`the terminal was closed without a line that has "${part}":\n${seen.join('\n')}`)
        if (value.includes(part)) return value
        seen.push(value)
        if (value.startsWith('exit code ')) throw new Error(`no line has "${part}":\n${seen.join('\n')}`)
      }
    },
    type: keys => void child.stdin.write(keys),
    close: () => ended(child),
    async kill() {
      const inside = childrenOf(child.pid!).flatMap(sessionOf)
      await ended(child)
      for (const pid of inside) kill(pid)
    },
  }
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGKILL')
  await once(child, 'exit')
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It went with the terminal.
  }
}

/** Fields of /proc/PID/stat (proc_pid_stat(5)): the parent is the fourth, the session the sixth. */
const childrenOf = (pid: number): number[] =>
  processes().flatMap(each => (each.parent === pid ? [each.pid] : []))
const sessionOf = (leader: number): number[] =>
  processes().flatMap(each => (each.session === leader ? [each.pid] : []))

const processes = (): { readonly pid: number; readonly parent: number; readonly session: number }[] =>
  readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .flatMap(name => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'latin1')
        const [, parent, , session] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
        return [{ pid: Number(name), parent: Number(parent), session: Number(session) }]
      } catch {
        return []
      }
    })
