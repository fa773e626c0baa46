// The built dnsctl as child processes in a temporary folder, as a user at a shell has it.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'

const checkout = join(import.meta.dirname, '../..')
/** The built program. */
export const program = join(checkout, 'bin/run.js')

/** A temporary folder with a copy of the checkout's zones. */
export interface Workplace {
  readonly folder: string // absolute
  /** Runs a command to its end. */
  dnsctl(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }>
  /** Starts `dnsctl serve` on a free port of the loopback; resolves once it answers. */
  serve(...args: string[]): Promise<RunningServe>
  /** The same with variables of the environment. */
  serveWith(env: Readonly<Record<string, string>>, ...args: string[]): Promise<RunningServe>
  /** Replaces text in a file; throws if it is not there. */
  edit(file: string, from: string, to: string): void
  /** Writes a new file, and the folders to it. */
  write(file: string, text: string): void
  /** Ends what still runs, and removes the folder. */
  remove(): Promise<void>
}

export interface RunningServe {
  /** `@127.0.0.1:PORT`, as `dnsctl query` takes it. */
  readonly at: string
  readonly pid: number
  /** Resolves with the first line, of those that have not been waited for, that has this text. */
  line(part: string): Promise<string>
  /** Sends a signal. */
  signal(name: NodeJS.Signals): void
  /** The exit code, once it has ended. */
  readonly exit: Promise<number | null>
}

export function createWorkplace(): Workplace {
  const folder = mkdtempSync(join(tmpdir(), 'dnsctl-e2e-'))
  cpSync(join(checkout, 'zones'), join(folder, 'zones'), { recursive: true })
  const running = new Set<ChildProcess>()
  const start = (args: string[], env: Readonly<Record<string, string>> = {}): ChildProcess => {
    const child = spawn(process.execPath, [program, ...args], {
      cwd: folder,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    running.add(child)
    child.once('close', () => running.delete(child))
    return child
  }
  return {
    folder,
    async dnsctl(...args) {
      const child = start(args)
      const [stdout, stderr, [code]] = await Promise.all([
        text(child.stdout!),
        text(child.stderr!),
        once(child, 'close') as Promise<[number]>,
      ])
      return { code, stdout, stderr }
    },
    serve: (...args) => runningServe(start(['serve', '--listen', '127.0.0.1:0', ...args])),
    serveWith: (env, ...args) => runningServe(start(['serve', '--listen', '127.0.0.1:0', ...args], env)),
    edit(file, from, to) {
      const path = join(folder, file)
      const before = readFileSync(path, 'utf8')
      if (!before.includes(from)) throw new Error(`${file} has no "${from}"`)
      writeFileSync(path, before.replace(from, to))
    },
    write(file, text) {
      const path = join(folder, file)
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(path, text)
    },
    async remove() {
      for (const child of running) {
        child.kill('SIGKILL')
        await once(child, 'close')
      }
      rmSync(folder, { recursive: true })
    },
  }
}

async function runningServe(child: ChildProcess): Promise<RunningServe> {
  const exit = once(child, 'close').then(([code]) => code as number | null)
  const lines = createInterface({ input: child.stderr! })[Symbol.asyncIterator]()
  const line = async (part: string): Promise<string> => {
    for (;;) {
      const { value, done } = await lines.next()
      if (done) throw new Error(`dnsctl serve ended without a line that has "${part}"`)
      if (value.includes(part)) return value
    }
  }
  const address = /listening on (\S+)/.exec(await line('listening on'))?.[1]
  return { at: `@${address}`, pid: child.pid!, line, signal: name => void child.kill(name), exit }
}
