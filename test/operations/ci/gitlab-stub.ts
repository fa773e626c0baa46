// GitLab's API on the loopback, in the shapes that GitLab documents; what is asked otherwise is a fault of the test.
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'

const recorded = <T>(name: string): T =>
  JSON.parse(readFileSync(join(import.meta.dirname, `../../fixtures/gitlab/${name}.json`), 'utf8')) as T

interface Note {
  id: number
  body: string
  system: boolean
  readonly author: { id: number }
}

interface MergeRequest {
  state: string
  source_project_id: number
  readonly head_pipeline: { readonly id: number }
}

interface Job {
  id: number
  name: string
  status: string
}

export interface GitLabStub {
  /** As CI_API_V4_URL has it. */
  readonly url: string
  readonly token: string
  readonly notes: Note[]
  readonly mergeRequest: MergeRequest
  readonly jobs: Job[]
  /** The file that job 6 keeps. */
  readonly plan: string
  readonly faults: string[]
  addNote(body: string, author?: number, system?: boolean): Note
  close(): Promise<void>
}

/** Starts it with merge request 11 of project 5, whose bot has the id 101. */
export async function startGitLab(): Promise<GitLabStub> {
  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url!, stub.url)
    const body = await text(request)
    if (request.headers['private-token'] !== stub.token) stub.faults.push('the token is missing')
    if (request.headers.authorization !== undefined) stub.faults.push('there is another token')
    const route = `${request.method} ${pathname.replace('/api/v4/projects/5', '')}`
    const note = stub.notes.find(({ id }) => pathname.endsWith(`/notes/${id}`))
    switch (route) {
      case 'GET /api/v4/user':
        return send(response, 200, recorded('user'))
      case 'GET /merge_requests/11/notes': {
        const page = Number(searchParams.get('page') ?? 1)
        if (searchParams.get('per_page') !== '100') stub.faults.push('small pages')
        const next = `<${stub.url}/projects/5/merge_requests/11/notes?per_page=100&page=${page + 1}>; rel="next"`
        const link = page * 100 < stub.notes.length ? { Link: `${next}, <${stub.url}>; rel="first"` } : {}
        return send(response, 200, stub.notes.slice((page - 1) * 100, page * 100), link)
      }
      case 'POST /merge_requests/11/notes':
        return send(response, 201, stub.addNote((JSON.parse(body) as Note).body))
      case `PUT /merge_requests/11/notes/${note?.id}`:
        note!.body = (JSON.parse(body) as Note).body
        return send(response, 200, note)
      case `DELETE /merge_requests/11/notes/${note?.id}`:
        stub.notes.splice(stub.notes.indexOf(note!), 1)
        return send(response, 204)
      case `GET /repository/commits/${'c'.repeat(40)}/merge_requests`:
        return send(response, 200, [stub.mergeRequest])
      case 'GET /merge_requests/11':
        return send(response, 200, stub.mergeRequest)
      case 'GET /pipelines/77/jobs':
        return send(response, 200, stub.jobs)
      case 'GET /jobs/6/artifacts/plan.json':
        return send(response, 302, undefined, { Location: `${storageUrl}/plan.json` })
      default:
        stub.faults.push(`nobody should ask ${route}`)
        return send(response, 404, { message: '404 Not Found' })
    }
  })
  const storage = createServer(({ headers }, response) => {
    if (headers['private-token'] !== undefined) stub.faults.push('the token went to the storage')
    response.end(stub.plan)
  })
  const [url, storageUrl] = await Promise.all([server, storage].map(listening))
  const stub: GitLabStub = {
    url: `${url}/api/v4`,
    token: 'glpat-example-token',
    notes: [],
    mergeRequest: recorded<MergeRequest>('merge-request'),
    jobs: recorded<Job[]>('jobs'),
    plan: '{"a":"plan"}',
    faults: [],
    addNote(body, author = 101, system = false) {
      const note = { ...recorded<Note>('note'), id: 301 + stub.notes.length, body, system }
      Object.assign(note.author, { id: author })
      stub.notes.push(note)
      return note
    },
    close: async () => {
      await Promise.all([server, storage].map(closed))
    },
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
    .writeHead(status, { 'Content-Type': 'application/json', ...headers })
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
