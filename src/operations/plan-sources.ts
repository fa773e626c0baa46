// Where the plan comes from that is applied: the zone files as they are now, or a file that holds one.
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { systemClock } from '../base/clock.ts'
import { fault } from '../base/errors.ts'
import type { Listener } from '../base/io.ts'
import { version } from '../base/version.ts'
import { readPlanFile } from '../plan/file/plan-file.ts'
import { judgedAgain } from '../plan/guards/judge-again.ts'
import { accessPoints } from './access-points.ts'
import type { Checkout } from './checkout.ts'
import { loadVerifyKey } from './plan-keys.ts'
import { planOrigin } from './plan-origin.ts'
import { type PlannedZones, planZones } from './plan-zones.ts'
import type { ProviderPool } from './provider-pool.ts'
import { safetyLimits } from './safety-limits.ts'
import type { Selection } from './selection.ts'

/** What plans are made in. */
export interface PlanSession {
  readonly checkout: Checkout
  readonly providers: ProviderPool
  readonly listener: Listener
}

/** Makes a plan in a session. */
export type PlanSource = (session: PlanSession) => Promise<PlannedZones>

/** Plans the zones that are selected, as their files say now. */
export const planOfFiles =
  (selection: Selection): PlanSource =>
  async ({ checkout, providers, listener }) =>
    planZones({
      workspace: await checkout.openWorkspace(selection),
      safety: checkout.config.config.safety,
      access: accessPoints(checkout.config),
      providers,
      origin: await planOrigin(checkout.config),
      clock: systemClock,
      listener,
    })

/** By what a plan file is trusted. */
export interface PlanFileTrust {
  /** File of the public key that it must be signed by, in place of `safety.verify_key`; relative to the working directory. */
  readonly verifyKey?: string | undefined
  /** The most milliseconds since it was made; its own expiry holds too. */
  readonly maxAgeMs?: number | undefined
}

/**
 * Takes the plan out of a file, which is relative to the working directory, and judges it by the guards here; throws
 * why it may not be applied.
 */
export const planOfPlanFile =
  (file: string, { verifyKey, maxAgeMs }: PlanFileTrust): PlanSource =>
  async ({ checkout: { config, cwd } }) => {
    const key = await loadVerifyKey(verifyKey, cwd, config)
    const plan = readPlanFile(await readText(resolve(cwd, file), file), file, {
      now: systemClock(),
      tool: version,
      configuration: config.digest,
      providers: Object.keys(config.config.providers),
      verifyKey: key,
      maxAgeMs,
    })
    const { safety } = config.config
    const access = accessPoints(config)
    const zones = plan.zones.map(zone => judgedAgain(zone, safetyLimits(safety, access, zone.zone)))
    return { plan: { ...plan, zones }, problems: [] }
  }

async function readText(path: string, file: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    const { message } = error as Error
    throw fault('file-unreadable', `${file} cannot be read: ${message}`, undefined, { cause: error })
  }
}
