// Plans every zone at each of its providers, several at once; what fails in one zone hides nothing of the others.
import type { Clock } from '../base/clock.ts'
import { DnsctlError, type Problem, problemText } from '../base/errors.ts'
import type { Listener } from '../base/io.ts'
import type { Config } from '../config/settings.ts'
import { type Name, nameKey, root } from '../dns/name.ts'
import type { RRset } from '../dns/rrset.ts'
import type { AccessPoint } from '../plan/guards/access.ts'
import { rrsetMatcher } from '../plan/pattern.ts'
import type { Plan, ZonePlan } from '../plan/plan.ts'
import { planZone } from '../plan/plan-zone.ts'
import { atProvider } from './at-provider.ts'
import { mapLimited } from './map-limited.ts'
import type { PlanOrigin } from './plan-origin.ts'
import type { ProviderPool } from './provider-pool.ts'
import { safetyLimits } from './safety-limits.ts'
import { refuseErrors, type Workspace, type WorkspaceZone } from './workspace.ts'

export interface PlanZonesInput {
  readonly workspace: Workspace
  readonly safety: Config['safety']
  /** What one's own access depends on, beside the zones' name servers. */
  readonly access?: readonly AccessPoint[]
  readonly providers: ProviderPool
  /** What the plan says of where it comes from. */
  readonly origin: PlanOrigin
  readonly clock: Clock
  readonly listener: Listener
}

export interface PlannedZones {
  /** The zones that could be planned, in the workspace's order. */
  readonly plan: Plan
  /** Why others could not, and the warnings of the zone files. */
  readonly problems: readonly Problem[]
  /** Zones that could not be planned at one of their providers or more; those of the plan may be among them. */
  readonly unplanned?: readonly Name[]
}

/** Zones planned at once at one provider; each waits for it most of the time, in the order of its pace. */
const zonesAtOnce = 8

/** Plans the zones of a workspace; throws all problems of its files if one of them is an error. */
export async function planZones(input: PlanZonesInput): Promise<PlannedZones> {
  const { workspace, safety, clock, origin } = input
  refuseErrors(workspace.problems)
  rrsetMatcher(safety.protect, root)
  const results = await resultsOf(input)
  const planned = results.flatMap(result => ('fingerprint' in result ? [result] : []))
  const failed = results.flatMap(result => ('fingerprint' in result ? [] : [result]))
  return {
    plan: { version: 2, created: new Date(clock()).toISOString(), ...origin, zones: planned },
    problems: unique([...workspace.problems, ...failed.flatMap(({ problems }) => problems)]),
    unplanned: [...new Map(failed.map(({ zone }) => [nameKey(zone), zone])).values()],
  }
}

/** The plans, or failures, of each zone at each of its providers, which work side by side. */
async function resultsOf(input: PlanZonesInput): Promise<(ZonePlan | Failure)[]> {
  const { workspace, listener } = input
  const jobs = workspace.zones.flatMap(zone => zone.providers.map(provider => ({ zone, provider })))
  const results: (ZonePlan | Failure)[] = []
  let done = 0
  const planAt = async (provider: string): Promise<void> => {
    const ofProvider = [...jobs.entries()].filter(([, job]) => job.provider === provider)
    await mapLimited(ofProvider, zonesAtOnce, async ([index, { zone }]) => {
      results[index] = await planOrProblems(input, zone, provider)
      listener({ kind: 'progress', task: 'planning zones', done: ++done, total: jobs.length })
    })
  }
  await Promise.all([...new Set(jobs.map(({ provider }) => provider))].map(planAt))
  return results
}

/** A zone has the same problem at each provider, and a provider the same for each zone. */
const unique = (problems: readonly Problem[]): Problem[] => [
  ...new Map(problems.map(problem => [problemText(problem), problem])).values(),
]

interface Failure {
  readonly zone: Name
  readonly problems: readonly Problem[]
}

async function planOrProblems(
  input: PlanZonesInput,
  zone: WorkspaceZone,
  provider: string,
): Promise<ZonePlan | Failure> {
  try {
    return await planAtProvider(input, zone, provider)
  } catch (error) {
    if (!(error instanceof DnsctlError)) throw error
    return { zone: zone.loaded.origin, problems: error.problems.map(one => atProvider(provider, one)) }
  }
}

async function planAtProvider(
  { safety, access = [], providers, listener }: PlanZonesInput,
  { loaded }: WorkspaceZone,
  providerName: string,
): Promise<ZonePlan> {
  const { zone, origin, settings } = loaded
  const provider = await providers.get(providerName)
  const info = await provider.findZone(origin)
  return planZone({
    wanted: zone,
    serial: settings.serial,
    ignore: rrsetMatcher(settings.ignore, origin),
    ownership: settings.ownership,
    placeOf: rrset => loaded.placeOf(rrset),
    provider: providerName,
    capabilities: provider.capabilities,
    existing: info && withProgress(provider.readZone(origin), origin, info.rrsets, listener),
    limits: safetyLimits(safety, access, origin),
  })
}

/** Tells how much of a zone has been read. */
async function* withProgress(
  pages: AsyncIterable<readonly RRset[]>,
  origin: Name,
  total: number | undefined,
  listener: Listener,
): AsyncIterable<readonly RRset[]> {
  let done = 0
  for await (const page of pages) {
    yield page
    done += page.length
    listener({ kind: 'progress', task: `reading ${origin}`, done, ...(total !== undefined && { total }) })
  }
}
