// Starts the programs of a benchmark, each on one processor, and says what they use.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/** The processors: what is measured has one to itself, and all else shares the other. */
export const processors = { measured: 0, others: 1 } as const

export interface Program {
  readonly pid: number
  stop(): Promise<void>
}

const running = new Set<Program>()

/** Starts a program on a processor; what it says is shown if it ends by itself. */
export function startProgram(
  [command, ...args]: readonly [string, ...string[]],
  processor: number,
  environment: Readonly<Record<string, string>> = {},
): Program {
  const child = spawn('taskset', ['-c', `${processor}`, command, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...environment },
  })
  let log = ''
  let isStopped = false
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', chunk => {
      log = (log + chunk).slice(-4000)
    })
  child.on('exit', code => {
    if (!isStopped) console.error(`${command} ended with ${code}:\n${log}`)
  })
  const program: Program = {
    pid: child.pid!,
    async stop() {
      isStopped = true
      running.delete(program)
      await end(child)
    },
  }
  running.add(program)
  return program
}

/** Stops all that still runs. */
export async function stopPrograms(): Promise<void> {
  await Promise.all([...running].map(program => program.stop()))
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  const hard = setTimeout(() => child.kill('SIGKILL'), 5000)
  await ended
  clearTimeout(hard)
}

/** Seconds of processor time that all threads of a program and of its children have used, to the nanosecond. */
export function cpuSeconds(pid: number): number {
  return sumOverTree(pid, each => {
    const threads = readdirSync(`/proc/${each}/task`)
    return threads.reduce((sum, thread) => sum + threadSeconds(each, thread), 0)
  })
}

/** Octets of memory that a program and its children hold. */
export function residentOctets(pid: number): number {
  return sumOverTree(pid, each => {
    const status = readFileSync(`/proc/${each}/status`, 'utf8')
    return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1024
  })
}

function threadSeconds(pid: number, thread: string): number {
  try {
    return Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]) / 1e9
  } catch {
    return 0
  }
}

function sumOverTree(pid: number, figure: (pid: number) => number): number {
  const children = readdirSync(`/proc/${pid}/task`).flatMap(thread =>
    readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
  )
  return children.reduce((sum, child) => sum + sumOverTree(child, figure), figure(pid))
}

const folders: string[] = []

/** Makes a folder that is removed at the end. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'dnsctl-bench-dns-'))
  folders.push(folder)
  return folder
}

/** Removes the folders. */
export function removeFolders(): void {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
}

/** Waits until something is so; throws if it is not within so many seconds. */
export async function until(what: string, seconds: number, isSo: () => Promise<boolean>): Promise<void> {
  for (const end = performance.now() + seconds * 1000; !(await isSo()); await sleep(50))
    if (performance.now() > end) throw new Error(`${what}: not so after ${seconds} s`)
}
