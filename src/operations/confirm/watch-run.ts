// Waits until a run is confirmed, and takes it back when its time is over: what the watcher does.
import type { Clock } from '../../base/clock.ts'
import { problemText } from '../../base/errors.ts'
import { secondsText } from '../../dns/ttl.ts'
import type { Decision, History, Run } from '../../history/run.ts'
import { type IsAtWork, isWorkedOn, openRuns } from './open-runs.ts'
import { failed, type Reverted } from './reverted.ts'

export interface WatchInput {
  readonly id: string
  readonly history: History
  readonly clock: Clock
  readonly sleep: (ms: number) => Promise<void>
  readonly isAtWork: IsAtWork
  /** Tries once to take the run back. */
  readonly revert: (run: Run) => Promise<Reverted>
  readonly log: (text: string) => void
}

/** How long it may take to see that a run was confirmed, or that the clock was set; milliseconds. */
const lookMs = 2000
/** How often to look whether a late apply has ended. */
const lateMs = 200
/** Waits between attempts to take it back, the first and the longest. */
const firstRetryMs = 1000
const longestRetryMs = 5 * 60_000
/** After this, it is left to the next start of dnsctl. */
const giveUpAfterMs = 24 * 3_600_000

/** Why a run is taken back that nobody confirmed. */
export const unconfirmed = 'nobody confirmed it in time'

/** Resolves once the run needs nobody to watch it any more. */
export async function watchRun(input: WatchInput): Promise<void> {
  const { log } = input
  const decided = await decisionOf(input)
  if (!decided) return log('nothing was changed, so there is nothing to take back')
  const { decision, isOwn } = decided
  if (decision.verdict === 'confirmed') return log(`confirmed by ${decision.by}`)
  log(`to be taken back: ${decision.by}`)
  await takeBack(input, isOwn)
}

interface Decided {
  readonly decision: Decision
  /** False if somebody else has decided, who is the first to act on it. */
  readonly isOwn: boolean
}

/** Undefined if the process that was to apply ended before it could change anything. */
async function decisionOf({ id, history, clock, sleep, isAtWork }: WatchInput): Promise<Decided | undefined> {
  let wasGone = false
  for (;;) {
    const run = await history.run(id)
    if (run.decision) return { decision: run.decision, isOwn: false }
    const isGone = !isWorkedOn(run, isAtWork)
    const left = run.confirmBy === undefined ? lookMs : Date.parse(run.confirmBy) - clock()
    // What a process wrote last is certain to be seen only where the run is read once it is gone.
    if (isGone && wasGone) {
      if (run.confirmBy === undefined) return undefined
      if (left <= 0) return decide(run, clock)
    }
    if (wasGone || !isGone) await sleep(left > 0 ? Math.min(left, lookMs) : lateMs)
    wasGone = isGone
  }
}

async function decide(run: Run, clock: Clock): Promise<Decided> {
  const own: Decision = { verdict: 'reverted', at: new Date(clock()).toISOString(), by: unconfirmed }
  const decision = await run.decide(own)
  return { decision, isOwn: decision.at === own.at && decision.by === own.by }
}

/** Tries until it is done, in growing steps; stays away as long as somebody else is at it. */
async function takeBack(input: WatchInput, isOwn: boolean): Promise<void> {
  const { id, history, clock, sleep, isAtWork, log } = input
  const began = clock()
  let retryMs = firstRetryMs
  // Whoever decided has not begun yet, perhaps.
  if (!isOwn) await sleep(lookMs)
  while (clock() - began < giveUpAfterMs) {
    const open = (await openRuns(history, clock, isAtWork)).find(({ run }) => run.head.id === id)
    if (!open) return log('it is taken back')
    const { run, undoing } = open
    const isOthers = [...(isOwn ? [] : [run]), ...undoing].some(each => isWorkedOn(each, isAtWork))
    if (isOthers) {
      await sleep(lookMs)
      continue
    }
    const { left, kept } = await input.revert(run).catch(failed)
    for (const problem of [...left, ...kept]) log(problemText(problem))
    if (left.length === 0) continue
    log(`the next attempt is in ${secondsText(retryMs / 1000)}`)
    await sleep(retryMs)
    retryMs = Math.min(retryMs * 2, longestRetryMs)
  }
  log('given up; the next start of dnsctl apply takes it back')
}
