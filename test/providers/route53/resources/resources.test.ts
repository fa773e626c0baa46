import { describe, expect, it, test } from 'vitest'
import { parseName } from '../../../../src/dns/name.ts'
import { openResources } from '../../../../src/providers/route53/resources/resources.ts'
import type { HealthConfig } from '../../../../src/route53/health-config.ts'
import type { RecordSet } from '../../../../src/route53/record-set.ts'
import { type FakeApi, fakeApi, refused, weighted } from '../fake-api.ts'

const zone = { id: 'Z1', origin: parseName('example.com.') }
const options = { what: 'reading' }

interface Check {
  readonly config: HealthConfig
  /** Its name, if it is ours. */
  readonly name?: string
}

const tcp: HealthConfig = {
  Type: 'TCP',
  IPAddress: '192.0.2.1',
  Port: 25,
  RequestInterval: 30,
  FailureThreshold: 3,
}

/** An account with health checks, shown so many a page, and CIDR locations. */
function account(
  checks: Record<string, Check>,
  pageSize = 100,
  blocks: Record<string, string[]> = {},
): FakeApi {
  const shown = ([id, { config }]: [string, Check]) => ({
    Id: id,
    CallerReference: id,
    HealthCheckVersion: 1,
    HealthCheckConfig: config as never,
  })
  return fakeApi({
    GetHealthCheck({ HealthCheckId }) {
      const check = checks[HealthCheckId!]
      if (!check) throw refused('NoSuchHealthCheck')
      return { HealthCheck: shown([HealthCheckId!, check]) }
    },
    ListHealthChecks({ Marker }) {
      const all = Object.entries(checks)
      const from = Marker === undefined ? 0 : all.findIndex(([id]) => id === Marker)
      const next = all[from + pageSize]
      return {
        HealthChecks: all.slice(from, from + pageSize).map(shown),
        IsTruncated: next !== undefined,
        NextMarker: next?.[0],
      }
    },
    ListTagsForResources: ({ ResourceIds = [] }) => ({
      ResourceTagSets: ResourceIds.map(id => {
        const name = checks[id]?.name
        return { ResourceId: id, Tags: name === undefined ? [] : [{ Key: 'dnsctl:health', Value: name }] }
      }),
    }),
    ListCidrBlocks({ CollectionId, LocationName, NextToken }) {
      const all = blocks[`${CollectionId}/${LocationName}`] ?? []
      const from = Number(NextToken ?? 0)
      return {
        CidrBlocks: all.slice(from, from + 2).map(CidrBlock => ({ CidrBlock, LocationName: LocationName! })),
        NextToken: from + 2 < all.length ? String(from + 2) : undefined,
      }
    },
  })
}

const referring = (...ids: string[]): RecordSet[] =>
  ids.map(HealthCheckId => weighted('w.example.com.', HealthCheckId, { HealthCheckId }))
const operations = (api: FakeApi) => api.calls.map(call => call.split(' ')[0])

describe('health checks', () => {
  const ours: Check = { config: tcp, name: 'mail' }

  it('are not asked for if nothing refers to one', async () => {
    const api = account({ c1: ours })
    await openResources(api).lookup(zone, [weighted('w.example.com.', 'x')], options)
    expect(api.calls).toEqual([])
  })

  test.each<[what: string, check: Check | undefined, shown: object]>([
    ['of ours are stated whole', ours, { type: 'tcp', name: 'mail', address: '192.0.2.1', port: 25 }],
    ['of others are referred to', { config: tcp }, { type: 'reference', id: 'c1' }],
    [
      'that zone files cannot state are referred to',
      { config: { Type: 'CLOUDWATCH_METRIC' }, name: 'alarm' },
      { type: 'reference', id: 'c1' },
    ],
    ['that are not there are referred to', undefined, { type: 'reference', id: 'c1' }],
  ])('%s', async (_what, check, shown) => {
    const api = account(check ? { c1: check } : {})
    const { healthCheck } = await openResources(api).lookup(zone, referring('c1'), options)
    expect(healthCheck('c1')).toMatchObject(shown)
  })

  it('come with those that they sum up', async () => {
    const sum = (name: string, ...ChildHealthChecks: string[]): Check => ({
      name,
      config: { Type: 'CALCULATED', HealthThreshold: 1, ChildHealthChecks },
    })
    const api = account({ c1: ours, c2: { config: tcp }, c3: sum('both', 'c1', 'c2'), c4: sum('all', 'c3') })
    const { healthCheck } = await openResources(api).lookup(zone, referring('c4'), options)
    expect(healthCheck('c4')).toMatchObject({
      type: 'calculated',
      name: 'all',
      checks: [
        {
          name: 'both',
          checks: [
            { type: 'tcp', name: 'mail' },
            { type: 'reference', id: 'c2' },
          ],
        },
      ],
    })
  })

  const many = Object.fromEntries(Array.from({ length: 250 }, (_, i) => [`c${i}`, ours]))

  test.each<[what: string, ids: string[], expected: string[]]>([
    [
      'one by one if they are few',
      ['c1', 'c200', 'c1'],
      ['GetHealthCheck', 'GetHealthCheck', 'ListTagsForResources'],
    ],
    [
      'as a list, up to the last that is wanted',
      ['c1', 'c2', 'c3', 'c4', 'c150'],
      ['ListHealthChecks', 'ListHealthChecks', 'ListTagsForResources'],
    ],
    [
      'as a list to its end if one is not there',
      ['c1', 'c2', 'c3', 'gone'],
      ['ListHealthChecks', 'ListHealthChecks', 'ListHealthChecks', 'ListTagsForResources'],
    ],
  ])('are read %s', async (_what, ids, expected) => {
    const api = account(many)
    await openResources(api).lookup(zone, referring(...ids), options)
    expect(operations(api)).toEqual(expected)
  })

  it('are asked for once, the missing too, until they are to be forgotten', async () => {
    const api = account({ c1: ours })
    const resources = openResources(api)
    const look = () => resources.lookup(zone, referring('c1', 'gone'), options)
    await look()
    const { length } = api.calls
    await look()
    expect(api.calls.length).toBe(length)
    resources.forget()
    await look()
    expect(api.calls.length).toBe(2 * length)
  })

  it('are not asked for again once all are known', async () => {
    const api = account(many)
    const resources = openResources(api)
    expect((await resources.allHealthChecks(options)).size).toBe(250)
    const { length } = api.calls
    await resources.allHealthChecks(options)
    const held = await resources.healthChecks(['c7', 'gone'], options)
    expect([held.has('c7'), held.has('gone')]).toEqual([true, false])
    expect(api.calls.length).toBe(length)
  })

  it('are all there for work that began before they were forgotten', async () => {
    const resources = openResources(account({ c1: ours, c2: ours }))
    await resources.lookup(zone, referring('c1'), options)
    const looking = resources.lookup(zone, referring('c1', 'c2'), options)
    resources.forget()
    const { healthCheck } = await looking
    expect([healthCheck('c1').type, healthCheck('c2').type]).toEqual(['tcp', 'tcp'])
  })
})

describe('networks', () => {
  const at = (LocationName: string) => ({ CollectionId: 'k', LocationName })
  const blocks = { 'k/office': ['192.0.2.0/24', '198.51.100.0/24', '2001:db8::/32'] }

  it('are read whole, once, and the default has none', async () => {
    const api = account({}, 100, blocks)
    const resources = openResources(api)
    const sets = ['office', '*', 'office'].map((place, i) =>
      weighted('w.example.com.', `${i}`, { CidrRoutingConfig: at(place) }),
    )
    const { networks } = await resources.lookup(zone, sets, options)
    expect(networks(at('office'))).toEqual(blocks['k/office'])
    expect(networks(at('*'))).toEqual(['*'])
    expect(operations(api)).toEqual(['ListCidrBlocks', 'ListCidrBlocks'])
    resources.forget()
    expect(await resources.networks(at('office'), options)).toEqual(blocks['k/office'])
    expect(api.calls.length).toBe(4)
  })
})
