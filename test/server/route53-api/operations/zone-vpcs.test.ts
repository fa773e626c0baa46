// VPCs of hosted zones, delegation sets and limits, over the API with the real SDK.
import {
  AssociateVPCWithHostedZoneCommand,
  CreateHostedZoneCommand,
  type CreateHostedZoneCommandInput,
  CreateReusableDelegationSetCommand,
  CreateVPCAssociationAuthorizationCommand,
  DeleteHostedZoneCommand,
  DeleteReusableDelegationSetCommand,
  DeleteVPCAssociationAuthorizationCommand,
  DisassociateVPCFromHostedZoneCommand,
  GetAccountLimitCommand,
  GetDNSSECCommand,
  GetHostedZoneCommand,
  GetHostedZoneLimitCommand,
  GetReusableDelegationSetCommand,
  GetReusableDelegationSetLimitCommand,
  ListHostedZonesByVPCCommand,
  ListHostedZonesCommand,
  ListQueryLoggingConfigsCommand,
  ListReusableDelegationSetsCommand,
  ListVPCAssociationAuthorizationsCommand,
  type Route53Client,
} from '@aws-sdk/client-route-53'
import { afterEach, beforeEach, expect, test } from 'vitest'
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

test('VPCs are associated with private zones', async () => {
  const Id = await idOf(create('example.com', { VPC: vpc(1) }))
  const open = await idOf(create('example.com'))
  const associate = (HostedZoneId: string, n: number) =>
    client.send(new AssociateVPCWithHostedZoneCommand({ HostedZoneId, VPC: vpc(n) }))
  const disassociate = (n: number) =>
    client.send(new DisassociateVPCFromHostedZoneCommand({ HostedZoneId: Id, VPC: vpc(n) }))
  const shown = async () => (await client.send(new GetHostedZoneCommand({ Id }))).VPCs
  expect(await shown()).toEqual([vpc(1)])
  expect(await associate(Id, 2)).toMatchObject({ ChangeInfo: { Status: 'PENDING' } })
  expect(await shown()).toEqual([vpc(1), vpc(2)])
  expect(await refusal(associate(Id, 2))).toBe('ConflictingDomainExists')
  expect(await refusal(associate(open, 3))).toBe('PublicZoneVPCAssociation')
  expect(await refusal(associate('Z0', 3))).toBe('NoSuchHostedZone')
  expect(await refusal(create('example.com', { VPC: vpc(2) }))).toBe('ConflictingDomainExists')
  await create('b.example.com', { VPC: vpc(2) })
  const byVpc = (more: object) => client.send(new ListHostedZonesByVPCCommand({ ...vpc(2), ...more }))
  const first = await byVpc({ MaxItems: 1 })
  const second = await byVpc({ NextToken: first.NextToken })
  const names = [first, second].flatMap(({ HostedZoneSummaries: all }) => all!.map(({ Name }) => Name))
  expect(names.sort()).toEqual(['b.example.com.', 'example.com.'])
  expect(await refusal(disassociate(3))).toBe('VPCAssociationNotFound')
  await disassociate(1)
  expect(await refusal(disassociate(2))).toBe('LastVPCAssociation')
  const { HostedZones } = await client.send(
    new ListHostedZonesCommand({ HostedZoneType: 'PrivateHostedZone' }),
  )
  expect(HostedZones!.length).toBe(2)
})

test('VPCs of others are authorized', async () => {
  const HostedZoneId = await idOf(create('example.com', { VPC: vpc(1) }))
  const authorize = (n: number) =>
    client.send(new CreateVPCAssociationAuthorizationCommand({ HostedZoneId, VPC: vpc(n) }))
  const withdraw = (n: number) =>
    client.send(new DeleteVPCAssociationAuthorizationCommand({ HostedZoneId, VPC: vpc(n) }))
  expect(await authorize(2)).toMatchObject({ HostedZoneId, VPC: vpc(2) })
  await authorize(3)
  await authorize(3)
  const list = (more = {}) =>
    client.send(new ListVPCAssociationAuthorizationsCommand({ HostedZoneId, ...more }))
  expect((await list()).VPCs).toEqual([vpc(2), vpc(3)])
  const { NextToken } = await list({ MaxResults: 1 })
  expect((await list({ NextToken })).VPCs).toEqual([vpc(3)])
  await withdraw(2)
  expect(await refusal(withdraw(2))).toBe('VPCAssociationAuthorizationNotFound')
})

test('delegation sets are shared by zones that do not overlap', async () => {
  const make = (more = {}) =>
    client.send(new CreateReusableDelegationSetCommand({ CallerReference: `d${count++}`, ...more }))
  const { DelegationSet: set } = await make({ CallerReference: 'd' })
  const Id = set!.Id!.replace('/delegationset/', '')
  expect(set!.NameServers![0]).toBe(`ns1.${Id.toLowerCase()}.dnsctl.internal`)
  expect(await refusal(make({ CallerReference: 'd' }))).toBe('DelegationSetAlreadyCreated')
  const made = await create('example.com', { DelegationSetId: set!.Id })
  expect(made.DelegationSet).toEqual(set)
  expect(await refusal(create('a.example.com', { DelegationSetId: Id }))).toBe('ConflictingDomainExists')
  const byset = await client.send(new ListHostedZonesCommand({ DelegationSetId: Id }))
  expect(byset.HostedZones!.map(({ Name }) => Name)).toEqual(['example.com.'])
  expect(
    await client.send(
      new GetReusableDelegationSetLimitCommand({
        DelegationSetId: Id,
        Type: 'MAX_ZONES_BY_REUSABLE_DELEGATION_SET',
      }),
    ),
  ).toMatchObject({ Count: 1 })
  const remove = () => client.send(new DeleteReusableDelegationSetCommand({ Id }))
  expect(await refusal(remove())).toBe('DelegationSetInUse')
  await client.send(new DeleteHostedZoneCommand({ Id: made.HostedZone!.Id }))
  await remove()
  expect(await refusal(client.send(new GetReusableDelegationSetCommand({ Id })))).toBe('NoSuchDelegationSet')
  const HostedZoneId = await idOf(create('example.org'))
  const { DelegationSet: common } = await make({ HostedZoneId })
  expect(common!.NameServers![0]).toBe('ns1.dnsctl.internal')
  expect(await refusal(make({ HostedZoneId }))).toBe('DelegationSetAlreadyReusable')
  expect(await refusal(make({ HostedZoneId: 'Z0' }))).toBe('HostedZoneNotFound')
  const { DelegationSets } = await client.send(new ListReusableDelegationSetsCommand({}))
  expect(DelegationSets).toEqual([common])
})

test('limits, DNSSEC and query logs are told', async () => {
  const Id = await idOf(create('example.com'))
  const limit = (Type: 'MAX_RRSETS_BY_ZONE' | 'MAX_VPCS_ASSOCIATED_BY_ZONE') =>
    client.send(new GetHostedZoneLimitCommand({ HostedZoneId: Id, Type }))
  expect(await limit('MAX_RRSETS_BY_ZONE')).toMatchObject({ Count: 2, Limit: { Value: 1_000_000 } })
  expect(await refusal(limit('MAX_VPCS_ASSOCIATED_BY_ZONE'))).toBe('HostedZoneNotPrivate')
  for (const [Type, Count] of [
    ['MAX_HOSTED_ZONES_BY_OWNER', 1],
    ['MAX_HEALTH_CHECKS_BY_OWNER', 0],
    ['MAX_REUSABLE_DELEGATION_SETS_BY_OWNER', 0],
    ['MAX_TRAFFIC_POLICIES_BY_OWNER', 0],
  ] as const)
    expect(await client.send(new GetAccountLimitCommand({ Type }))).toMatchObject({ Limit: { Type }, Count })
  expect(await client.send(new GetDNSSECCommand({ HostedZoneId: Id }))).toMatchObject({
    Status: { ServeSignature: 'NOT_SIGNING' },
    KeySigningKeys: [],
  })
  expect(await client.send(new ListQueryLoggingConfigsCommand({ HostedZoneId: Id }))).toMatchObject({
    QueryLoggingConfigs: [],
  })
})
