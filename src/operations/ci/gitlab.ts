// GitLab: merge requests, their notes and the artifacts of their jobs, by its REST API (v4).
import { systemClock } from '../../base/clock.ts'
import { fault } from '../../base/errors.ts'
import type { ChangeRequest, Forge, ForgeAccess } from './forge.ts'
import { ForgeClient } from './forge-client.ts'
import { mostPlanBytes } from './plan-archive.ts'

/** A part of https://docs.gitlab.com/api/notes/#merge-requests */
interface Note {
  readonly id: number
  readonly body: string
  readonly system: boolean
  readonly author: { readonly id: number }
}

/** A part of https://docs.gitlab.com/api/merge_requests/ */
interface MergeRequest {
  readonly iid: number
  readonly sha: string
  readonly state: string
  readonly source_project_id: number
  readonly target_project_id: number
  readonly merge_commit_sha: string | null
  readonly squash_commit_sha: string | null
}

/** A part of https://docs.gitlab.com/api/jobs/ */
interface Job {
  readonly id: number
  readonly name: string
  readonly status: string
}

const scope = 'the scope `api`, as a project access token with the role Developer has'

/** Opens GitLab for the run that these variables tell of; throws `forge-refused` without a token. */
export async function openGitLab({ env, fetch, wait }: ForgeAccess): Promise<Forge> {
  const token = env.DNSCTL_GITLAB_TOKEN
  if (!token)
    throw fault(
      'forge-refused',
      `DNSCTL_GITLAB_TOKEN is not set; the token of the job cannot write notes, it takes one with ${scope}`,
    )
  const url = env.CI_API_V4_URL ?? 'https://gitlab.com/api/v4'
  const headers = { 'PRIVATE-TOKEN': token, 'User-Agent': 'dnsctl' }
  const client = new ForgeClient({ name: 'GitLab', url, headers, fetch, wait, clock: systemClock })
  const project = `/projects/${encodeURIComponent(env.CI_PROJECT_ID ?? '')}`
  const notesOf = ({ number }: ChangeRequest): string => `${project}/merge_requests/${number}/notes`
  let self: Promise<number> | undefined
  return {
    name: 'GitLab',
    mostCharacters: 1_000_000,
    current: currentRequest(env),
    mergedAs: commit => mergedAs(client, project, commit),
    async comments(request) {
      const own = await (self ??= client
        .json<{ readonly id: number }>({ path: '/user', permission: scope })
        .then(({ id }) => id))
      const path = `${notesOf(request)}?sort=asc&order_by=created_at&per_page=100`
      const notes = await client.pages(path, scope, page => page as Note[])
      return notes.map(({ id, body, system, author }) => ({ id, body, own: !system && author.id === own }))
    },
    async createComment(request, body) {
      const path = notesOf(request)
      return (await client.json<Note>({ method: 'POST', path, body: { body }, permission: scope })).id
    },
    async updateComment(request, id, body) {
      await client.json({
        method: 'PUT',
        path: `${notesOf(request)}/${id}`,
        body: { body },
        permission: scope,
      })
    },
    deleteComment: (request, id) => client.delete(`${notesOf(request)}/${id}`, scope),
    keptPlan: (request, name) => keptPlan(client, project, request, name),
  }
}

function currentRequest(env: ForgeAccess['env']): ChangeRequest | undefined {
  const number = Number(env.CI_MERGE_REQUEST_IID ?? 0)
  if (!Number.isInteger(number) || number < 1) return undefined
  return {
    number,
    head: env.CI_MERGE_REQUEST_SOURCE_BRANCH_SHA || env.CI_COMMIT_SHA || '',
    // A pipeline of a fork runs in the fork, with its variables; one that ran here was started by a member.
    fromFork: env.CI_MERGE_REQUEST_SOURCE_PROJECT_ID !== env.CI_MERGE_REQUEST_PROJECT_ID,
  }
}

async function mergedAs(
  client: ForgeClient,
  project: string,
  commit: string,
): Promise<ChangeRequest | undefined> {
  const path = `${project}/repository/commits/${encodeURIComponent(commit)}/merge_requests?state=merged&per_page=100`
  const requests = await client.pages(path, scope, page => page as MergeRequest[])
  // Merged by a merge commit, squashed, or moved forward to its head.
  const merged = requests.find(
    one => one.state === 'merged' && [one.merge_commit_sha, one.squash_commit_sha, one.sha].includes(commit),
  )
  if (!merged) return undefined
  const fromFork = merged.source_project_id !== merged.target_project_id
  return { number: merged.iid, head: merged.sha, fromFork }
}

/** The artifact `plan.json` of the job with that name, in the last pipeline of the merge request. */
async function keptPlan(
  client: ForgeClient,
  project: string,
  request: ChangeRequest,
  name: string,
): Promise<Uint8Array> {
  const at = `${project}/merge_requests/${request.number}`
  if (request.fromFork)
    throw fault(
      'ci-plan-untrusted',
      `merge request ${request.number} came from a fork, whose jobs are not ours`,
    )
  const { head_pipeline: pipeline } = await client.json<{
    readonly head_pipeline: { readonly id: number; readonly project_id: number } | null
  }>({ path: at, permission: scope })
  const path = `${project}/pipelines/${pipeline?.id}/jobs?scope[]=success&per_page=100`
  const jobs = pipeline ? await client.pages(path, scope, page => page as Job[]) : []
  const job = jobs.filter(one => one.name === name).sort((a, b) => b.id - a.id)[0]
  if (!job)
    throw fault(
      'ci-plan-missing',
      `the last pipeline of merge request ${request.number} has no job "${name}" that succeeded`,
    )
  return client.bytes(`${project}/jobs/${job.id}/artifacts/plan.json`, scope, mostPlanBytes)
}
