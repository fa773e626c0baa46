// The AWS command line drives the Route 53 API of the built program, and dig sees what comes of it.
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { join } from 'node:path'
import type * as sdk from '@aws-sdk/client-route-53'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { awsCli, type Key, type Ran, type RunningApi, startApi } from './route53/running-api.ts'

const full: Key = { id: 'FULL', secret: 'the-secret' }
const view: Key = { id: 'VIEW', secret: 'another-secret' }

const settings = `
serve:
  locations: { EU: [198.51.100.0/24] }
  route53_api:
    requests_per_second: 0
    keys:
      - { id: ${full.id}, secret: ${full.secret} }
      - { id: ${view.id}, secret: ${view.secret}, allow: ['route53:Get*', 'route53:List*'] }
`

let api: RunningApi
beforeAll(async () => {
  api = await startApi(settings)
})
afterAll(() => api.stop())

const awsAs = (key: Key, ...args: string[]): Promise<Ran> =>
  api.run(awsCli, ['--endpoint-url', api.url, '--output', 'json', 'route53', ...args], api.environment(key))

/** Some of it, by what was asked; the command line prints what the SDK gives. */
type Printed = sdk.CreateHostedZoneResponse &
  sdk.ChangeResourceRecordSetsResponse &
  sdk.ListResourceRecordSetsResponse &
  sdk.ListHostedZonesResponse &
  sdk.ListTagsForResourceResponse &
  sdk.CreateHealthCheckResponse &
  sdk.GetHealthCheckStatusResponse &
  sdk.GetHostedZoneLimitResponse &
  sdk.CreateCidrCollectionResponse &
  sdk.ListCidrBlocksResponse &
  sdk.CreateReusableDelegationSetResponse &
  sdk.ListHostedZonesByVPCResponse &
  sdk.TestDNSAnswerResponse & { readonly NextToken: string }

/** What the command line prints, which has to succeed. */
async function aws(...args: string[]): Promise<Printed> {
  const { code, stdout, stderr } = await awsAs(full, ...args)
  expect(stderr).toBe('')
  expect(code).toBe(0)
  return JSON.parse(stdout || '{}')
}

/** The code of the error that the command line ends with. */
async function refusal(key: Key, ...args: string[]): Promise<string | undefined> {
  const { code, stderr } = await awsAs(key, ...args)
  expect(code).toBe(254)
  return /An error occurred \((\w+)\) when calling/.exec(stderr)?.[1]
}

let zone: string
const change = (Changes: readonly object[]): string => {
  const file = join(api.folder, 'batch.json')
  writeFileSync(file, JSON.stringify({ Comment: 'of the test', Changes }))
  return `file://${file}`
}
const create = (label: string, more: object) => ({
  Action: 'CREATE',
  ResourceRecordSet: { Name: `${label}.example.org`, Type: 'A', ...more },
})
const to = (...addresses: string[]) => ({
  TTL: 60,
  ResourceRecords: addresses.map(Value => ({ Value })),
})

beforeAll(async () => {
  const made = await aws('create-hosted-zone', '--name', 'example.org', '--caller-reference', 'org')
  zone = made.HostedZone!.Id!.split('/').at(-1)!
})

test('changes records, waits for them, and lists them page by page', async () => {
  const batch = change([
    create('www', to('192.0.2.1')),
    create('alias', {
      AliasTarget: { HostedZoneId: zone, DNSName: 'www.example.org', EvaluateTargetHealth: false },
    }),
    create('geo', { ...to('192.0.2.2'), SetIdentifier: 'eu', GeoLocation: { ContinentCode: 'EU' } }),
    create('geo', { ...to('192.0.2.3'), SetIdentifier: 'rest', GeoLocation: { CountryCode: '*' } }),
    ...Array.from({ length: 9 }, (_, i) =>
      create('many', { ...to(`192.0.2.1${i}`), SetIdentifier: `set ${i}`, MultiValueAnswer: true }),
    ),
  ])
  const made = await aws('change-resource-record-sets', '--hosted-zone-id', zone, '--change-batch', batch)
  expect(made.ChangeInfo).toMatchObject({ Status: 'PENDING', Comment: 'of the test' })
  await aws('wait', 'resource-record-sets-changed', '--id', made.ChangeInfo!.Id!)

  const list = ['list-resource-record-sets', '--hosted-zone-id', zone]
  const all = (await aws(...list, '--page-size', '4')).ResourceRecordSets
  expect(all).toHaveLength(15)
  const first = await aws(...list, '--max-items', '10')
  const rest = await aws(...list, '--starting-token', first.NextToken)
  expect(first.ResourceRecordSets).toHaveLength(10)
  expect([...first.ResourceRecordSets!, ...rest.ResourceRecordSets!]).toEqual(all)

  expect(await api.dig('+short', 'alias.example.org', 'A')).toEqual(['192.0.2.1'])
  expect(await api.dig('+short', 'geo.example.org', 'A', '+subnet=198.51.100.0/24')).toEqual(['192.0.2.2'])
  expect(await api.dig('+short', 'geo.example.org', 'A', '+subnet=203.0.113.0/24')).toEqual(['192.0.2.3'])
  expect(await api.dig('+short', 'many.example.org', 'A')).toHaveLength(8)
})

test('chooses by networks of a CIDR collection', async () => {
  const { Collection } = await aws('create-cidr-collection', '--name', 'offices', '--caller-reference', 'x')
  const CollectionId = Collection!.Id!
  const put = 'LocationName=paris,Action=PUT,CidrList=203.0.113.0/24'
  await aws('change-cidr-collection', '--id', CollectionId, '--changes', put)
  const blocks = await aws('list-cidr-blocks', '--collection-id', CollectionId)
  expect(blocks.CidrBlocks).toEqual([{ CidrBlock: '203.0.113.0/24', LocationName: 'paris' }])
  const set = (LocationName: string, address: string) =>
    create('ip', {
      ...to(address),
      SetIdentifier: LocationName,
      CidrRoutingConfig: { CollectionId, LocationName },
    })
  const batch = change([set('paris', '192.0.2.4'), set('*', '192.0.2.5')])
  await aws('change-resource-record-sets', '--hosted-zone-id', zone, '--change-batch', batch)
  expect(await api.dig('+short', 'ip.example.org', 'A', '+subnet=203.0.113.0/24')).toEqual(['192.0.2.4'])
  expect(await api.dig('+short', 'ip.example.org', 'A')).toEqual(['192.0.2.5'])
  expect(await refusal(full, 'delete-cidr-collection', '--id', CollectionId)).toBe(
    'CidrCollectionInUseException',
  )
})

test('makes zones of a delegation set, and of a VPC', async () => {
  const { DelegationSet } = await aws('create-reusable-delegation-set', '--caller-reference', 'set')
  const id = DelegationSet!.Id!
  const named = ['--name', 'set.example', '--caller-reference', 'set', '--delegation-set-id', id]
  const made = await aws('create-hosted-zone', ...named)
  expect(made.DelegationSet!.NameServers).toEqual(DelegationSet!.NameServers)
  const zones = (await aws('list-hosted-zones', '--page-size', '1')).HostedZones!
  expect(zones.map(({ Name }) => Name).sort()).toEqual(['example.org.', 'set.example.'])
  expect(await refusal(full, 'delete-reusable-delegation-set', '--id', id)).toBe('DelegationSetInUse')
  await aws('delete-hosted-zone', '--id', made.HostedZone!.Id!)
  await aws('delete-reusable-delegation-set', '--id', id)

  const vpc = (name: string) => `VPCRegion=eu-west-1,VPCId=vpc-${name.repeat(8)}`
  const inside = ['create-hosted-zone', '--name', 'inside.example', '--caller-reference', 'vpc']
  const { HostedZone } = await aws(...inside, '--vpc', vpc('a'))
  await aws('associate-vpc-with-hosted-zone', '--hosted-zone-id', HostedZone!.Id!, '--vpc', vpc('b'))
  const found = await aws(
    'list-hosted-zones-by-vpc',
    '--vpc-id',
    `vpc-${'b'.repeat(8)}`,
    '--vpc-region',
    'eu-west-1',
  )
  expect(found.HostedZoneSummaries!.map(({ Name }) => Name)).toEqual(['inside.example.'])
  await aws('delete-hosted-zone', '--id', HostedZone!.Id!)
})

test('tests answers for a client elsewhere', async () => {
  const ask = [
    'test-dns-answer',
    '--hosted-zone-id',
    zone,
    '--record-name',
    'geo.example.org',
    '--record-type',
    'A',
  ]
  const here = await aws(...ask, '--edns0-client-subnet-ip', '198.51.100.7')
  expect(here).toMatchObject({ RecordData: ['192.0.2.2'], ResponseCode: 'NOERROR', Protocol: 'UDP' })
  expect((await aws(...ask)).RecordData).toEqual(['192.0.2.3'])
})

test('tags, comments, counts and limits', async () => {
  const resource = ['--resource-type', 'hostedzone', '--resource-id', zone]
  await aws(
    'change-tags-for-resource',
    ...resource,
    '--add-tags',
    'Key=team,Value=web',
    'Key=stage,Value=test',
  )
  await aws('change-tags-for-resource', ...resource, '--remove-tag-keys', 'stage')
  const { ResourceTagSet } = await aws('list-tags-for-resource', ...resource)
  expect(ResourceTagSet!.Tags).toEqual([{ Key: 'team', Value: 'web' }])
  const { HostedZone } = await aws('update-hosted-zone-comment', '--id', zone, '--comment', 'of the test')
  expect(HostedZone!.Config!.Comment).toBe('of the test')
  expect(await aws('get-hosted-zone-count')).toEqual({ HostedZoneCount: 1 })
  const limit = await aws('get-hosted-zone-limit', '--type', 'MAX_RRSETS_BY_ZONE', '--hosted-zone-id', zone)
  expect(limit.Count).toBeGreaterThan(2)
})

test('fails over as a health check finds', async () => {
  const server = createServer(socket => socket.end()).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const config = `Type=TCP,IPAddress=127.0.0.1,Port=${portOf(server)},RequestInterval=10,FailureThreshold=1`
  const made = await aws('create-health-check', '--caller-reference', 'tcp', '--health-check-config', config)
  const id = made.HealthCheck!.Id!
  const sets = [
    create('fail', { ...to('192.0.2.1'), SetIdentifier: 'here', Failover: 'PRIMARY', HealthCheckId: id }),
    create('fail', { ...to('192.0.2.2'), SetIdentifier: 'there', Failover: 'SECONDARY' }),
  ]
  await aws('change-resource-record-sets', '--hosted-zone-id', zone, '--change-batch', change(sets))
  await waitFor(async () => (await statusOf(id)).startsWith('Success'))
  expect(await api.dig('+short', 'fail.example.org', 'A')).toEqual(['192.0.2.1'])

  await new Promise(done => server.close(done))
  const ill = await aws('update-health-check', '--health-check-id', id, '--disabled', '--inverted')
  expect(ill.HealthCheck!.HealthCheckConfig).toMatchObject({ Disabled: true, Inverted: true })
  await waitFor(async () => (await api.dig('+short', 'fail.example.org', 'A'))[0] === '192.0.2.2')
  await aws('update-health-check', '--health-check-id', id, '--no-inverted')
  await waitFor(async () => (await api.dig('+short', 'fail.example.org', 'A'))[0] === '192.0.2.1')
  await aws('update-health-check', '--health-check-id', id, '--no-disabled')
  await waitFor(async () => (await statusOf(id)).includes('ECONNREFUSED'))
  await waitFor(async () => (await api.dig('+short', 'fail.example.org', 'A'))[0] === '192.0.2.2')
})

const statusOf = async (id: string): Promise<string> => {
  const { HealthCheckObservations: found } = await aws('get-health-check-status', '--health-check-id', id)
  return found![0]?.StatusReport?.Status ?? ''
}

test.each<[string, Key, string[]]>([
  ['NoSuchHostedZone', full, ['get-hosted-zone', '--id', 'Z0NONE']],
  ['NoSuchHealthCheck', full, ['get-health-check', '--health-check-id', 'nobody']],
  [
    'HostedZoneAlreadyExists',
    full,
    ['create-hosted-zone', '--name', 'other.example', '--caller-reference', 'org'],
  ],
  ['InvalidDomainName', full, ['create-hosted-zone', '--name', 'a..example', '--caller-reference', 'dots']],
  ['InvalidAction', full, ['list-traffic-policies']],
  ['InvalidClientTokenId', { ...full, id: 'OTHER' }, ['get-hosted-zone-count']],
  ['SignatureDoesNotMatch', { ...full, secret: 'guessed' }, ['get-hosted-zone-count']],
  ['AccessDenied', view, ['create-hosted-zone', '--name', 'other.example', '--caller-reference', 'x']],
])('is refused with %s', async (code, key, args) => {
  expect(await refusal(key, ...args)).toBe(code)
})

test('deletes a zone once it is empty', async () => {
  expect(await refusal(full, 'delete-hosted-zone', '--id', zone)).toBe('HostedZoneNotEmpty')
  const { ResourceRecordSets } = await aws('list-resource-record-sets', '--hosted-zone-id', zone)
  const deletes = ResourceRecordSets!
    .filter(({ Type }) => Type !== 'NS' && Type !== 'SOA')
    .map(ResourceRecordSet => ({ Action: 'DELETE', ResourceRecordSet }))
  await aws('change-resource-record-sets', '--hosted-zone-id', zone, '--change-batch', change(deletes))
  await aws('delete-hosted-zone', '--id', zone)
  await waitFor(async () => (await api.dig('www.example.org', 'A')).join().includes('REFUSED'))
})

const portOf = (server: Server): number => (server.address() as { port: number }).port

/** Asks again and again, for at most half a minute. */
const waitFor = (isSo: () => Promise<boolean>): Promise<void> =>
  expect.poll(isSo, { timeout: 30_000, interval: 50 }).toBe(true)
