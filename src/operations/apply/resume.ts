// Goes on with runs that were interrupted: what they had intended is compared with what the providers hold, and what is
// left of it is applied.
import { systemClock } from '../../base/clock.ts'
import { fault, throwIfAny } from '../../base/errors.ts'
import { rrsetKey } from '../../dns/rrset.ts'
import { type Interrupted, interruptedZones } from '../../history/interrupted.ts'
import type { History, Run, Stage } from '../../history/run.ts'
import { isNotToGoOn, stateOf } from '../../history/run-state.ts'
import { remainingOf } from '../../plan/remaining.ts'
import type { Applied, Provider, WriteContext } from '../../providers/contract.ts'
import { holdRun } from '../confirm/hold-run.ts'
import { revertOverdue } from '../confirm/revert-overdue.ts'
import { workThrough } from './apply-plan.ts'
import { type SessionPlace, withSession } from './apply-session.ts'
import { applyZone, type CarryOut, type ZoneSite } from './apply-zone.ts'
import type { ApplyResult, ZoneOutcome } from './outcome.ts'
import { deletionOf } from './remaining-deletion.ts'
import { type SiteOptions, siteOf } from './site.ts'
import { waitUntil } from './wait-out.ts'

export interface ResumeInput extends SessionPlace {
  readonly options: SiteOptions
  readonly signal: AbortSignal
}

/**
 * Finishes all interrupted runs, the oldest first. What is in place already is not applied again; where an RRset is
 * neither as it was nor as it was to be, nothing more of its zone is written (`resume-moved`). A run that stays only if it
 * is confirmed begins to wait anew; one whose time is over is taken back instead.
 */
export function resumeCheckout(input: ResumeInput): Promise<ApplyResult> {
  return withSession(input, async session => {
    await revertOverdue(session)
    const site = siteOf(session, input.options, 'resume', input.signal)
    const all = await interruptedZones(session.history)
    let result: ApplyResult = { zones: [] }
    for (const run of new Set(all.map(one => one.run))) {
      const withinMs = heldFor(run)
      if (withinMs !== undefined) await holdRun(run, { ...input, checkout: session.checkout, withinMs })
      const found = new Map(all.filter(one => one.run === run).map(one => [one.journal, one]))
      const zones = await workThrough([...found.keys()], site, journal =>
        resumeZone(found.get(journal)!, site, session.history),
      )
      const confirmBy = withinMs === undefined ? undefined : await waitAnew(run, withinMs)
      result = {
        run: run.head.id,
        zones: [...result.zones, ...zones],
        ...(confirmBy !== undefined && { confirmBy }),
      }
    }
    return result
  })
}

/** How long a run waits to be confirmed; milliseconds. What a canary had to say is for people to say now. */
const heldFor = ({ head, confirmBy }: Run): number | undefined =>
  confirmBy === undefined
    ? undefined
    : (head.confirmWithinMs ?? Date.parse(confirmBy) - Date.parse(head.began))

async function waitAnew(run: Run, withinMs: number): Promise<string> {
  const confirmBy = new Date(systemClock() + withinMs).toISOString()
  await run.awaitConfirmation(confirmBy)
  return confirmBy
}

async function resumeZone(
  interrupted: Interrupted,
  site: ZoneSite,
  history: Pick<History, 'run'>,
): Promise<ZoneOutcome> {
  const { journal, stage, waitingUntil } = interrupted
  const { intent } = journal
  const isOver = waitingUntil === undefined || (await waitUntil(intent.zone, waitingUntil, site))
  const settled = () => settledSince(interrupted, history)
  if (isOver) return applyZone(journal, site, { first: stage, carry: carryOutRest(journal), settled })
  const { zone, provider } = intent
  return { zone, provider, status: 'partial', changes: intent.stages.at(-1)!.changes.length, problems: [] }
}

/** While the lock was waited for, another process may have finished the zone, or decided that it is taken back. */
async function settledSince(
  { run, journal }: Interrupted,
  history: Pick<History, 'run'>,
): Promise<ZoneOutcome['status'] | undefined> {
  const now = await history.run(run.head.id)
  if (isNotToGoOn(now)) return 'skipped'
  const status = stateOf(now.zones[run.zones.indexOf(journal)]!).ended?.status
  if (status === undefined || status === 'partial') return undefined
  return status === 'superseded' ? 'skipped' : status
}

/** Applies what is left of the stage that was interrupted; those after it are whole, and nothing of them is done. */
const carryOutRest =
  ({ intent, records }: Interrupted['journal']): CarryOut =>
  async (provider, stage, context) => {
    const hasBegunCreating = records.some(({ step }) => step === 'creating-zone')
    if (stage.deletesZone) return deleteRest(provider, stage, context)
    const held = await provider.readRRsets(intent.zone, stage.changes)
    if (stage.createsZone && held.exists && !hasBegunCreating)
      throw fault('resume-moved', `${stage.zone} has been created since, by somebody else`)
    const { rest, moved } = remainingOf(stage, held.exists, ({ owner, type }) => held.get(owner, type))
    throwIfAny(moved)
    if (!rest && context.begun === undefined) return toldOf(provider, stage)
    return provider.apply(rest ?? { ...stage, createsZone: false, changes: [] }, context)
  }

/** What is in place may have been so before anybody could be told. */
const toldOf = async (provider: Provider, { zone }: Stage): Promise<Applied> => ({
  problems: (await provider.tellServer?.(zone)) ?? [],
})

async function deleteRest(provider: Provider, stage: Stage, context: WriteContext): Promise<Applied> {
  if (!(await provider.findZone(stage.zone))) return toldOf(provider, stage)
  const keys = new Map(stage.changes.map(change => [rrsetKey(change), change]))
  const { fingerprint, moved } = await deletionOf(provider.readZone(stage.zone), keys, stage.zone)
  throwIfAny(moved)
  await provider.deleteZone(stage.zone, fingerprint, context)
  return {}
}
