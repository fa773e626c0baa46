// Applies what is intended for one zone at one provider, stage by stage, each step written down before it is taken.
import { DnsctlError, type Problem, problem } from '../../base/errors.ts'
import type { Name } from '../../dns/name.ts'
import type { Stage, ZoneEnd, ZoneJournal } from '../../history/run.ts'
import { stateOf } from '../../history/run-state.ts'
import type { Change } from '../../plan/plan.ts'
import type { Proof } from '../../proof/proof.ts'
import type { Applied, Provider, WriteContext } from '../../providers/contract.ts'
import type { ProviderPool } from '../provider-pool.ts'
import type { ZoneOutcome } from './outcome.ts'
import { type Wait, waitOut } from './wait-out.ts'

/** What applying a zone needs beside what is to be done. */
export interface ZoneSite extends Wait {
  readonly providers: ProviderPool
  /** What the lease is taken for, in one word. */
  readonly purpose: string
  readonly lockWaitMs: number
  /** Asks the authoritative servers for what was changed; undefined where none is to be asked. */
  readonly prove: (provider: Provider, origin: Name, changes: readonly Change[]) => Promise<Proof | undefined>
  /** What is wrong with a proof; empty if it holds. */
  readonly objectionsTo: (proof: Proof) => readonly Problem[]
}

/** How a stage is brought about: by applying it as it is, or what is left of it. */
export type CarryOut = (provider: Provider, stage: Stage, context: WriteContext) => Promise<Applied>

/** Applies a stage as it was planned. */
const carryOut: CarryOut = async (provider, stage, context) => {
  if (!stage.deletesZone) return provider.apply(stage, context)
  await provider.deleteZone(stage.zone, stage.deletesZone.fingerprint, context)
  return {}
}

/** Where and how work on a zone begins, if not anew. */
export interface Beginning {
  /** The first stage to apply, from 0. */
  readonly first?: number
  readonly carry?: CarryOut
  /** Gives, once the lease is held, what became of the zone through somebody else: then nothing more is done. */
  readonly settled?: () => Promise<ZoneOutcome['status'] | undefined>
}

/** Works through the stages; what fails is in the outcome and in the journal, and is not thrown. */
export async function applyZone(
  journal: ZoneJournal,
  site: ZoneSite,
  { first = 0, carry = carryOut, settled = async () => undefined }: Beginning = {},
): Promise<ZoneOutcome> {
  const { zone, provider: name, stages } = journal.intent
  const outcome = { zone, provider: name, changes: stages.at(-1)!.changes.length }
  const end = async (status: Exclude<ZoneEnd, 'superseded'>, result: Partial<ZoneOutcome>) => {
    const { problems = [] } = result
    await journal.append({ step: 'ended', status, problems })
    return { ...outcome, ...result, status, problems }
  }
  // What an earlier process may have written is there, whatever becomes of the rest.
  let isBegun = first > 0 || stateOf(journal).mayHaveWritten
  try {
    const provider = await site.providers.get(name)
    let last: Staged = { problems: [] }
    for (const [index, stage] of stages.entries()) {
      if (index < first) continue
      if (site.signal.aborted) return await end(isBegun ? 'partial' : 'skipped', last)
      const staged = await applyStage({ journal, provider, stage, index, site, carry, settled })
      if (typeof staged === 'string') return { ...outcome, status: staged, problems: [] }
      last = staged
      isBegun = true
      if (stage.waitFor === undefined) continue
      // Servers that do not answer the low TTL yet go on handing out the high one.
      if (last.problems.length > 0) return await end('partial', last)
      if (!(await waitOut(journal, index, stage.waitFor, site)))
        return await end('partial', {
          ...last,
          problems: [problem('apply-interrupted', interruptedText(zone))],
        })
    }
    return await end('applied', last)
  } catch (error) {
    if (!(error instanceof DnsctlError)) throw error
    const { problems } = error
    const status = isBegun || isPartial(problems, journal) ? 'partial' : 'failed'
    // What cannot be written down any more is told all the same.
    return await end(status, { problems }).catch(() => ({ ...outcome, status, problems }))
  }
}

/** Where the history cannot be written any more, the change may be in place already. */
const isPartial = (problems: readonly Problem[], journal: ZoneJournal): boolean =>
  problems.some(({ code }) => code === 'apply-partial') ||
  (problems.some(({ code }) => code === 'history-unusable') && stateOf(journal).mayHaveWritten)

const interruptedText = (zone: Name): string =>
  `${zone}: TTLs are lowered, and the rest is not applied yet; \`dnsctl apply --resume\` goes on`

type Staged = Applied & { readonly proof?: Proof; readonly problems: readonly Problem[] }

interface StageWork {
  readonly journal: ZoneJournal
  readonly provider: Provider
  readonly stage: Stage
  readonly index: number
  readonly site: ZoneSite
  readonly carry: CarryOut
  readonly settled: NonNullable<Beginning['settled']>
}

/** Changes the zone under its lease, and asks the servers while nobody else can change it. */
function applyStage(work: StageWork): Promise<Staged | ZoneOutcome['status']> {
  const { journal, provider, stage, index, site, carry, settled } = work
  const { listener, purpose, lockWaitMs } = site
  return provider.withLease(stage.zone, { purpose, waitMs: lockWaitMs }, async lease => {
    const status = await settled()
    if (status) return status
    await journal.append({ step: 'leased', token: lease.token })
    const begun = begunCreation(journal)
    const applied = await carry(provider, stage, {
      lease,
      listener,
      record: step => journal.append({ ...step, stage: index }),
      ...(begun !== undefined && { begun }),
    })
    const told = applied.problems ?? []
    await journal.append({ step: 'applied', stage: index, ...applied, problems: told })
    const proof = stage.deletesZone ? undefined : await site.prove(provider, stage.zone, stage.changes)
    if (!proof) return { ...applied, problems: told }
    const objections = site.objectionsTo(proof)
    await journal.append({ step: 'verified', problems: objections })
    return { ...applied, proof, problems: [...told, ...objections] }
  })
}

/** The reference of a creation that an earlier process began and did not see through. */
function begunCreation({ records }: ZoneJournal): string | undefined {
  const last = records.findLast(({ step }) => step === 'creating-zone' || step === 'zone-created')
  return last?.step === 'creating-zone' ? last.reference : undefined
}
