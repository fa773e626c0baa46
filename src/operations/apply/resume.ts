// Goes on with runs that were interrupted: what they had intended is compared with what the providers hold, and what is
// left of it is applied.
import { DnsctlError, fault, type Problem } from '../../base/errors.ts'
import { rrsetKey } from '../../dns/rrset.ts'
import { type Interrupted, interruptedZones } from '../../history/interrupted.ts'
import type { Stage } from '../../history/run.ts'
import { remainingOf } from '../../plan/remaining.ts'
import type { Applied, Provider, WriteContext } from '../../providers/contract.ts'
import { workThrough } from './apply-plan.ts'
import { type SessionPlace, withSession } from './apply-session.ts'
import { applyZone, type CarryOut, waitUntil, type ZoneSite } from './apply-zone.ts'
import type { ApplyResult, ZoneOutcome } from './outcome.ts'
import { deletionOf } from './remaining-deletion.ts'
import { type SiteOptions, siteOf } from './site.ts'

export interface ResumeInput extends SessionPlace {
  readonly options: SiteOptions
  readonly signal: AbortSignal
}

/**
 * Finishes all interrupted runs, the oldest first. What is in place already is not applied again; where an RRset is
 * neither as it was nor as it was to be, nothing more of its zone is written (`resume-moved`).
 */
export function resumeCheckout(input: ResumeInput): Promise<ApplyResult> {
  return withSession(input, async session => {
    const site = siteOf(session, input.options, 'resume', input.signal)
    const interrupted = await interruptedZones(session.history)
    if (interrupted.length === 0) return { zones: [] }
    const runs = [...new Set(interrupted.map(({ run }) => run))]
    const zones: ZoneOutcome[] = []
    for (const run of runs) {
      const found = new Map(interrupted.filter(one => one.run === run).map(one => [one.journal, one]))
      zones.push(
        ...(await workThrough([...found.keys()], site, journal => resumeZone(found.get(journal)!, site))),
      )
    }
    return { run: runs.at(-1)!.head.id, zones }
  })
}

async function resumeZone(
  { journal, stage, waitingUntil }: Interrupted,
  site: ZoneSite,
): Promise<ZoneOutcome> {
  const { intent } = journal
  const isOver = waitingUntil === undefined || (await waitUntil(waitingUntil, site))
  if (isOver) return applyZone(journal, site, carryOutRest(journal), stage)
  const { zone, provider } = intent
  return { zone, provider, status: 'partial', changes: intent.stages.at(-1)!.changes.length, problems: [] }
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
    return rest ? provider.apply(rest, context) : ({} satisfies Applied)
  }

async function deleteRest(provider: Provider, stage: Stage, context: WriteContext): Promise<Applied> {
  if (!(await provider.findZone(stage.zone))) return {}
  const keys = new Map(stage.changes.map(change => [rrsetKey(change), change]))
  const { fingerprint, moved } = await deletionOf(provider.readZone(stage.zone), keys, stage.zone)
  throwIfAny(moved)
  await provider.deleteZone(stage.zone, fingerprint, context)
  return {}
}

function throwIfAny([first, ...others]: readonly Problem[]): void {
  if (first) throw new DnsctlError([first, ...others])
}
