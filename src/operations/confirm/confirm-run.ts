// Confirms a run that waits for it, so that it stays.
import { setTimeout } from 'node:timers/promises'
import { type Clock, systemClock } from '../../base/clock.ts'
import { fault } from '../../base/errors.ts'
import type { Name } from '../../dns/name.ts'
import type { Decision, History, Run } from '../../history/run.ts'
import { type IsAtWork, isAtWork, openRuns } from './open-runs.ts'

export interface ConfirmInput {
  readonly history: History
  /** The run, or the start of its id; the only one that waits if it is left out. */
  readonly id: string | undefined
  /** Who confirms it: `user@host`. */
  readonly by: string
  readonly clock?: Clock
  readonly atWork?: IsAtWork
  readonly sleep?: (ms: number) => Promise<unknown>
}

/** A run that was confirmed. */
export interface ConfirmedRun {
  readonly run: string
  readonly zones: readonly { readonly zone: Name; readonly provider: string }[]
  readonly confirmed: Pick<Decision, 'at' | 'by'>
}

/**
 * Confirms it. Throws `run-unknown` if none waits, `run-unclear` if several do and none is named, `run-unfinished` while
 * it is applied, and `run-decided` where that has been decided.
 */
export async function confirmRun(input: ConfirmInput): Promise<ConfirmedRun> {
  const { history, id, by, clock = systemClock } = input
  const run = await afterItsEnd(id === undefined ? await soleWaiting(input) : await history.run(id), input)
  const { id: found } = run.head
  if (run.confirmBy === undefined)
    throw fault(
      'run-decided',
      `run ${found} does not wait to be confirmed: it was applied without --confirm-within`,
    )
  if (run.decision) throw fault('run-decided', decidedText(run, run.decision))
  const own: Decision = { verdict: 'confirmed', at: new Date(clock()).toISOString(), by }
  const decision = await run.decide(own)
  if (decision.at !== own.at || decision.by !== by) throw fault('run-decided', decidedText(run, decision))
  const zones = run.zones.map(({ intent: { zone, provider } }) => ({ zone, provider }))
  return { run: found, zones, confirmed: { at: own.at, by } }
}

const decidedText = ({ head: { id } }: Run, { verdict, at, by }: Decision): string =>
  verdict === 'confirmed'
    ? `run ${id} was confirmed at ${at} by ${by}`
    : `it is too late: run ${id} was taken back at ${at} (${by})`

async function soleWaiting({ history, clock, atWork }: ConfirmInput): Promise<Run> {
  const open = await openRuns(history, clock, atWork)
  const waiting = open.flatMap(({ run, state }) => (state === 'reverting' ? [] : [run]))
  const [run, ...others] = waiting
  if (!run) throw await noneWaits(history)
  if (others.length === 0) return run
  const ids = waiting.map(({ head }) => head.id)
  throw fault('run-unclear', `${ids.length} runs wait to be confirmed: ${ids.join(', ')}; name one`)
}

/** Whoever comes too late is told so. */
async function noneWaits(history: History) {
  for await (const run of history.runs())
    if (run.confirmBy !== undefined && run.decision)
      return fault('run-decided', decidedText(run, run.decision))
  return fault('run-unknown', 'no run waits to be confirmed')
}

const lookMs = 200
/** What has said that it waits may take a moment to end. */
const patienceMs = 5000

/** Gives the run as it is once the process that applied it has ended. */
async function afterItsEnd(run: Run, input: ConfirmInput): Promise<Run> {
  const { history, atWork = isAtWork, sleep = setTimeout } = input
  for (let waited = 0; atWork(run.head.by); waited += lookMs) {
    if (waited >= patienceMs)
      throw fault(
        'run-unfinished',
        `run ${run.head.id} is still being applied, by process ${run.head.by.pid}`,
      )
    await sleep(lookMs)
  }
  return history.run(run.head.id)
}
