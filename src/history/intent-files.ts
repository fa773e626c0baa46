// What a run is going to do, in two files that are written once: its head, and its changes, one a line. A list of runs
// needs no more than the heads.
import { readFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type Name, parseName } from '../dns/name.ts'
import { composed } from '../plan/inverse.ts'
import { parseChange } from '../plan/parse-change.ts'
import type { Change } from '../plan/plan.ts'
import { historyFault } from './history-fault.ts'
import { writeNew } from './private-files.ts'
import type { ChangeTotals, RunHead, Stage, ZoneIntent } from './run.ts'

/** The head of a run as it is kept. */
export interface KeptHead {
  readonly head: RunHead
  readonly zones: readonly KeptZone[]
}

interface KeptZone extends Pick<ZoneIntent, 'zone' | 'provider'> {
  readonly totals: ChangeTotals
  readonly stages: readonly KeptStage[]
}

/** A stage with the number of its changes, which follow those of the stage before. */
type KeptStage = Omit<Stage, 'changes'> & { readonly changes: number }

const version = 1
const headName = 'run.json'
const changesName = 'changes.jsonl'

/** Writes the changes of a run into its folder; this may take a while. */
export const writeChanges = (folder: string, intents: readonly ZoneIntent[]): Promise<void> =>
  writeNew(join(folder, changesName), changeLines(intents))

/** What is written at once, in characters. */
const chunk = 1 << 16

function* changeLines(intents: readonly ZoneIntent[]): Iterable<string> {
  let text = ''
  for (const { stages } of intents)
    for (const { changes } of stages)
      for (const change of changes) {
        text += `${JSON.stringify(change)}\n`
        if (text.length < chunk) continue
        yield text
        text = ''
      }
  yield text
}

/** Writes the head of a run into its folder, over one that is there. */
export async function writeHead(folder: string, { head, zones }: KeptHead): Promise<void> {
  const path = join(folder, headName)
  await rm(path, { force: true })
  await writeNew(path, `${JSON.stringify({ version, head, zones }, null, 1)}\n`)
}

/** What is kept of intents in the head. */
export const keptZones = (intents: readonly ZoneIntent[]): KeptZone[] =>
  intents.map(({ zone, provider, stages }) => ({
    zone,
    provider,
    totals: totalsOf(stages),
    stages: stages.map(keptStage),
  }))

/** A caller's stage may have more than is ours to keep. */
const keptStage = ({ zone, createsZone, changes, serial, deletesZone, waitFor }: Stage): KeptStage => ({
  zone,
  createsZone,
  changes: changes.length,
  serial,
  ...(deletesZone && { deletesZone: { fingerprint: deletesZone.fingerprint } }),
  ...(waitFor !== undefined && { waitFor }),
})

/** An RRset that several stages change counts once. */
function totalsOf(stages: readonly Stage[]): ChangeTotals {
  const totals = { create: 0, update: 0, delete: 0 }
  const changes = stages.length === 1 ? stages[0]!.changes : composed(stages.flatMap(stage => stage.changes))
  for (const { action } of changes) totals[action]++
  return totals
}

/** Reads the head of a run; throws what is wrong with it. */
export function readHead(folder: string): KeptHead {
  const kept = JSON.parse(readFileSync(join(folder, headName), 'utf8')) as KeptHead & {
    readonly version: number
  }
  if (kept.version !== version)
    throw new Error(`version ${String(kept.version)} of ${headName} is unknown here`)
  const name = <T extends { readonly zone: Name }>(of: T): T => ({ ...of, zone: parseName(of.zone) })
  const zones = kept.zones.map(zone => ({ ...name(zone), stages: zone.stages.map(name) }))
  return { head: kept.head, zones }
}

/**
 * The intents of a run, of which the changes are read when somebody asks for the stages of one; that throws
 * `history-unusable` if they cannot be.
 */
export function intentsOf(folder: string, zones: readonly KeptZone[]): ZoneIntent[] {
  const path = join(folder, changesName)
  const content = once(() => linesOf(path))
  let next = 0
  return zones.map(({ zone, provider, stages }) => {
    const start = next
    next += stages.reduce((sum, { changes }) => sum + changes, 0)
    const read = once(() => {
      let from = start
      return stages.map(stage => {
        const changes = changesIn(content(), path, from, stage.changes)
        from += stage.changes
        return { ...stage, changes }
      })
    })
    return {
      zone,
      provider,
      get stages() {
        return read()
      },
    }
  })
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined
  return () => (made ??= { value: make() }).value
}

interface Lines {
  readonly content: Buffer
  /** Where each line begins, and where the last one ends. */
  readonly starts: readonly number[]
}

function linesOf(path: string): Lines {
  try {
    const content = readFileSync(path)
    const starts = [0]
    for (let end = content.indexOf('\n'); end >= 0; end = content.indexOf('\n', end + 1)) starts.push(end + 1)
    return { content, starts }
  } catch (error) {
    throw historyFault(path, 'cannot be read', error)
  }
}

function changesIn({ content, starts }: Lines, path: string, from: number, count: number): Change[] {
  return Array.from({ length: count }, (_, i) => {
    const line = from + i
    try {
      const text = content.toString('utf8', starts[line]!, starts[line + 1]!)
      // What a rollback wants was once there, and may break rules.
      return parseChange(JSON.parse(text) as Change, 'take')
    } catch (error) {
      throw historyFault(`${path}:${line + 1}`, 'cannot be read', error)
    }
  })
}
