// Saves the plan that was kept for a pull or merge request when it was reviewed.
import { fault } from '../../base/errors.ts'
import { replaceFile } from '../../base/replace-file.ts'
import { planFileMode } from '../../plan/file/plan-file.ts'
import type { Forge } from './forge.ts'

export interface FetchedPlan {
  readonly file: string
  /** The number of the pull or merge request. */
  readonly request: number
  /** The commit at its head. */
  readonly head: string
}

/** Saves the plan of what was merged as a commit; throws `ci-plan-missing`, `ci-plan-untrusted`. */
export async function fetchPlan(
  forge: Forge,
  { commit, name, out }: { readonly commit: string; readonly name: string; readonly out: string },
): Promise<FetchedPlan> {
  const request = await forge.mergedAs(commit)
  if (!request)
    throw fault(
      'ci-plan-missing',
      `no request on ${forge.name} was merged as ${commit}, so there is no plan of it`,
    )
  const plan = await forge.keptPlan(request, name)
  await replaceFile(out, new TextDecoder().decode(plan), planFileMode)
  return { file: out, request: request.number, head: request.head }
}
