// Offers load to a server with the project's own generator, which is compiled first.
import { execFile, execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { processors, temporaryFolder } from './programs.ts'

/** What is asked; names are numbered and asked for at random unless said otherwise. */
export interface Load {
  readonly zone: string
  readonly names: number
  /** The first name's number. */
  readonly first?: number
  /** Asks for each name once, in order, and ends with the last. */
  readonly isOnce?: boolean
  /** So many of the first names are asked for with a share of the queries, in place of the others. */
  readonly popular?: { readonly names: number; readonly share: number }
  /** Queries in flight at any time, or queries a second. */
  readonly inFlight?: number
  readonly rate?: number
  readonly seconds: number
  /** After which an answer does not count. */
  readonly timeoutMs?: number
}

/** What came of it; times are microseconds. */
export interface LoadResult {
  readonly seconds: number
  readonly sent: number
  /** Queries that the kernel did not take. */
  readonly unsent: number
  readonly received: number
  readonly lost: number
  /** Answers with records, and those that refuse or have failed. */
  readonly positive: number
  readonly failed: number
  readonly p50: number
  readonly p90: number
  readonly p99: number
  readonly p999: number
  /** Shares of all queries. */
  readonly under1ms: number
  readonly under10ms: number
}

const run = promisify(execFile)
const programs = new Map<string, string>()

/** Compiles one of the programs in C that are beside this file; returns where it is. */
export function compiled(name: 'loadgen' | 'answerer'): string {
  const before = programs.get(name)
  if (before) return before
  const program = join(temporaryFolder(), name)
  const source = fileURLToPath(new URL(`${name}.c`, import.meta.url))
  execFileSync('cc', ['-O2', '-o', program, source], { stdio: 'inherit' })
  programs.set(name, program)
  return program
}

/** Asks the server on a port of loopback; the seed says which names are drawn. */
export async function offer(port: number, load: Load, seed: number): Promise<LoadResult> {
  const command = [compiled('loadgen'), '-p', `${port}`, '-x', `${seed}`, ...argumentsOf(load)]
  const { stdout } = await run('taskset', ['-c', `${processors.others}`, ...command])
  return JSON.parse(stdout)
}

/** Says whether a server has an address for the first name. */
export async function answers(port: number, zone: string): Promise<boolean> {
  const load: Load = { zone, names: 1, rate: 100, seconds: 0.05, timeoutMs: 100 }
  try {
    return (await offer(port, load, 0)).positive > 0
  } catch {
    // Nobody listens there yet.
    return false
  }
}

function argumentsOf(load: Load): string[] {
  const pairs: [string, number | string | undefined][] = [
    ['-z', load.zone],
    ['-n', load.names],
    ['-f', load.first],
    ['-k', load.popular?.names],
    ['-h', load.popular?.share],
    ['-w', load.inFlight],
    ['-r', load.rate],
    ['-l', load.seconds],
    ['-t', load.timeoutMs],
  ]
  const given = pairs.flatMap(([option, value]) => (value === undefined ? [] : [option, `${value}`]))
  return load.isOnce ? [...given, '-c'] : given
}
