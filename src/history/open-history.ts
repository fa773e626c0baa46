// The runs of a checkout as files: each in a folder of its own, put in its place whole.
//
//   state/runs/20261122-023012-7f3a/run.json       its head, with the zones
//                                   changes.jsonl  what it is going to change, a line each
//                                   journal.jsonl  the steps it took, a line each
//                                   confirm.json   until when it may be confirmed
//                                   decision.json  what was decided then
//                                   settled        nothing will come of it any more
import { existsSync, writeFileSync } from 'node:fs'
import { readdir, rename, rm } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import type { Clock } from '../base/clock.ts'
import { fault, problem } from '../base/errors.ts'
import type { Listener } from '../base/io.ts'
import { ownIdentity, type ProcessIdentity } from '../base/process-identity.ts'
import { historyFault, systemCode, unlessMissing } from './history-fault.ts'
import { keptZones, readHead, writeChanges, writeHead } from './intent-files.ts'
import { journalName } from './journal-file.ts'
import { keptRun } from './kept-run.ts'
import { makeFolder, syncFolder, temporaryName, writeNew } from './private-files.ts'
import { pruneRuns } from './prune-runs.ts'
import type { History, Run, RunHead, ZoneIntent } from './run.ts'
import { isRunId, nextRunId } from './run-id.ts'
import { settlementJudge } from './settlement.ts'

export interface HistoryDependencies {
  readonly clock: Clock
  /** The process that begins runs; this one if it is left out. */
  readonly identity?: ProcessIdentity
  /** Gives numbers from 0 up to 1. */
  readonly random?: () => number
  /** Hears what is broken. */
  readonly listener: Listener
}

/** Opens the history in a folder of state, which need not be there yet. */
export function openHistory(folder: string, dependencies: HistoryDependencies): History {
  const { clock, identity = ownIdentity(), random = Math.random, listener } = dependencies
  const path = resolve(folder, 'runs')
  const open = (id: string, intents?: readonly ZoneIntent[]): Run =>
    keptRun({ folder: join(path, id), clock, identity, random, listener }, intents)

  return {
    async begin(given, intents) {
      const now = clock()
      try {
        await makeFolder(path)
        await pruneRuns(path, await runIds(path), open).catch((error: unknown) =>
          tellDamaged(path, 'cannot be tidied up', error, listener),
        )
        const id = await writeRun(path, random, now, intents, given, identity)
        return open(id, intents)
      } catch (error) {
        throw historyFault(path, 'cannot be written', error)
      }
    },
    async *runs() {
      for (const id of (await runIds(path)).reverse()) {
        const run = orTold(() => open(id), join(path, id), listener)
        if (run) yield run
      }
    },
    async *unsettled() {
      const isSettled = settlementJudge()
      for (const id of await unsettledIds(path)) {
        const run = orTold(() => open(id), join(path, id), listener)
        if (run && isSettled(run)) markSettled(join(path, id))
        if (run) yield run
      }
    },
    async run(id) {
      const known = await runIds(path)
      const matching = known.includes(id) ? [id] : known.filter(each => each.startsWith(id))
      const [found, ...others] = matching
      if (found === undefined) throw fault('run-unknown', `there is no run "${id}" in ${path}`)
      if (others.length > 0)
        throw fault('run-unknown', `"${id}" is the start of ${matching.length} runs, first of all ${found}`)
      try {
        return open(found)
      } catch (error) {
        throw historyFault(join(path, found), 'cannot be read', error)
      }
    },
  }
}

/** Writes a run down under another name and moves it to its place; gives its identifier. */
async function writeRun(
  path: string,
  random: () => number,
  now: number,
  intents: readonly ZoneIntent[],
  given: Parameters<History['begin']>[0],
  by: ProcessIdentity,
): Promise<string> {
  const folder = temporaryName(path, random)
  try {
    await makeFolder(folder)
    await writeChanges(folder, intents)
    await writeNew(join(folder, journalName), '')
    const zones = keptZones(intents)
    for (;;) {
      const id = nextRunId(now, await runIds(path), random)
      const head: RunHead = { id, began: new Date(now).toISOString(), by, ...given }
      await writeHead(folder, { head, zones })
      await syncFolder(folder)
      if (await moved(folder, join(path, id))) return id
    }
  } catch (error) {
    await rm(folder, { recursive: true, force: true }).catch(() => {})
    throw error
  }
}

/** False if another process has taken that name meanwhile. */
async function moved(from: string, to: string): Promise<boolean> {
  try {
    await rename(from, to)
  } catch (error) {
    if (systemCode(error) === 'ENOTEMPTY' || systemCode(error) === 'EEXIST') return false
    throw error
  }
  await syncFolder(dirname(to))
  return true
}

/** The oldest first; none if there is no history yet. */
async function runIds(path: string): Promise<string[]> {
  const names = await unlessMissing(readdir(path)).catch((error: unknown) => {
    throw historyFault(path, 'cannot be read', error)
  })
  return (names ?? []).filter(isRunId).sort()
}

const settledName = 'settled'

/** From the newest run back to the oldest one that can be read and has no mark. */
async function unsettledIds(path: string): Promise<string[]> {
  const ids = await runIds(path)
  const oldest = ids.findIndex(id => !existsSync(join(path, id, settledName)) && hasHead(join(path, id)))
  return oldest < 0 ? [] : ids.slice(oldest).reverse()
}

function hasHead(folder: string): boolean {
  try {
    readHead(folder)
    return true
  } catch {
    return false
  }
}

/** Where it cannot be marked, it is looked at again the next time. */
function markSettled(folder: string): void {
  try {
    writeFileSync(join(folder, settledName), '', { mode: 0o600 })
  } catch {
    // It is only quicker with it.
  }
}

/** A run that has been removed meanwhile is nothing to tell of. */
function orTold(read: () => Run, path: string, listener: Listener): Run | undefined {
  try {
    return read()
  } catch (error) {
    if (systemCode(error) === 'ENOENT' && !existsSync(path)) return undefined
    tellDamaged(path, 'cannot be read, and is passed over', error, listener)
    return undefined
  }
}

function tellDamaged(path: string, what: string, error: unknown, listener: Listener): void {
  const [{ message }] = historyFault(path, what, error).problems
  listener({ kind: 'problem', problem: problem('history-damaged', message) })
}
