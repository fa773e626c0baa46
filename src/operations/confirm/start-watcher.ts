// Starts the process that takes a run back unless it is confirmed: in a session of its own, so that neither the end of
// the terminal nor that of the process that applies takes it along.
import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { fault } from '../../base/errors.ts'
import type { Run } from '../../history/run.ts'

export interface WatcherPlace {
  /** Working directory; absolute. */
  readonly cwd: string
  /** What `--config` names. */
  readonly configFile: string | undefined
  /** Where it writes what it does; absolute. */
  readonly logFile: string
}

/** The program and its arguments before the command. */
export interface Program {
  readonly file: string
  readonly args: readonly string[]
}

/** What the watcher says once it can do its work. */
export const readyMessage = 'watching'

/** On a busy machine a process may take a while to start. */
const startWithinMs = 30_000

/** dnsctl as this process was started, without a debugger. */
const ownProgram = (): Program => ({
  file: process.execPath,
  args: [...process.execArgv.filter(arg => !arg.startsWith('--inspect')), process.argv[1]!],
})

/**
 * Starts it, and resolves once it has read all that it needs to take the run back. Throws `watcher-missing`; then there is none.
 */
export async function startWatcher(
  run: Pick<Run, 'head'>,
  { cwd, configFile, logFile }: WatcherPlace,
  { file, args }: Program = ownProgram(),
): Promise<void> {
  const log = openSync(logFile, 'a', 0o600)
  const child = spawn(
    file,
    [
      ...args,
      'watch-confirmation',
      run.head.id,
      ...(configFile === undefined ? [] : ['--config', configFile]),
    ],
    { cwd, detached: true, stdio: ['ignore', log, log, 'ipc'], env: withoutMarks(process.env) },
  )
  closeSync(log)
  const failure = await failureOf(child)
  if (failure !== undefined) {
    child.kill('SIGKILL')
    throw fault('watcher-missing', `the process that would take the change back ${failure}${lastOf(logFile)}`)
  }
  child.disconnect()
  child.unref()
}

/** Resolves once it says that it is ready, or with why it is not. */
const failureOf = (child: ChildProcess): Promise<string | undefined> =>
  new Promise(resolve => {
    const timer = setTimeout(
      () => resolve(`was not ready within ${startWithinMs / 1000} seconds`),
      startWithinMs,
    )
    const settle = (reason: string | undefined): void => {
      clearTimeout(timer)
      resolve(reason)
    }
    child.once('error', error => settle(`could not be started: ${error.message}`))
    child.once('exit', (code, signal) => settle(`ended with ${signal ?? `exit code ${code}`}`))
    child.on('message', message => message === readyMessage && settle(undefined))
  })

/** By these variables CI finds what a job has left running, and ends it. */
const marks = ['RUNNER_TRACKING_ID', 'JENKINS_NODE_COOKIE', 'BUILD_ID']

const withoutMarks = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !marks.includes(name)))

/** The last thing in its log, which is why it ended. */
function lastOf(logFile: string): string {
  const last = readFileSync(logFile, 'utf8').trimEnd().split('\n').at(-1)
  return last ? `: ${last}` : ''
}
