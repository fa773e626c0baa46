// Under which name the plan of a commit is kept.
import { fault } from '../../base/errors.ts'

/** `dnsctl-plan-<commit>`; throws `forge-failed` for what is no commit. */
export function keptPlanName(name: string, commit: string): string {
  if (!/^[0-9a-f]{40,64}$/.test(commit))
    throw fault('forge-failed', `"${commit}" is no commit, so no plan is kept for it`)
  return `${name}-${commit}`
}
