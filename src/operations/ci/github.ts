// GitHub: pull requests, their comments and the artifacts of their runs, by its REST API of 2022-11-28.

import { systemClock } from '../../base/clock.ts'
import { fault } from '../../base/errors.ts'
import type { ChangeRequest, Forge, ForgeAccess } from './forge.ts'
import { ForgeClient } from './forge-client.ts'
import { keptPlanName } from './kept-plan-name.ts'
import { mostArchiveBytes, planInArchive } from './plan-archive.ts'

/** A part of https://docs.github.com/en/rest/issues/comments */
interface IssueComment {
  readonly id: number
  readonly body?: string
  readonly user: { readonly login: string; readonly type: string } | null
}

/** A part of a pull request, in events and in answers alike. */
interface PullRequest {
  readonly number: number
  readonly merged_at: string | null
  readonly merge_commit_sha: string | null
  readonly head: { readonly sha: string; readonly repo: { readonly id: number } | null }
  readonly base: { readonly repo: { readonly id: number } }
}

/** A part of https://docs.github.com/en/rest/actions/artifacts */
interface Artifact {
  readonly id: number
  readonly name: string
  readonly size_in_bytes: number
  readonly expired: boolean
  readonly created_at: string | null
  /** `sha256:…` of the archive; absent on servers that do not know it yet. */
  readonly digest?: string | null
  readonly workflow_run: {
    readonly repository_id: number
    readonly head_repository_id: number
    readonly head_sha: string
  } | null
}

const write = 'pull-requests: write'

/** Opens GitHub for the run that these variables tell of; throws `forge-refused` without a token. */
export async function openGitHub(access: ForgeAccess): Promise<Forge> {
  const { env } = access
  const repository = env.GITHUB_REPOSITORY ?? ''
  if (!/^[\w.-]+\/[\w.-]+$/.test(repository))
    throw fault('ci-unknown', `GITHUB_REPOSITORY is "${repository}", not owner/name`)
  const current = await currentRequest(access)
  const client = clientOf(access)
  const at = `/repos/${repository}`
  let author: Promise<Author> | undefined
  return {
    name: 'GitHub',
    mostCharacters: 65_536,
    current,
    mergedAs: commit => mergedAs(client, at, commit),
    async comments({ number }) {
      const isOwn = await (author ??= authorOf(client))
      const path = `${at}/issues/${number}/comments?per_page=100`
      const comments = await client.pages(path, write, page => page as IssueComment[])
      return comments.map(one => ({ id: one.id, body: one.body ?? '', own: isOwn(one) }))
    },
    async createComment({ number }, body) {
      const path = `${at}/issues/${number}/comments`
      return (await client.json<IssueComment>({ method: 'POST', path, body: { body }, permission: write })).id
    },
    async updateComment(_request, id, body) {
      const path = `${at}/issues/comments/${id}`
      await client.json({ method: 'PATCH', path, body: { body }, permission: write })
    },
    deleteComment: (_request, id) => client.delete(`${at}/issues/comments/${id}`, write),
    keptPlan: (request, name) => keptPlan(client, at, request, keptPlanName(name, request.head)),
  }
}

function clientOf({ env, fetch, wait }: ForgeAccess): ForgeClient {
  const token = env.GITHUB_TOKEN
  if (!token)
    throw fault(
      'forge-refused',
      'GITHUB_TOKEN is not set; give the step `env: { GITHUB_TOKEN: … }` with the token of the job',
    )
  const url = (env.GITHUB_API_URL ?? 'https://api.github.com').replace(/\/+$/, '')
  const headers = {
    Accept: 'application/vnd.github+json',
    Authorization: `Bearer ${token}`,
    'User-Agent': 'dnsctl',
    'X-GitHub-Api-Version': '2022-11-28',
  }
  return new ForgeClient({ name: 'GitHub', url, headers, fetch, wait, clock: systemClock })
}

/** The pull request of the event that has started the run, or of `refs/pull/7/merge`. */
async function currentRequest({ env, readFile }: ForgeAccess): Promise<ChangeRequest | undefined> {
  const path = env.GITHUB_EVENT_PATH
  const event = path ? (JSON.parse(await readFile(path)) as { readonly pull_request?: PullRequest }) : {}
  if (event.pull_request) return requestOf(event.pull_request)
  const [, number] = /^refs\/pull\/(\d+)\//.exec(env.GITHUB_REF ?? '') ?? []
  return number === undefined
    ? undefined
    : { number: Number(number), head: env.GITHUB_SHA ?? '', fromFork: false }
}

/** The repository of a fork may be gone, and the pull request be there still. */
const requestOf = ({ number, head, base }: PullRequest): ChangeRequest => ({
  number,
  head: head.sha,
  fromFork: head.repo?.id !== base.repo.id,
})

async function mergedAs(client: ForgeClient, at: string, commit: string): Promise<ChangeRequest | undefined> {
  const path = `${at}/commits/${encodeURIComponent(commit)}/pulls?per_page=100`
  const pulls = await client.pages(path, 'pull-requests: read', page => page as PullRequest[])
  // A commit is in every pull request that was made on top of it, too; it is the merge of one at most.
  const merged = pulls.find(one => one.merged_at !== null && one.merge_commit_sha === commit)
  return merged && requestOf(merged)
}

type Author = (comment: IssueComment) => boolean

/** A person's token says whose it is. That of an app does not: it is enough that an app has written the comment. */
async function authorOf(client: ForgeClient): Promise<Author> {
  const login = await client
    .json<{ readonly login: string }>({ path: '/user', permission: 'to read its own name' })
    .then(user => user.login)
    .catch(() => undefined)
  return login === undefined ? ({ user }) => user?.type === 'Bot' : ({ user }) => user?.login === login
}

async function keptPlan(
  client: ForgeClient,
  at: string,
  request: ChangeRequest,
  name: string,
): Promise<Uint8Array> {
  const read = 'actions: read'
  if (request.fromFork)
    throw fault(
      'ci-plan-untrusted',
      `pull request ${request.number} came from a fork, whose runs are not ours`,
    )
  const path = `${at}/actions/artifacts?name=${encodeURIComponent(name)}&per_page=100`
  const listed = await client.pages(path, read, page => (page as { artifacts: Artifact[] }).artifacts)
  const artifact = newestOwn(
    listed.filter(one => one.name === name),
    name,
    request,
  )
  if (artifact.size_in_bytes > mostArchiveBytes)
    throw fault(
      'ci-plan-untrusted',
      `${name} has ${artifact.size_in_bytes} octets; ${mostArchiveBytes} is the most`,
    )
  const archive = await client.bytes(`${at}/actions/artifacts/${artifact.id}/zip`, read, mostArchiveBytes)
  return planInArchive(archive, { name, digest: artifact.digest ?? undefined })
}

/** Only what a run of this repository has uploaded, for that very commit, counts. */
function newestOwn(named: readonly Artifact[], name: string, { number, head }: ChangeRequest): Artifact {
  const own = named.filter(
    ({ workflow_run: run }) =>
      run !== null && run.repository_id === run.head_repository_id && run.head_sha === head,
  )
  if (named.length > 0 && own.length === 0)
    throw fault('ci-plan-untrusted', `${name} was uploaded by a run of another repository or another commit`)
  const [newest] = own
    .filter(({ expired }) => !expired)
    .sort((a, b) => (b.created_at ?? '').localeCompare(a.created_at ?? '') || b.id - a.id)
  if (newest) return newest
  const why = own.length > 0 ? 'has expired' : 'is not there'
  throw fault('ci-plan-missing', `the artifact ${name} of pull request ${number} ${why}`)
}
