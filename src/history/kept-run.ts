// One run as it is kept in its folder.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Clock } from '../base/clock.ts'
import { problem } from '../base/errors.ts'
import type { Listener } from '../base/io.ts'
import type { ProcessIdentity } from '../base/process-identity.ts'
import { replaceFile } from '../base/replace-file.ts'
import { historyFault, systemCode } from './history-fault.ts'
import { intentsOf, readHead } from './intent-files.ts'
import { JournalWriter, journalName, readJournal } from './journal-file.ts'
import { placeOnce, temporaryName } from './private-files.ts'
import type { Decision, JournalRecord, JournalStep, Run, ZoneIntent, ZoneJournal } from './run.ts'

/** Where a run is, and who asks. */
export interface RunPlace {
  readonly folder: string
  readonly clock: Clock
  readonly identity: ProcessIdentity
  readonly random: () => number
  readonly listener: Listener
}

const confirmName = 'confirm.json'
const decisionName = 'decision.json'

/**
 * Reads a run; throws what is wrong with it. `known` are its intents, where they need not be read. There may be a
 * thousand runs to look through with small files each, of which no more than one is waited for at a time.
 */
export function keptRun(place: RunPlace, known?: readonly ZoneIntent[]): Run {
  const { folder } = place
  const { head, zones } = readHead(folder)
  const records = zones.map((): JournalRecord[] => [])
  for (const { zone, record } of readJournal(folder, zones.length, line => tellBroken(place, line)))
    records[zone]!.push(record)
  const writer = new JournalWriter(folder)
  const intents = known ?? intentsOf(folder, zones)
  const journals = zones.map(({ totals }, zone): ZoneJournal => {
    const append = appenderOf(place, head.by, writer, zone, records[zone]!)
    return { intent: intents[zone]!, totals, records: records[zone]!, append }
  })
  let confirmBy = readJson<{ readonly until: string }>(folder, confirmName)?.until
  let decision = readJson<Decision>(folder, decisionName)
  return {
    head,
    zones: journals,
    get confirmBy() {
      return confirmBy
    },
    get decision() {
      return decision
    },
    async awaitConfirmation(until) {
      await writing(join(folder, confirmName), path => replaceFile(path, jsonLine({ until }), 0o600))
      confirmBy = until
    },
    async decide(wanted) {
      decision ??= await decideOnce(place, wanted)
      return decision
    },
  }
}

/** Another process than the one that began the run says so first. */
function appenderOf(
  { clock, identity }: RunPlace,
  by: ProcessIdentity,
  writer: JournalWriter,
  zone: number,
  records: JournalRecord[],
): ZoneJournal['append'] {
  let isKnown = isSame(by, identity)
  return async step => {
    const at = new Date(clock()).toISOString()
    const steps: readonly JournalStep[] = isKnown ? [step] : [{ step: 'resumed', by: identity }, step]
    const added = steps.map((one): JournalRecord => ({ ...one, at }))
    await writer.append(added.map(record => ({ zone, record })))
    isKnown = true
    records.push(...added)
  }
}

const isSame = (a: ProcessIdentity, b: ProcessIdentity): boolean =>
  a.pid === b.pid && a.host === b.host && a.started === b.started && a.system === b.system

/** Whoever comes second gets what the first one has decided. */
async function decideOnce({ folder, random }: RunPlace, wanted: Decision): Promise<Decision> {
  const isFirst = await writing(join(folder, decisionName), path =>
    placeOnce(path, temporaryName(folder, random), jsonLine(wanted)),
  )
  if (isFirst) return wanted
  return readJson<Decision>(folder, decisionName)!
}

const jsonLine = (value: object): string => `${JSON.stringify(value)}\n`

function readJson<T>(folder: string, name: string): T | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, name), 'utf8')) as T
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined
    throw error
  }
}

function tellBroken({ folder, listener }: RunPlace, line: number): void {
  const message = `${join(folder, journalName)}:${line} cannot be read; the rest of the run is shown without it`
  listener({ kind: 'problem', problem: problem('history-damaged', message) })
}

async function writing<T>(path: string, work: (path: string) => Promise<T>): Promise<T> {
  try {
    return await work(path)
  } catch (error) {
    throw historyFault(path, 'cannot be written', error)
  }
}
