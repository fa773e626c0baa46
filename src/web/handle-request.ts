// The way of a request: limits, what is asked for, who asks, whether it may change things, what it states, the answer.
import type { IncomingHttpHeaders } from 'node:http'
import { type Access, isFromElsewhere, type Scope } from './access.ts'
import type { ClientLimits } from './client-limits.ts'
import { readFields } from './fields.ts'
import { hasBodyOf } from './open-api.ts'
import { isPageFile, readPageFile } from './page-files.ts'
import { pathFields, type Route, type RouteSite } from './route.ts'
import { routes } from './routes.ts'
import { failure, jsonAnswer, refusal, type WebAnswer } from './web-answer.ts'

export interface WebRequest {
  readonly method: string
  /** As the request has it, with its query. */
  readonly target: string
  readonly headers: IncomingHttpHeaders
  /** Its address. */
  readonly client: string
  /** The body; undefined if it is too large. Throws if it does not come to its end. */
  readBody(): Promise<string | undefined>
}

export interface WebSite extends RouteSite {
  readonly access: Access
  readonly limits: ClientLimits
  /** What /metrics answers. */
  metrics(): WebAnswer
  /** Called with faults of ours. */
  readonly onFault: (error: unknown) => void
}

/** The answer is a stream of events. */
export const liveAnswer = Symbol('live')

/** Answers a request; never throws. */
export async function handleRequest(
  request: WebRequest,
  site: WebSite,
): Promise<WebAnswer | typeof liveAnswer> {
  try {
    return await answerTo(request, site)
  } catch (error) {
    const answer = failure(error)
    if (answer.status === 500) site.onFault(error)
    return answer
  }
}

async function answerTo(request: WebRequest, site: WebSite): Promise<WebAnswer | typeof liveAnswer> {
  // A request for a proxy has more than a path, and is none of ours.
  if (!request.target.startsWith('/')) return refusal(421, 'a path is expected')
  const [pathname = '', ...rest] = request.target.split('?')
  const searchParams = new URLSearchParams(rest.join('?'))
  const scope: Scope = pathname.startsWith('/api/') ? 'api' : pathname === '/metrics' ? 'stats' : 'page'
  const method = request.method === 'HEAD' ? 'GET' : request.method
  const found = findRoute(pathname, method)
  if (!site.limits.take(request.client, found.route?.cost ?? 1)) return refusal(429, 'too many requests')
  const refused = standingRefusal(request, site, scope, method !== 'GET')
  if (refused) return refused
  if (scope !== 'api') return plainAnswer(pathname, method, site)
  if (found.others.length === 0) return refusal(404, 'there is no such thing')
  const { route, given } = found
  if (!route) return refusal(405, 'it is not asked for so', { Allow: found.others.join(', ') })
  return routeAnswer(route, given, searchParams, request, site)
}

/** Why somebody is not answered; changes are for those who are known, whatever may be seen. */
function standingRefusal(
  { headers, client }: WebRequest,
  { access, limits }: WebSite,
  scope: Scope,
  isChange: boolean,
): WebAnswer | undefined {
  if (!access.isClosed(scope) && !isChange) return undefined
  if (!limits.mayTry(client))
    return refusal(429, 'too many wrong passwords or keys; wait a minute', { 'Retry-After': '60' })
  const standing = access.standing(headers)
  if (standing === 'known') return undefined
  if (standing === 'wrong') limits.fail(client)
  return refusal(401, 'the password or the key of the API is needed', {
    'WWW-Authenticate': 'Basic realm="dnsctl", charset="UTF-8"',
  })
}

async function plainAnswer(path: string, method: string, site: WebSite): Promise<WebAnswer> {
  const isMetrics = path === '/metrics'
  if (!isMetrics && !isPageFile(path)) return refusal(404, 'there is no such thing')
  if (method !== 'GET') return refusal(405, 'it can only be read', { Allow: 'GET, HEAD' })
  if (isMetrics) return site.metrics()
  const { type, content } = await readPageFile(path)
  return { status: 200, type, body: content }
}

async function routeAnswer(
  route: Route,
  given: Map<string, unknown>,
  query: URLSearchParams,
  request: WebRequest,
  site: WebSite,
): Promise<WebAnswer | typeof liveAnswer> {
  const { method, fields } = route
  if (method !== 'GET') {
    if (isFromElsewhere(request.headers)) return refusal(403, 'another site has asked for this')
    if (!site.isReadWrite) return refusal(403, 'the API only tells: "webserver.api_read_write" is false')
  }
  for (const [name, value] of queryValues(query, fields)) if (!given.has(name)) given.set(name, value)
  if (hasBodyOf(method)) {
    const refused = await readBody(request, given)
    if (refused) return refused
  }
  const values = readFields(fields, given)
  if (!route.answer) return site.live.hasRoom ? liveAnswer : refusal(503, 'too many look at once')
  return jsonAnswer(await route.run(site, values as never))
}

/** A field of several values has all of them, another one the first. */
const queryValues = (query: URLSearchParams, fields: Route['fields']): (readonly [string, unknown])[] =>
  [...new Set(query.keys())].map(name => [
    name,
    Object.hasOwn(fields, name) && fields[name]!.isList ? query.getAll(name) : query.get(name),
  ])

/** Adds what the body states; browsers ask before they send JSON to another site. */
async function readBody(request: WebRequest, given: Map<string, unknown>): Promise<WebAnswer | undefined> {
  const type = request.headers['content-type'] ?? ''
  if (!/^application\/json\s*(?:;|$)/i.test(type)) return refusal(415, 'the body is to be application/json')
  const text = await request.readBody()
  if (text === undefined) return refusal(413, 'the body is too large')
  let body: unknown
  try {
    body = JSON.parse(text)
  } catch {
    return refusal(400, 'the body is not JSON')
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    return refusal(400, 'the body is not a mapping')
  for (const [name, value] of Object.entries(body)) if (!given.has(name)) given.set(name, value)
  return undefined
}

interface FoundRoute {
  readonly route?: Route
  /** What the path stated. */
  readonly given: Map<string, unknown>
  /** Methods that the path has. */
  readonly others: readonly string[]
}

function findRoute(path: string, method: string): FoundRoute {
  const steps = path.split('/')
  const matching = patterns.filter(({ parts }) => isMatch(parts, steps))
  const found = matching.find(({ route }) => route.method === method)
  const given = new Map<string, unknown>()
  if (found)
    for (const [i, part] of found.parts.entries())
      if (part.name !== undefined) given.set(part.name, decoded(steps[i]!))
  return { given, others: matching.map(({ route }) => route.method), ...(found && { route: found.route }) }
}

interface Part {
  readonly text: string
  readonly name: string | undefined
}

const patterns: readonly { readonly route: Route; readonly parts: readonly Part[] }[] = routes.map(route => ({
  route,
  parts: route.path.split('/').map(text => ({ text, name: pathFields(text)[0] })),
}))

const isMatch = (parts: readonly Part[], steps: readonly string[]): boolean =>
  parts.length === steps.length && parts.every(({ text, name }, i) => name !== undefined || text === steps[i])

/** What is no text stays as it is; nothing has such a name. */
function decoded(step: string): string {
  try {
    return decodeURIComponent(step)
  } catch {
    return step
  }
}
