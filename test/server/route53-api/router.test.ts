// Which operation a path means, and that none of Amazon's is forgotten.
import * as sdk from '@aws-sdk/client-route-53'
import { describe, expect, test } from 'vitest'
import { authorize } from '../../../src/server/route53-api/access/authorize.ts'
import { defineOperation, type Method } from '../../../src/server/route53-api/form/operation.ts'
import { struct } from '../../../src/server/route53-api/form/struct.ts'
import { operations } from '../../../src/server/route53-api/operations.ts'
import { createRouter } from '../../../src/server/route53-api/router.ts'
import { unoffered } from '../../../src/server/route53-api/unoffered.ts'

/** The names in braces are not the same everywhere. */
const endpoint = (method: string, path: string): string =>
  `${method} ${path.replace(/\{\w+\}/g, '{}').replace(/\/$/, '')}`

/** `POST /2013-04-01/hostedzone/{}/rrset`, by the SDK's own description of its commands. */
const amazons = new Map(
  Object.values(sdk).flatMap(exported => {
    // [9, namespace, name, { http: [method, path, status] }, input, output]
    if (!Array.isArray(exported) || exported[0] !== 9) return []
    const [, , name, traits] = exported as unknown as [number, string, string, { http: [string, string] }]
    const [method, path] = traits.http
    return [[name, endpoint(method, path)] as const]
  }),
)

test('every command of the SDK is offered, or known not to be', () => {
  expect(amazons.size).toBeGreaterThan(70)
  const known = [...operations, ...unoffered].map(({ name }) => name)
  expect(known.toSorted()).toEqual([...amazons.keys()].toSorted())
})

test.each([...operations, ...unoffered])('$name is where the SDK looks for it', ({ name, method, path }) => {
  expect(endpoint(method, path)).toBe(amazons.get(name))
})

const operation = (name: string, method: Method, path: string) =>
  defineOperation({ name, method, path, input: struct({}), output: struct({}), run: () => ({}) })

const route = createRouter([
  operation('GetZone', 'GET', '/2013-04-01/hostedzone/{Id}'),
  operation('DeleteZone', 'DELETE', '/2013-04-01/hostedzone/{Id}'),
  operation('ListRecords', 'GET', '/2013-04-01/hostedzone/{Id}/rrset'),
  operation('GetLimit', 'GET', '/2013-04-01/hostedzonelimit/{Id}/{Type}'),
])

// [method, path, operation, labels]
test.each<[string, string, string, Record<string, string>]>([
  ['GET', '/2013-04-01/hostedzone/Z1', 'GetZone', { Id: 'Z1' }],
  ['DELETE', '/2013-04-01/hostedzone/Z1', 'DeleteZone', { Id: 'Z1' }],
  ['GET', '/2013-04-01/hostedzone/Z1/rrset', 'ListRecords', { Id: 'Z1' }],
  ['GET', '/2013-04-01/hostedzone/Z1/rrset/', 'ListRecords', { Id: 'Z1' }],
  ['GET', '/2013-04-01/hostedzone/%2Fhostedzone%2FZ1/rrset', 'ListRecords', { Id: '/hostedzone/Z1' }],
  ['GET', '/2013-04-01/hostedzone//hostedzone/Z1/rrset', 'ListRecords', { Id: 'Z1' }],
  [
    'GET',
    '/2013-04-01/hostedzonelimit/Z1/MAX_RRSETS_BY_ZONE',
    'GetLimit',
    { Id: 'Z1', Type: 'MAX_RRSETS_BY_ZONE' },
  ],
])('%s %s', (method, path, name, labels) => {
  const found = route(method, path)
  expect([found.operation.name, Object.fromEntries(found.labels)]).toEqual([name, labels])
})

// [method, path, code]
test.each([
  ['POST', '/2013-04-01/trafficpolicy', 'InvalidAction'],
  ['GET', '/2013-04-01/trafficpolicies/x/versions', 'InvalidAction'],
  ['POST', '/2013-04-01/keysigningkey/Z1/k/activate', 'InvalidAction'],
  ['PUT', '/2013-04-01/hostedzone/Z1', 'UnknownOperationException'],
  ['GET', '/2013-04-01/hostedzone/Z1/unknown', 'UnknownOperationException'],
  ['GET', '/2012-12-12/hostedzone/Z1', 'UnknownOperationException'],
  ['GET', '/', 'UnknownOperationException'],
  ['GET', '/2013-04-01/hostedzone/%zz', 'MalformedInput'],
])('%s %s is refused', (method, path, code) => {
  expect(() => route(method, path)).toThrow(expect.objectContaining({ code }))
})

describe('authorisation', () => {
  const mayRead = (allow: readonly string[] | undefined, path = '/2013-04-01/hostedzone/Z1'): string => {
    try {
      authorize({ id: 'KEY', secret: '', ...(allow && { allow }) }, route('GET', path))
      return 'allowed'
    } catch (error) {
      return (error as Error).message
    }
  }

  test.each([
    [undefined, true],
    [['*'], true],
    [['route53:*'], true],
    [['route53:Get*'], true],
    [['route53:List*', 'route53:GetZone'], true],
    [['ROUTE53:get?one'], true],
    [[], false],
    [['route53:Get'], false],
    [['route53:List*'], false],
    [['route53:Get.*'], false],
    [['xroute53:GetZone'], false],
  ])('%j allows route53:GetZone: %s', (allow, isAllowed) => {
    expect(mayRead(allow) === 'allowed').toBe(isAllowed)
  })

  test('the message names the action and the resource', () => {
    expect(mayRead([])).toBe(
      'User: KEY is not authorized to perform: route53:GetZone on resource: arn:aws:route53:::hostedzone/Z1 because no identity-based policy allows the route53:GetZone action',
    )
    expect(mayRead([], '/2013-04-01/hostedzone/%2Fhostedzone%2FZ1')).toContain(':::hostedzone/Z1 ')
    expect(mayRead([], '/2013-04-01/hostedzonelimit/Z1/X')).not.toContain('on resource')
  })
})
