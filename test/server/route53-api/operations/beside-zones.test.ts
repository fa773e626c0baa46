// What stands beside zones, over the API with the real SDK: health checks, tags, CIDR collections, places; and when
// changes are in sync.
import { createSocket } from 'node:dgram'
import {
  ChangeCidrCollectionCommand,
  ChangeResourceRecordSetsCommand,
  ChangeTagsForResourceCommand,
  CreateCidrCollectionCommand,
  CreateHealthCheckCommand,
  CreateHostedZoneCommand,
  DeleteCidrCollectionCommand,
  DeleteHealthCheckCommand,
  GetChangeCommand,
  GetCheckerIpRangesCommand,
  GetGeoLocationCommand,
  GetHealthCheckCommand,
  GetHealthCheckCountCommand,
  GetHealthCheckLastFailureReasonCommand,
  GetHealthCheckStatusCommand,
  type HealthCheckConfig,
  ListCidrBlocksCommand,
  ListCidrCollectionsCommand,
  ListCidrLocationsCommand,
  ListGeoLocationsCommand,
  ListHealthChecksCommand,
  ListHostedZonesCommand,
  ListResourceRecordSetsCommand,
  ListTagsForResourceCommand,
  ListTagsForResourcesCommand,
  type ResourceRecordSet,
  type Route53Client,
  TestDNSAnswerCommand,
  UpdateHealthCheckCommand,
} from '@aws-sdk/client-route-53'
import { afterEach, describe, expect, it, test } from 'vitest'
import { parseName } from '../../../../src/dns/name.ts'
import type { HealthCheck } from '../../../../src/dns/routing.ts'
import { decodeMessage, encodeMessage, type Message } from '../../../../src/dns/wire/message.ts'
import type { MessageRecord } from '../../../../src/dns/wire/record.ts'
import { checkBehind } from '../../../../src/server/route53-api/state/health-checks.ts'
import { rrsetsOf } from '../../authoritative/rich-zone.ts'
import { type EndpointOptions, startEndpoint, type TestEndpoint } from '../endpoint.ts'

let endpoint: TestEndpoint
let client: Route53Client
let count = 0

const start = async (options?: EndpointOptions) => {
  endpoint = await startEndpoint(options)
  client = endpoint.client()
}

afterEach(async () => {
  expect(endpoint.events).toEqual([])
  await endpoint.close()
})

const refusal = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'it was accepted',
    error => error.name,
  )

const createZone = async (Name = 'example.com') =>
  (await client.send(new CreateHostedZoneCommand({ Name, CallerReference: `z${count++}` }))).HostedZone!.Id!

const change = (HostedZoneId: string, Action: 'CREATE' | 'DELETE' | 'UPSERT', ...sets: ResourceRecordSet[]) =>
  client.send(
    new ChangeResourceRecordSetsCommand({
      HostedZoneId,
      ChangeBatch: { Changes: sets.map(ResourceRecordSet => ({ Action, ResourceRecordSet })) },
    }),
  )

const list = async (HostedZoneId: string) =>
  (await client.send(new ListResourceRecordSetsCommand({ HostedZoneId }))).ResourceRecordSets!.slice(2)

const set = (SetIdentifier: string, more: Partial<ResourceRecordSet>): ResourceRecordSet => ({
  Name: 'a.example.com.',
  Type: 'A',
  TTL: 60,
  SetIdentifier,
  ResourceRecords: [{ Value: '192.0.2.1' }],
  ...more,
})

describe('health checks', () => {
  const http: HealthCheckConfig = {
    Type: 'HTTP',
    FullyQualifiedDomainName: 'www.example.com',
    ResourcePath: '/up',
  }
  const create = async (HealthCheckConfig: HealthCheckConfig, CallerReference = `h${count++}`) =>
    (await client.send(new CreateHealthCheckCommand({ CallerReference, HealthCheckConfig }))).HealthCheck!
  const get = async (HealthCheckId: string) =>
    (await client.send(new GetHealthCheckCommand({ HealthCheckId }))).HealthCheck!
  const update = async (HealthCheckId: string, more: object) =>
    (await client.send(new UpdateHealthCheckCommand({ HealthCheckId, ...more }))).HealthCheck!

  it('are made, changed and deleted', async () => {
    await start()
    const made = await create(http, 'once')
    const defaults = {
      Port: 80,
      RequestInterval: 30,
      FailureThreshold: 3,
      MeasureLatency: false,
      EnableSNI: false,
      Inverted: false,
      Disabled: false,
    }
    expect(made).toEqual({
      Id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      CallerReference: 'once',
      HealthCheckConfig: { ...http, ...defaults },
      HealthCheckVersion: 1,
    })
    const Id = made.Id!
    expect(await create(http, 'once')).toEqual(made)
    expect(await refusal(create({ ...http, Port: 81 }, 'once'))).toBe('HealthCheckAlreadyExists')
    const changed = await update(Id, { Port: 8080, HealthCheckVersion: 1, ResetElements: ['ResourcePath'] })
    expect(changed.HealthCheckVersion).toBe(2)
    expect(changed.HealthCheckConfig).toEqual({
      Type: 'HTTP',
      FullyQualifiedDomainName: 'www.example.com',
      ...defaults,
      Port: 8080,
    })
    expect(await get(Id)).toEqual(changed)
    expect(await refusal(update(Id, { HealthCheckVersion: 1, Port: 1 }))).toBe('HealthCheckVersionMismatch')
    expect(checkBehind(endpoint.store, Id)).toMatchObject({
      type: 'http',
      host: 'www.example.com',
      port: 8080,
    })
    await client.send(new DeleteHealthCheckCommand({ HealthCheckId: Id }))
    expect(await refusal(get(Id))).toBe('NoSuchHealthCheck')
    expect(await refusal(create(http, 'once'))).toBe('HealthCheckAlreadyExists')
  })

  it.for<[string, HealthCheckConfig]>([
    ['no target', { Type: 'HTTP' }],
    ['no port', { Type: 'TCP', IPAddress: '192.0.2.1' }],
    ['no text', { Type: 'HTTP_STR_MATCH', IPAddress: '192.0.2.1' }],
    ['a text too many', { ...http, SearchString: 'x' }],
    ['an interval between', { ...http, RequestInterval: 20 }],
    ['no address', { Type: 'HTTP', IPAddress: 'nothing' }],
    ['a path without slash', { ...http, ResourcePath: 'up' }],
    ['no children', { Type: 'CALCULATED', HealthThreshold: 1 }],
    ['unknown children', { Type: 'CALCULATED', HealthThreshold: 1, ChildHealthChecks: ['nobody'] }],
    [
      'an alarm without status',
      { Type: 'CLOUDWATCH_METRIC', AlarmIdentifier: { Name: 'a', Region: 'eu-west-1' } },
    ],
  ])('with %s are refused', async ([, config]) => {
    await start()
    expect(await refusal(create(config))).toBe('InvalidInput')
  })

  it('are listed page by page', async () => {
    await start()
    const ids: string[] = []
    for (let i = 0; i < 5; i++) ids.push((await create(http)).Id!)
    const found: string[] = []
    let Marker: string | undefined
    do {
      const page = await client.send(
        new ListHealthChecksCommand({ MaxItems: 2 as never, ...(Marker && { Marker }) }),
      )
      found.push(...page.HealthChecks!.map(({ Id }) => Id!))
      Marker = page.NextMarker
    } while (Marker)
    expect(found).toEqual(ids.sort())
    expect(await client.send(new GetHealthCheckCountCommand({}))).toMatchObject({ HealthCheckCount: 5 })
  })

  it('stay referred to when they are deleted', async () => {
    await start()
    const { Id } = await create(http)
    const zone = await createZone()
    const one = set('x', { Weight: 1, HealthCheckId: Id })
    await change(zone, 'CREATE', one)
    const stored = endpoint.store.rrset(parseName('example.com.'), parseName('a.example.com.'), 'A')
    expect(stored!.policy!.sets[0]!.health).toEqual({ type: 'reference', id: Id })
    await client.send(new DeleteHealthCheckCommand({ HealthCheckId: Id }))
    expect(await list(zone)).toEqual([one])
    expect(await refusal(change(zone, 'UPSERT', one))).toBe('NoSuchHealthCheck')
    await change(zone, 'DELETE', one)
    expect(await list(zone)).toEqual([])
  })

  it('that came with the records of a zone are shown, and stay with the records', async () => {
    await start()
    const origin = parseName('example.com.')
    const probe: HealthCheck = {
      type: 'tcp',
      name: 'db',
      address: '192.0.2.1',
      port: 5432,
      interval: 30,
      timeout: 2,
      failures: 3,
      successes: 2,
    }
    const [base, ...rest] = rrsetsOf('example.com.', '@ 1 A 192.0.2.1\n@ 1 SOA a. b. 1 2 3 4 5\n@ 1 NS a.')
    const a = {
      ...base!,
      owner: parseName('a.example.com.'),
      rdatas: [],
      policy: {
        kind: 'weighted' as const,
        sets: ['x', 'y'].map(id => ({ id, rdatas: base!.rdatas, weight: 1, health: probe })),
      },
    }
    await endpoint.store.commit(origin, () => ({ images: [a, ...rest].map(after => ({ after })), serial: 1 }))
    const { HealthChecks } = await client.send(new ListHealthChecksCommand({}))
    expect(HealthChecks).toMatchObject([
      { CallerReference: 'dnsctl:db', HealthCheckConfig: { Type: 'TCP', Port: 5432 } },
    ])
    const { Id } = HealthChecks![0]!
    const { HostedZones } = await client.send(new ListHostedZonesCommand({}))
    const zoneId = HostedZones![0]!.Id!
    expect((await list(zoneId)).map(({ HealthCheckId }) => HealthCheckId)).toEqual([Id, Id])
    await change(zoneId, 'UPSERT', set('x', { TTL: 9, Weight: 2, HealthCheckId: Id }))
    expect(endpoint.store.rrset(origin, a.owner, 'A')!.policy!.sets.map(({ health }) => health)).toEqual([
      probe,
      probe,
    ])
    expect(await refusal(client.send(new DeleteHealthCheckCommand({ HealthCheckId: Id })))).toBe(
      'InvalidInput',
    )
  })

  it('tell what they found', async () => {
    const checkedAt = 1_700_000_000_000
    const asked: HealthCheck[] = []
    let isWell = false
    await start({
      healthOf: async check => {
        asked.push(check)
        return { isWell, detail: 'HTTP status 503', checkedAt }
      },
    })
    const HealthCheckId = (await create(http)).Id!
    const observation = (Status: string) => ({
      Region: 'us-east-1',
      IPAddress: '127.0.0.1',
      StatusReport: { Status, CheckedTime: new Date(checkedAt) },
    })
    const status = () => client.send(new GetHealthCheckStatusCommand({ HealthCheckId }))
    const failure = () => client.send(new GetHealthCheckLastFailureReasonCommand({ HealthCheckId }))
    for (const answer of [await status(), await failure()])
      expect(answer.HealthCheckObservations).toEqual([observation('Failure: HTTP status 503')])
    isWell = true
    expect((await status()).HealthCheckObservations).toEqual([observation('Success: HTTP status 503')])
    expect((await failure()).HealthCheckObservations).toEqual([])
    expect(asked[0]).toEqual({ type: 'reference', id: HealthCheckId })
    const ranges = await client.send(new GetCheckerIpRangesCommand({}))
    expect(ranges.CheckerIpRanges).toEqual(['127.0.0.1/32'])
  })
})

test('tags are put on zones and health checks', async () => {
  await start()
  const ResourceId = (await createZone()).replace('/hostedzone/', '')
  const resource = { ResourceType: 'hostedzone' as const, ResourceId }
  const tag = (Key: string, Value: string) => ({ Key, Value })
  const put = (more: object) => client.send(new ChangeTagsForResourceCommand({ ...resource, ...more }))
  const get = async () => (await client.send(new ListTagsForResourceCommand(resource))).ResourceTagSet!.Tags
  expect(await get()).toEqual([])
  await put({ AddTags: [tag('b', '2'), tag('a', '1')] })
  await put({ AddTags: [tag('c', '3'), tag('a', '9')], RemoveTagKeys: ['b', 'none'] })
  expect(await get()).toEqual([tag('a', '9'), tag('c', '3')])
  const { ResourceTagSets } = await client.send(
    new ListTagsForResourcesCommand({ ResourceType: 'hostedzone', ResourceIds: [ResourceId] }),
  )
  expect(ResourceTagSets).toEqual([{ ...resource, Tags: [tag('a', '9'), tag('c', '3')] }])
  expect(await refusal(put({}))).toBe('InvalidInput')
  expect(await refusal(put({ AddTags: [tag('aws:x', '1')] }))).toBe('InvalidInput')
  const unknown = (ResourceType: 'hostedzone' | 'healthcheck') =>
    refusal(client.send(new ListTagsForResourceCommand({ ResourceType, ResourceId: 'nobody' })))
  expect([await unknown('hostedzone'), await unknown('healthcheck')]).toEqual([
    'NoSuchHostedZone',
    'NoSuchHealthCheck',
  ])
})

describe('CIDR collections', () => {
  const put = (LocationName: string, ...CidrList: string[]) => ({
    LocationName,
    Action: 'PUT' as const,
    CidrList,
  })
  const drop = (LocationName: string, ...CidrList: string[]) => ({
    LocationName,
    Action: 'DELETE_IF_EXISTS' as const,
    CidrList,
  })
  const create = async (Name = 'networks') =>
    (await client.send(new CreateCidrCollectionCommand({ Name, CallerReference: Name }))).Collection!.Id!
  const changeCidr = (
    Id: string,
    Changes: ReturnType<typeof put | typeof drop>[],
    CollectionVersion?: number,
  ) => client.send(new ChangeCidrCollectionCommand({ Id, Changes, CollectionVersion }))
  const blocks = async (CollectionId: string, more = {}) =>
    (await client.send(new ListCidrBlocksCommand({ CollectionId, ...more }))).CidrBlocks

  it('hold networks by location', async () => {
    await start()
    const Id = await create()
    expect(await refusal(create())).toBe('CidrCollectionAlreadyExistsException')
    const made = await changeCidr(
      Id,
      [put('one', '192.0.2.0/24', '2001:db8::/48'), put('two', '198.51.100.0/24')],
      1,
    )
    expect(await client.send(new GetChangeCommand({ Id: made.Id }))).toMatchObject({
      ChangeInfo: { Status: 'INSYNC' },
    })
    expect(await blocks(Id)).toEqual([
      { LocationName: 'one', CidrBlock: '192.0.2.0/24' },
      { LocationName: 'one', CidrBlock: '2001:db8::/48' },
      { LocationName: 'two', CidrBlock: '198.51.100.0/24' },
    ])
    expect(await blocks(Id, { LocationName: 'two' })).toHaveLength(1)
    expect(await refusal(blocks(Id, { LocationName: 'three' }))).toBe('NoSuchCidrLocationException')
    expect(await refusal(changeCidr(Id, [put('two', '192.0.2.0/24')]))).toBe('CidrBlockInUseException')
    expect(await refusal(changeCidr(Id, [put('two', '203.0.113.0/24')], 1))).toBe(
      'CidrCollectionVersionMismatchException',
    )
    for (const wrong of ['192.0.2.1/24', '192.0.2.0/25', '2001:db8::/64', 'x'])
      expect(await refusal(changeCidr(Id, [put('two', wrong)]))).toBe('InvalidInput')
    const locations = async () =>
      (await client.send(new ListCidrLocationsCommand({ CollectionId: Id }))).CidrLocations
    await changeCidr(Id, [drop('two', '198.51.100.0/24', '203.0.113.0/24')], 2)
    expect(await locations()).toEqual([{ LocationName: 'one' }])
    const remove = () => client.send(new DeleteCidrCollectionCommand({ Id }))
    expect(await refusal(remove())).toBe('CidrCollectionInUseException')
    await changeCidr(Id, [drop('one', '192.0.2.0/24', '2001:db8::/48')])
    await remove()
    expect((await client.send(new ListCidrCollectionsCommand({}))).CidrCollections).toEqual([])
    expect(await refusal(remove())).toBe('NoSuchCidrCollectionException')
  })

  it('take the records with them that refer to them', async () => {
    await start()
    const CollectionId = await create()
    await changeCidr(CollectionId, [put('one', '192.0.2.0/24')])
    const zone = await createZone()
    const sets = [
      set('default', { CidrRoutingConfig: { CollectionId, LocationName: '*' } }),
      set('one', { CidrRoutingConfig: { CollectionId, LocationName: 'one' } }),
    ]
    await change(zone, 'CREATE', ...sets)
    expect(await list(zone)).toEqual(sets)
    const networks = () =>
      endpoint.store
        .rrset(parseName('example.com.'), parseName('a.example.com.'), 'A')!
        .policy!.sets.map(({ networks }) => networks)
    expect(networks()).toEqual([['*'], ['192.0.2.0/24']])
    const { serial } = endpoint.store.zone(parseName('example.com.'))!
    await changeCidr(CollectionId, [put('one', '198.51.100.0/24'), put('two', '203.0.113.0/24')])
    expect(networks()).toEqual([['*'], ['192.0.2.0/24', '198.51.100.0/24']])
    expect(endpoint.store.zone(parseName('example.com.'))!.serial).toBe(serial + 1)
    expect(await list(zone)).toEqual(sets)
    const dropAll = [drop('one', '192.0.2.0/24', '198.51.100.0/24'), drop('two', '203.0.113.0/24')]
    expect(await refusal(changeCidr(CollectionId, dropAll))).toBe('CidrBlockInUseException')
    await change(zone, 'DELETE', ...sets)
    await changeCidr(CollectionId, dropAll)
    await client.send(new DeleteCidrCollectionCommand({ Id: CollectionId }))
  })
})

test('places are listed and found', async () => {
  await start()
  const first = await client.send(new ListGeoLocationsCommand({ MaxItems: 8 as never }))
  expect(first.GeoLocationDetailsList!.slice(0, 2)).toEqual([
    { ContinentCode: 'AF', ContinentName: 'Africa' },
    { ContinentCode: 'AN', ContinentName: 'Antarctica' },
  ])
  expect(first).toMatchObject({ IsTruncated: true, NextCountryCode: expect.any(String) })
  const us = await client.send(new ListGeoLocationsCommand({ StartCountryCode: 'US', MaxItems: 2 as never }))
  expect(us.GeoLocationDetailsList!.map(({ SubdivisionCode }) => SubdivisionCode)).toEqual([undefined, 'AK'])
  const find = (more: object) => client.send(new GetGeoLocationCommand(more))
  expect((await find({ CountryCode: 'FR' })).GeoLocationDetails).toEqual({
    CountryCode: 'FR',
    CountryName: 'France',
  })
  expect((await find({})).GeoLocationDetails!.CountryCode).toBe('*')
  expect(await refusal(find({ CountryCode: 'XX' }))).toBe('NoSuchGeoLocation')
})

describe('over DNS', () => {
  /** A name server that answers every query as told. */
  async function nameServer(answer: (query: Message) => Partial<Message>) {
    const socket = createSocket('udp4')
    socket.on('message', (octets, { port, address }) => {
      const query = decodeMessage(octets)
      socket.send(encodeMessage({ ...query, flags: new Set(['qr', 'aa']), ...answer(query) }), port, address)
    })
    await new Promise<void>(resolve => socket.bind(0, '127.0.0.1', resolve))
    return { socket, dns: { host: '127.0.0.1', port: socket.address().port } }
  }

  const soaOf = (serial: number): MessageRecord => {
    const { owner, type, ttl, rdatas } = rrsetsOf('example.com.', `@ 1 SOA a. b. ${serial} 2 3 4 5`)[0]!
    return { owner, type, class: 'IN', ttl, rdata: rdatas[0]! }
  }

  it('a change is in sync once it is answered, and its time has come', async () => {
    let now = Date.now()
    let serial = 0
    const { socket, dns } = await nameServer(() => ({ answers: serial ? [soaOf(serial)] : [] }))
    await start({ dns, clock: () => now, insyncAfterMs: 5000 })
    const zone = await createZone()
    const { ChangeInfo } = await change(zone, 'CREATE', { ...set('x', { Weight: 1 }) })
    const status = async () =>
      (await client.send(new GetChangeCommand({ Id: ChangeInfo!.Id }))).ChangeInfo!.Status
    const seen = [await status()]
    serial = 2
    seen.push(await status())
    now += 5000
    seen.push(await status())
    serial = 1
    seen.push(await status())
    expect(seen).toEqual(['PENDING', 'PENDING', 'INSYNC', 'PENDING'])
    expect(await refusal(client.send(new GetChangeCommand({ Id: 'C0' })))).toBe('NoSuchChange')
    socket.close()
  })

  it('an answer is tested', async () => {
    const queries: Message[] = []
    const { socket, dns } = await nameServer(query => {
      queries.push(query)
      return { answers: [soaOf(7)] }
    })
    await start({ dns })
    const HostedZoneId = await createZone()
    const test = (more = {}) =>
      client.send(
        new TestDNSAnswerCommand({ HostedZoneId, RecordName: 'example.com', RecordType: 'SOA', ...more }),
      )
    expect(await test({ EDNS0ClientSubnetIP: '192.0.2.77' })).toMatchObject({
      Nameserver: 'ns1.dnsctl.internal',
      RecordName: 'example.com.',
      RecordType: 'SOA',
      RecordData: ['a. b. 7 2 3 4 5'],
      ResponseCode: 'NOERROR',
      Protocol: 'UDP',
    })
    expect(queries[0]!.edns!.options).toMatchObject([{ name: 'ECS', address: '192.0.2.0', sourcePrefix: 24 }])
    expect(await refusal(test({ RecordName: 'example.org' }))).toBe('InvalidInput')
    expect(await refusal(test({ EDNS0ClientSubnetIP: '192.0.2.1', EDNS0ClientSubnetMask: '33' }))).toBe(
      'InvalidInput',
    )
    socket.close()
  })
})
