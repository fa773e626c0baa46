import { Ajv } from 'ajv'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { routes } from '../../src/web/routes.ts'
import { byKey, type RunningWeb, startWeb } from './running-web.ts'

let web: RunningWeb
beforeAll(async () => {
  // Each request comes much later than the one before: that there are many is not what is tested here.
  let now = 0
  web = await startWeb({}, { clock: () => (now += 1000) })
})
afterAll(() => web.close())
beforeEach(() => {
  web.proxy.done.length = 0
})

interface Operation {
  readonly operationId: string
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly required: boolean }[]
  readonly requestBody?: { readonly content: Record<string, { readonly schema: object }> }
  readonly responses: Readonly<
    Record<string, { readonly content: Record<string, { readonly schema: object }> }>
  >
}
type Document = { readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>> }

/** A request for each route, as `METHOD path body`; what it does to the proxy; and its answer. */
const requests: readonly (readonly [string, string, object | undefined, unknown, object | undefined])[] = [
  ['GET', '/api/v1/status', undefined, undefined, { version: '1.2.3', isReadWrite: true }],
  ['GET', '/api/v1/history', undefined, undefined, undefined],
  ['GET', '/api/v1/changes', undefined, undefined, [{ time: 1, what: 'server ns1 is up', by: 'operator' }]],
  ['GET', '/api/v1/configuration', undefined, undefined, { yaml: 'acl: []\n', delta: '' }],
  ['GET', '/api/v1/openapi.json', undefined, undefined, { openapi: '3.1.0' }],
  ['POST', '/api/v1/reload', {}, ['reload'], { warnings: [{ code: 'proxy-pool-empty' }] }],
  ['GET', '/api/v1/servers', undefined, undefined, [{ name: 'ns1', mode: 'auto', qps: 2.5 }]],
  ['PUT', '/api/v1/servers/ns1/mode', { mode: 'down' }, ['mode', 'ns1', 'down'], { servers: 1 }],
  ['GET', '/api/v1/rules', undefined, undefined, [{ id: 'r1', matches: 2 }]],
  [
    'POST',
    '/api/v1/rules',
    { chain: 'query_rules', rule: { name: 'x' }, at: 0 },
    ['add', 'query_rules', { name: 'x' }, 0],
    { id: 'r2' },
  ],
  ['DELETE', '/api/v1/rules/r%2F1', undefined, ['remove', 'r/1'], {}],
  ['PUT', '/api/v1/rules/r1/place', { to: 3 }, ['move', 'r1', 3], {}],
  ['GET', '/api/v1/pools', undefined, undefined, [{ name: '', cache: { hits: 3 } }, { name: 'bare' }]],
  ['GET', '/api/v1/cache?suffix=EXAMPLE.ORG.', undefined, undefined, [{ name: 'b.example.org.' }]],
  [
    'DELETE',
    '/api/v1/cache?pool=&name=example.com&suffix&type=AAAA&keep_stale=false',
    undefined,
    ['flush', '', { name: 'example.com', isSuffix: true, type: 28, keepStale: false }],
    { flushed: 7 },
  ],
  ['GET', '/api/v1/blocks', undefined, undefined, [{ subject: '192.0.2.0/24', isKernel: true }]],
  [
    'POST',
    '/api/v1/blocks',
    { subject: '192.0.2.7', seconds: 60, reason: 'test' },
    ['block', '192.0.2.7', 60, 'test', 'Drop'],
    {},
  ],
  [
    'DELETE',
    '/api/v1/blocks?subject=192.0.2.0%2F24',
    undefined,
    ['unblock', '192.0.2.0/24'],
    { found: true },
  ],
  ['GET', '/api/v1/top?kind=queries&count=3&labels=2', undefined, undefined, [{ text: 'queries 3 2' }]],
  ['GET', '/api/v1/traffic?match=a&match=b&count=5', undefined, undefined, [{ name: 'a b', octets: 5 }]],
]

const pathOf = (target: string): string => target.split('?')[0]!

describe('each route', () => {
  test.each(requests)('%s %s', async (method, target, body, done, told) => {
    const { status, headers, text } = await web.call(method, target, body)
    expect(text).toBeTruthy()
    expect([status, headers['content-type']]).toEqual([200, 'application/json'])
    const answer: unknown = JSON.parse(text)
    if (told !== undefined) expect(answer).toMatchObject(told)
    expect(web.proxy.done).toEqual(done === undefined ? [] : [done])
  })

  test('is among those requests, or is the stream of events', () => {
    const asked = routes.filter(({ method, path }) =>
      requests.some(([m, target]) => m === method && matches(path, pathOf(target))),
    )
    expect(routes.filter(route => !asked.includes(route)).map(({ path }) => path)).toEqual(['/api/v1/live'])
  })
})

const matches = (path: string, asked: string): boolean =>
  new RegExp(`^${path.replaceAll('.', '\\.').replace(/\{\w+\}/g, '[^/]+')}$`).test(asked)

describe('the description', () => {
  const described = async (): Promise<Document> =>
    JSON.parse((await web.call('GET', '/api/v1/openapi.json')).text)

  test('has all routes, each under a name of its own', async () => {
    const { paths } = await described()
    const operations = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map(method => `${method.toUpperCase()} ${path}`),
    )
    expect(operations.sort()).toEqual(routes.map(({ method, path }) => `${method} ${path}`).sort())
    const ids = Object.values(paths).flatMap(methods => Object.values(methods).map(each => each.operationId))
    expect(new Set(ids).size).toBe(ids.length)
  })

  test.each(requests)('says what %s %s takes and gives', async (method, target, body) => {
    const ajv = new Ajv({ strict: false })
    const { paths } = await described()
    const path = Object.keys(paths).find(
      each => matches(each, pathOf(target)) && paths[each]![method.toLowerCase()],
    )!
    const operation = paths[path]![method.toLowerCase()]!
    const { text } = await web.call(method, target, body)
    const answer = ajv.compile(operation.responses['200']!.content['application/json']!.schema)
    answer(JSON.parse(text))
    expect(answer.errors).toBeNull()
    if (operation.requestBody)
      expect(ajv.validate(operation.requestBody.content['application/json']!.schema, body)).toBe(true)
    const stated = [...new URL(target, 'http://host').searchParams.keys()]
    const inQuery = (operation.parameters ?? []).filter(parameter => parameter.in === 'query')
    expect(inQuery.map(({ name }) => name)).toEqual(expect.arrayContaining(stated))
    expect((operation.parameters ?? []).filter(each => each.in === 'path').map(({ name }) => name)).toEqual(
      Array.from(path.matchAll(/\{(\w+)\}/g), ([, name]) => name),
    )
  })
})

describe('a request that is refused says why', () => {
  test.each<[string, string, unknown, number, string]>([
    ['GET', '/api/v1/nothing', undefined, 404, 'there is no such thing'],
    ['GET', '/api/v1/../v1/status', undefined, 404, 'there is no such thing'],
    ['GET', '//api/v1/status', undefined, 404, 'there is no such thing'],
    ['POST', '/api/v1/servers', {}, 405, 'it is not asked for so'],
    ['POST', '/metrics', {}, 405, 'it can only be read'],
    ['OPTIONS', '/api/v1/servers', undefined, 405, 'it is not asked for so'],
    ['PUT', '/api/v1/servers/ns1/mode', { mode: 'sideways' }, 400, '"mode" does not fit'],
    ['PUT', '/api/v1/servers/ns1/mode', {}, 400, '"mode" is missing'],
    [
      'PUT',
      '/api/v1/servers/ns1/mode',
      { mode: 'up', mod: 1 },
      400,
      '"mod" is not known here; did you mean "mode"?',
    ],
    ['PUT', '/api/v1/servers/ns9/mode', { mode: 'up' }, 404, 'there is no server "ns9"'],
    ['PUT', '/api/v1/servers/%E0%A4%A/mode', { mode: 'up' }, 404, 'there is no server "%E0%A4%A"'],
    ['PUT', '/api/v1/servers/ns1/mode', [], 400, 'the body is not a mapping'],
    ['PUT', '/api/v1/servers/ns1/mode', null, 400, 'the body is not a mapping'],
    ['PUT', '/api/v1/rules/r1/place', { to: -1 }, 400, '"to" does not fit'],
    ['PUT', '/api/v1/rules/r1/place', { to: 1.5 }, 400, '"to" does not fit'],
    ['POST', '/api/v1/rules', { chain: 'query_rules', rule: [] }, 400, '"rule" does not fit'],
    ['POST', '/api/v1/rules', { chain: 'query_rules', rule: {}, __proto__x: 1 }, 400, 'is not known here'],
    ['GET', '/api/v1/cache?pool=other', undefined, 404, 'there is no pool "other"'],
    ['GET', '/api/v1/top', undefined, 400, '"kind" is missing'],
    ['GET', '/api/v1/top?kind=all', undefined, 400, '"kind" does not fit'],
    ['GET', '/api/v1/top?kind=queries&count=1e9', undefined, 400, '"count" does not fit'],
    ['GET', `/api/v1/traffic?${'match=a&'.repeat(11)}`, undefined, 400, '"match" does not fit'],
    ['GET', '/api/v1/status?a=1', undefined, 400, '"a" is not known here'],
    ['DELETE', '/api/v1/cache?type=NOPE', undefined, 400, '"NOPE" is no record type'],
    ['DELETE', '/api/v1/cache?keep_stale=maybe', undefined, 400, '"keep_stale" does not fit'],
  ])('%s %s %j', async (method, target, body, status, message) => {
    const answer = await web.call(method, target, body)
    expect(answer.status).toBe(status)
    const { problems } = JSON.parse(answer.text) as { problems: { code: string; message: string }[] }
    expect(problems[0]!.message).toContain(message)
    expect(web.proxy.done).toEqual([])
  })

  test.each<[string, string, string | undefined, number]>([
    ['no JSON', 'application/json', '{', 400],
    ['another type', 'text/plain', '{"mode":"up"}', 415],
    ['a form', 'application/x-www-form-urlencoded', 'mode=up', 415],
    ['too much', 'application/json', `{"mode":"${'x'.repeat(300_000)}"}`, 413],
    ['deep', 'application/json', '['.repeat(200_000), 400],
    ['deep objects', 'application/json', `${'{"a":'.repeat(30_000)}1${'}'.repeat(30_000)}`, 400],
  ])('with a body of %s', async (_what, type, body, status) => {
    const answer = await web.ask('PUT', '/api/v1/servers/ns1/mode', { ...byKey, 'content-type': type }, body)
    expect(answer.status).toBe(status)
  })

  test('of a fault of ours it does not say where', async () => {
    const { status, text } = await web.call('DELETE', '/api/v1/rules/broken')
    expect([status, text]).toEqual([
      500,
      '{"problems":[{"code":"internal-fault","message":"a fault of ours"}]}',
    ])
    expect(web.faults.splice(0)).toHaveLength(1)
  })
})

test('changes are noted by the address they came from', async () => {
  await web.call('PUT', '/api/v1/servers/ns1/mode', { mode: 'up' })
  expect(web.asked).toContain('web 127.0.0.1')
})
