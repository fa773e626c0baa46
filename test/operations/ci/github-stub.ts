// GitHub's API on the loopback, in the shapes that GitHub documents; what is asked otherwise is a fault of the test.
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { zipSync } from 'fflate'

const recorded = <T>(name: string): T =>
  JSON.parse(readFileSync(join(import.meta.dirname, `../../fixtures/github/${name}.json`), 'utf8')) as T

interface Comment {
  id: number
  body: string
  readonly user: { login: string; type: string }
}

/** The parts of a recorded artifact that scenes change. */
export interface Artifact {
  id: number
  name: string
  size_in_bytes: number
  expired: boolean
  created_at: string
  digest: string
  readonly workflow_run: { repository_id: number; head_repository_id: number; head_sha: string }
}

export interface PullRequest {
  number: number
  merged_at: string | null
  merge_commit_sha: string
  readonly head: { sha: string; repo: { id: number } }
  readonly base: { sha: string; repo: { id: number } }
}

export interface GitHubStub {
  readonly url: string
  readonly token: string
  readonly pull: PullRequest
  readonly comments: Comment[]
  readonly artifacts: { readonly artifact: Artifact; archive: Uint8Array }[]
  /** `POST /repos/…`, in their order. */
  readonly requests: string[]
  /** What was asked that nobody should. */
  readonly faults: string[]
  /** Answers given to the next requests in place of the usual ones. */
  readonly failures: { status: number; headers?: Record<string, string> }[]
  /** As actions/upload-artifact does it, in the run of the pull request. */
  upload(name: string, files: Readonly<Record<string, Uint8Array>>): Artifact
  addComment(body: string, user?: { login: string; type: string }): Comment
  close(): Promise<void>
}

const repository = '/repos/octo-org/zones'
const pageSize = 100

/** Starts it with one open pull request, number 7. */
export async function startGitHub(): Promise<GitHubStub> {
  const api = createServer((request, response) => void answer(request, response))
  const storage = createServer((request, response) => sendArchive(request, response))
  const [apiUrl, storageUrl] = await Promise.all([api, storage].map(listening))
  const stub: GitHubStub = {
    url: apiUrl!,
    token: 'ghs_16C7e42F292c6912E7710c838347Ae178B4a',
    pull: recorded<PullRequest>('pull-request'),
    comments: [],
    artifacts: [],
    requests: [],
    faults: [],
    failures: [],
    upload(name, files) {
      const archive = zipSync({ ...files })
      const artifact: Artifact = {
        ...recorded<Artifact>('artifact'),
        id: 11 + stub.artifacts.length,
        name,
        size_in_bytes: archive.length,
        digest: `sha256:${createHash('sha256').update(archive).digest('hex')}`,
        created_at: `2026-01-14T16:00:${10 + stub.artifacts.length}Z`,
      }
      artifact.workflow_run.head_sha = stub.pull.head.sha
      stub.artifacts.push({ artifact, archive })
      return artifact
    },
    addComment(body, user) {
      const comment = { ...recorded<Comment>('issue-comment'), id: 1 + stub.comments.length, body }
      Object.assign(comment.user, user)
      stub.comments.push(comment)
      return comment
    },
    close: async () => {
      await Promise.all([api, storage].map(closed))
    },
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url!, stub.url)
    const body = await text(request)
    stub.requests.push(`${request.method} ${pathname}`)
    checkHeaders(request, body)
    const failure = stub.failures.shift()
    if (failure) return send(response, failure.status, { message: 'Server Error' }, failure.headers)
    const route = `${request.method} ${pathname.replace(repository, '')}`
    const [, id = '0'] = /\/(\d+)(?:\/zip)?$/.exec(pathname) ?? []
    const comment = stub.comments.find(one => one.id === Number(id))
    switch (true) {
      case route === 'GET /user':
        return send(response, 403, recorded('forbidden'))
      case route === `GET /issues/${stub.pull.number}/comments`:
        return sendPage(response, stub.comments, searchParams, pathname)
      case route === `POST /issues/${stub.pull.number}/comments`:
        return send(response, 201, stub.addComment(bodyOf(body)))
      case route === `PATCH /issues/comments/${comment?.id}`:
        comment!.body = bodyOf(body)
        return send(response, 200, comment)
      case route === `DELETE /issues/comments/${comment?.id}`:
        stub.comments.splice(stub.comments.indexOf(comment!), 1)
        return send(response, 204)
      case /^GET \/commits\/[0-9a-f]{40}\/pulls$/.test(route): {
        const [, sha] = /commits\/(\w+)/.exec(route)!
        const isIn = [stub.pull.merge_commit_sha, stub.pull.head.sha].includes(sha!)
        return sendPage(response, isIn ? [stub.pull] : [], searchParams, pathname)
      }
      case route === 'GET /actions/artifacts': {
        const named = stub.artifacts.map(({ artifact }) => artifact)
        const artifacts = named.filter(({ name }) => name === searchParams.get('name'))
        return send(response, 200, { total_count: artifacts.length, artifacts })
      }
      case /^GET \/actions\/artifacts\/\d+\/zip$/.test(route):
        return send(response, 302, undefined, { Location: `${storageUrl}/${id}.zip?sig=1` })
      default:
        stub.faults.push(`nobody should ask ${route}`)
        return send(response, 404, { message: 'Not Found', status: '404' })
    }
  }

  function checkHeaders({ headers, method }: IncomingMessage, body: string): void {
    const expected = {
      authorization: `Bearer ${stub.token}`,
      accept: 'application/vnd.github+json',
      'x-github-api-version': '2022-11-28',
      'user-agent': 'dnsctl',
      ...(body && { 'content-type': 'application/json' }),
    }
    for (const [name, value] of Object.entries(expected))
      if (headers[name] !== value) stub.faults.push(`${method}: ${name} is "${headers[name]}"`)
  }

  /** The only member of the body there may be. */
  function bodyOf(json: string): string {
    const { body, ...others } = JSON.parse(json) as { body: string }
    if (typeof body !== 'string' || body.length > 65_536 || Object.keys(others).length > 0)
      stub.faults.push('the body of a comment is not as GitHub takes it')
    return body
  }

  function sendPage(
    response: ServerResponse,
    all: readonly object[],
    query: URLSearchParams,
    path: string,
  ): void {
    const page = Number(query.get('page') ?? 1)
    if (query.get('per_page') !== String(pageSize)) stub.faults.push(`${path} is asked for small pages`)
    const next = `<${stub.url}${path}?per_page=${pageSize}&page=${page + 1}>; rel="next"`
    const items = all.slice((page - 1) * pageSize, page * pageSize)
    send(response, 200, items, page * pageSize < all.length ? { Link: next } : {})
  }

  function sendArchive({ url, headers }: IncomingMessage, response: ServerResponse): void {
    if (headers.authorization !== undefined) stub.faults.push('the token went to the storage')
    const one = stub.artifacts.find(({ artifact }) => url === `/${artifact.id}.zip?sig=1`)
    response.writeHead(one ? 200 : 404, { 'Content-Type': 'application/zip' }).end(one?.archive)
  }

  return stub
}

const send = (
  response: ServerResponse,
  status: number,
  body?: unknown,
  headers: Record<string, string> = {},
): void =>
  void response
    .writeHead(status, { 'Content-Type': 'application/json; charset=utf-8', ...headers })
    .end(body === undefined ? undefined : JSON.stringify(body))

async function listening(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

async function closed(server: Server): Promise<void> {
  server.closeAllConnections()
  server.close()
  await once(server, 'close')
}
