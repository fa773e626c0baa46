// What a plan says of where it comes from.
import { version } from '../base/version.ts'
import type { LoadedConfig } from '../config/load-config.ts'
import type { Plan } from '../plan/plan.ts'
import { headCommit } from './git.ts'

export type PlanOrigin = Pick<Plan, 'tool' | 'configuration' | 'commit'>

/** Tells this dnsctl, the settings, and the commit that is checked out, where there is one. */
export async function planOrigin({ digest, baseDir }: LoadedConfig): Promise<PlanOrigin> {
  const commit = await headCommit(baseDir)
  return { tool: version, configuration: digest, ...(commit !== undefined && { commit }) }
}
