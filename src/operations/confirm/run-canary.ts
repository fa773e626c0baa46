// The canary: a command of the user's own that says whether all is well once a change is applied.
import { type ChildProcess, spawn } from 'node:child_process'
import type { Readable } from 'node:stream'
import { type Problem, problem } from '../../base/errors.ts'
import type { Listener } from '../../base/io.ts'
import { secondsText } from '../../dns/ttl.ts'
import type { Run } from '../../history/run.ts'
import type { ZoneOutcome } from '../apply/outcome.ts'

export interface CanaryInput {
  readonly run: Pick<Run, 'head'>
  readonly zones: readonly Pick<ZoneOutcome, 'zone' | 'provider'>[]
  readonly timeoutMs: number
  /** Hears each line that the command prints. */
  readonly listener: Listener
  /** Ends it, which counts as a failure. */
  readonly signal: AbortSignal
  /** The folder it runs in; absolute. */
  readonly cwd: string
  /** How long it has to end by itself when it is told to; milliseconds. */
  readonly graceMs?: number
}

/** How long to wait for the rest of the output, which a process in the background may keep open; milliseconds. */
const drainMs = 500
/** Of one line of its output, in characters. */
const maxLine = 2000

/** Runs the command through the shell; gives why it failed, nothing if all is well. */
export async function runCanary(command: string, input: CanaryInput): Promise<readonly Problem[]> {
  const { run, zones, timeoutMs, listener, cwd } = input
  const unique = (values: readonly string[]): string => [...new Set(values)].join(' ')
  const child = spawn(command, {
    shell: true,
    cwd,
    // A group of its own, so that all it starts can be ended with it.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      DNSCTL_RUN: run.head.id,
      DNSCTL_ZONES: unique(zones.map(({ zone }) => zone)),
      DNSCTL_PROVIDERS: unique(zones.map(({ provider }) => provider)),
    },
  })
  let last = ''
  const hear = (line: string): void => {
    const text = line.slice(0, maxLine)
    if (text.trim() !== '') last = text.trim()
    listener({ kind: 'note', text })
  }
  const output = Promise.all([child.stdout!, child.stderr!].map(stream => readLines(stream, hear)))
  const reason = await endOf(child, { ...input, timeoutMs })
  await Promise.race([output, afterMs(drainMs)])
  for (const stream of [child.stdout!, child.stderr!]) stream.destroy()
  if (reason === undefined) return []
  const said = last === '' ? '' : `; the last it said: ${last}`
  return [problem('canary-failed', `the canary \`${command}\` ${reason}${said}`)]
}

/** A line that is too long is heard in parts. */
async function readLines(stream: Readable, hear: (line: string) => void): Promise<void> {
  let rest = ''
  stream.setEncoding('utf8')
  try {
    for await (const chunk of stream as AsyncIterable<string>) {
      const lines = `${rest}${chunk}`.split(/\r?\n/)
      rest = lines.pop()!
      for (const line of lines) hear(line)
      if (rest.length <= maxLine) continue
      hear(rest)
      rest = ''
    }
  } catch {
    // It was no longer waited for.
  }
  if (rest !== '') hear(rest)
}

/** Resolves at its end, with what was wrong; after its time, or when the work is to end, it is ended. */
function endOf(
  child: ChildProcess,
  { timeoutMs, signal, graceMs = 5000 }: CanaryInput,
): Promise<string | undefined> {
  return new Promise(resolve => {
    let ended: string | undefined
    let kill: NodeJS.Timeout | undefined
    const end = (reason: string): void => {
      ended ??= reason
      signalGroup(child, 'SIGTERM')
      kill ??= setTimeout(() => signalGroup(child, 'SIGKILL'), graceMs)
    }
    const interrupt = (): void => end('was interrupted')
    const timer = setTimeout(
      () => end(`did not end within ${secondsText(Math.ceil(timeoutMs / 1000))}`),
      timeoutMs,
    )
    const settle = (reason: string | undefined): void => {
      clearTimeout(timer)
      clearTimeout(kill)
      signal.removeEventListener('abort', interrupt)
      // What it has left behind of itself would go on after it was told to end.
      if (ended !== undefined) signalGroup(child, 'SIGKILL')
      resolve(ended ?? reason)
    }
    child.once('error', error => settle(`could not be started: ${error.message}`))
    child.once('exit', (code, killedBy) => {
      if (killedBy) settle(`was ended by ${killedBy}`)
      else settle(code === 0 ? undefined : `ended with exit code ${code}`)
    })
    if (signal.aborted) interrupt()
    else signal.addEventListener('abort', interrupt, { once: true })
  })
}

function signalGroup({ pid }: ChildProcess, name: NodeJS.Signals): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, name)
  } catch {
    // It has ended meanwhile.
  }
}

const afterMs = (ms: number): Promise<void> =>
  new Promise(resolve => {
    setTimeout(resolve, ms).unref()
  })
