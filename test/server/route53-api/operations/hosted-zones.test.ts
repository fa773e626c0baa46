// Hosted zones over the API with the real SDK: their making, their end and their listings.
import {
  ChangeResourceRecordSetsCommand,
  CreateHostedZoneCommand,
  type CreateHostedZoneCommandInput,
  DeleteHostedZoneCommand,
  GetHostedZoneCommand,
  GetHostedZoneCountCommand,
  ListHostedZonesByNameCommand,
  ListHostedZonesCommand,
  ListResourceRecordSetsCommand,
  type Route53Client,
  UpdateHostedZoneCommentCommand,
} from '@aws-sdk/client-route-53'
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest'
import { parseName } from '../../../../src/dns/name.ts'
import { rrsetsOf } from '../../authoritative/rich-zone.ts'
import { startEndpoint, type TestEndpoint } from '../endpoint.ts'

let endpoint: TestEndpoint
let client: Route53Client
let count = 0

beforeEach(async () => {
  endpoint = await startEndpoint()
  client = endpoint.client()
})

afterEach(async () => {
  expect(endpoint.events).toEqual([])
  await endpoint.close()
})

const create = (Name: string, more: Partial<CreateHostedZoneCommandInput> = {}) =>
  client.send(new CreateHostedZoneCommand({ Name, CallerReference: `r${count++}`, ...more }))

const idOf = async (made: ReturnType<typeof create>): Promise<string> =>
  (await made).HostedZone!.Id!.replace('/hostedzone/', '')

const refusal = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'it was accepted',
    error => error.name,
  )

const vpc = (n: number) => ({ VPCRegion: 'eu-west-1' as const, VPCId: `vpc-0000000${n}` })
const served = () => endpoint.store.zonesNamed(parseName('example.com.'))

test('a zone that is created is shown, and served from then on', async () => {
  const made = await create('Example.COM', { HostedZoneConfig: { Comment: 'ours' }, CallerReference: 'once' })
  const id = made.HostedZone!.Id!
  const zone = {
    Id: id,
    Name: 'example.com.',
    CallerReference: 'once',
    Config: { Comment: 'ours', PrivateZone: false },
    ResourceRecordSetCount: 2,
  }
  const DelegationSet = { NameServers: [1, 2, 3, 4].map(n => `ns${n}.dnsctl.internal`) }
  expect(made).toMatchObject({
    HostedZone: zone,
    DelegationSet,
    ChangeInfo: { Status: 'PENDING' },
    Location: expect.stringMatching(/\/2013-04-01\/hostedzone\/Z[0-9A-Z]{20}$/),
  })
  expect(await client.send(new GetHostedZoneCommand({ Id: id }))).toMatchObject({
    HostedZone: zone,
    DelegationSet,
  })
  expect(served()).toMatchObject([{ origin: 'example.com.', serial: 1, rrsets: 2 }])
  expect(await client.send(new GetHostedZoneCountCommand({}))).toMatchObject({ HostedZoneCount: 1 })
})

describe('CreateHostedZone', () => {
  it('makes no second zone with one caller reference, until the first is gone', async () => {
    const Id = await idOf(create('example.com', { CallerReference: 'once' }))
    expect(await refusal(create('example.org', { CallerReference: 'once' }))).toBe('HostedZoneAlreadyExists')
    await client.send(new DeleteHostedZoneCommand({ Id }))
    expect(await refusal(create('example.org', { CallerReference: 'once' }))).toBe('it was accepted')
  })

  it('of two at once with one caller reference makes one', async () => {
    const made = await Promise.allSettled(
      [1, 2, 3].map(() => create('example.com', { CallerReference: 'same' })),
    )
    expect(made.filter(({ status }) => status === 'fulfilled').length).toBe(1)
  })

  it.for([
    ['.', {}, 'InvalidDomainName'],
    ['a..b', {}, 'InvalidDomainName'],
    ['*.example.com', {}, 'InvalidDomainName'],
    [`${'x'.repeat(64)}.com`, {}, 'InvalidDomainName'],
    ['example.com', { HostedZoneConfig: { PrivateZone: true } }, 'InvalidInput'],
    ['example.com', { VPC: { VPCRegion: 'eu-west-1', VPCId: 'none' } }, 'InvalidVPCId'],
    ['example.com', { DelegationSetId: 'N1' }, 'NoSuchDelegationSet'],
    ['example.com', { VPC: vpc(1), DelegationSetId: 'N1' }, 'InvalidInput'],
  ] as const)('refuses %s %o', async ([name, more, code]) => {
    expect(await refusal(create(name, more as Partial<CreateHostedZoneCommandInput>))).toBe(code)
    expect(endpoint.store.zones()).toEqual([])
  })
})

test('several zones have one name; the oldest is the one that is served', async () => {
  const [first, second] = [await idOf(create('example.com')), await idOf(create('example.com'))]
  expect(served().map(({ view }) => view)).toEqual([undefined, second.toLowerCase()])
  await client.send(new DeleteHostedZoneCommand({ Id: first }))
  await create('example.com')
  expect(served()[0]!.view).toBe(second.toLowerCase())
  expect(served().length).toBe(2)
  expect(await refusal(client.send(new GetHostedZoneCommand({ Id: first })))).toBe('NoSuchHostedZone')
})

test('a zone is deleted only when it is empty', async () => {
  const Id = await idOf(create('example.com'))
  const ResourceRecordSet = {
    Name: 'a.example.com',
    Type: 'A' as const,
    TTL: 1,
    ResourceRecords: [{ Value: '192.0.2.1' }],
  }
  const change = (Action: 'CREATE' | 'DELETE') =>
    client.send(
      new ChangeResourceRecordSetsCommand({
        HostedZoneId: Id,
        ChangeBatch: { Changes: [{ Action, ResourceRecordSet }] },
      }),
    )
  await change('CREATE')
  const remove = () => client.send(new DeleteHostedZoneCommand({ Id }))
  expect(await refusal(remove())).toBe('HostedZoneNotEmpty')
  await change('DELETE')
  expect(await remove()).toMatchObject({ ChangeInfo: { Status: 'PENDING' } })
  expect(await refusal(remove())).toBe('NoSuchHostedZone')
  expect(endpoint.store.zones()).toEqual([])
})

test('a comment changes', async () => {
  const Id = await idOf(create('example.com'))
  const update = await client.send(new UpdateHostedZoneCommentCommand({ Id, Comment: 'new' }))
  expect(update.HostedZone!.Config!.Comment).toBe('new')
})

test('a zone that came in another way has an id that stays, and is changed like any', async () => {
  const origin = parseName('example.org.')
  const records = rrsetsOf(
    'example.org.',
    `@ 1 NS ns.example.net.
@ 1 SOA ns.example.net. h.example.net. 8 1 2 3 4
@ 1 LOC 52 22 23 N 4 53 32 E -2m`,
  )
  await endpoint.store.commit(origin, () => ({ images: records.map(after => ({ after })), serial: 8 }))
  const [zone] = (await client.send(new ListHostedZonesCommand({}))).HostedZones!
  expect(zone).toMatchObject({
    Name: 'example.org.',
    ResourceRecordSetCount: 2,
    Config: { PrivateZone: false },
  })
  const { DelegationSet } = await client.send(new GetHostedZoneCommand({ Id: zone!.Id }))
  expect(DelegationSet!.NameServers).toEqual(['ns.example.net'])
  const list = async () =>
    (await client.send(new ListResourceRecordSetsCommand({ HostedZoneId: zone!.Id }))).ResourceRecordSets!
  expect((await list()).map(({ Type }) => Type)).toEqual(['NS', 'SOA'])
  expect((await list())[1]!.ResourceRecords![0]!.Value).toBe('ns.example.net. h.example.net. 1 1 2 3 4')
  await client.send(new UpdateHostedZoneCommentCommand({ Id: zone!.Id, Comment: 'ours too' }))
  expect(await client.send(new GetHostedZoneCommand({ Id: zone!.Id }))).toMatchObject({
    HostedZone: { Id: zone!.Id, Config: { Comment: 'ours too' } },
  })
  expect(await refusal(client.send(new DeleteHostedZoneCommand({ Id: zone!.Id })))).toBe('HostedZoneNotEmpty')
})

describe('listing', () => {
  it('by id goes page by page', async () => {
    const ids = []
    for (const name of ['a.example', 'b.example', 'c.example', 'd.example'])
      ids.push(await idOf(create(name)))
    for (const MaxItems of [1, 3, 4, 100]) {
      const found: string[] = []
      let Marker: string | undefined
      do {
        const page = await client.send(
          new ListHostedZonesCommand({ MaxItems: MaxItems as never, ...(Marker && { Marker }) }),
        )
        found.push(...page.HostedZones!.map(({ Id }) => Id!.replace('/hostedzone/', '')))
        Marker = page.NextMarker
      } while (Marker)
      expect(found).toEqual([...ids].sort())
    }
  })

  it('by name starts anywhere', async () => {
    const names = ['example.com', 'a.example.com', 'example.net', 'example.com', 'b.example.com']
    for (const name of names) await create(name)
    const list = (more: object) => client.send(new ListHostedZonesByNameCommand(more))
    const namesOf = ({ HostedZones }: Awaited<ReturnType<typeof list>>) =>
      HostedZones!.map(({ Name }) => Name)
    const all = await list({})
    expect(namesOf(all)).toEqual([
      'example.com.',
      'example.com.',
      'a.example.com.',
      'b.example.com.',
      'example.net.',
    ])
    const first = await list({ MaxItems: 1 })
    expect(first).toMatchObject({ IsTruncated: true, NextDNSName: 'example.com.' })
    const HostedZoneId = first.NextHostedZoneId
    const second = await list({ DNSName: first.NextDNSName, HostedZoneId, MaxItems: 1 })
    expect(second.HostedZones).toEqual([all.HostedZones![1]])
    expect(second).toMatchObject({ DNSName: 'example.com.', HostedZoneId, NextDNSName: 'a.example.com.' })
    expect(namesOf(await list({ DNSName: 'a.example.com' }))[0]).toBe('a.example.com.')
    expect(await refusal(list({ HostedZoneId: 'Z1' }))).toBe('InvalidInput')
    expect(await refusal(list({ DNSName: 'a..b' }))).toBe('InvalidDomainName')
  })
})
