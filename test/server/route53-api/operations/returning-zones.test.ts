// Zones that were deleted in the store, as `dnsctl zones delete` does, and came again: other zones than before.
import {
  ChangeTagsForResourceCommand,
  CreateHostedZoneCommand,
  GetChangeCommand,
  GetHostedZoneCommand,
  ListHostedZonesCommand,
  ListTagsForResourceCommand,
  type Route53Client,
} from '@aws-sdk/client-route-53'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { parseName } from '../../../../src/dns/name.ts'
import { rrsetsOf } from '../../authoritative/rich-zone.ts'
import { startEndpoint, type TestEndpoint } from '../endpoint.ts'

let endpoint: TestEndpoint
let client: Route53Client

beforeEach(async () => {
  // Nobody answers DNS there, so that what is to be served never is.
  endpoint = await startEndpoint({ dns: { host: '127.0.0.1', port: 1 } })
  client = endpoint.client()
})

afterEach(() => endpoint.close())

const key = parseName('example.com.')

const comeAgain = async (): Promise<void> => {
  await endpoint.store.deleteZone(key, () => {})
  const images = rrsetsOf('example.com.', '@ 60 SOA ns1 root 1 60 60 60 60').map(after => ({ after }))
  await endpoint.store.commit(key, () => ({ images, serial: 1 }))
}

const onlyId = async (): Promise<string> => {
  const { HostedZones } = await client.send(new ListHostedZonesCommand({}))
  expect(HostedZones).toHaveLength(1)
  return HostedZones![0]!.Id!.replace('/hostedzone/', '')
}

const tag = (ResourceId: string) =>
  client.send(
    new ChangeTagsForResourceCommand({
      ResourceType: 'hostedzone',
      ResourceId,
      AddTags: [{ Key: 'team', Value: 'one' }],
    }),
  )

const tagsOf = async (ResourceId: string) =>
  (await client.send(new ListTagsForResourceCommand({ ResourceType: 'hostedzone', ResourceId })))
    .ResourceTagSet!.Tags

test('one that the API made has another id then, no tags, and is public', async () => {
  const { HostedZone } = await client.send(
    new CreateHostedZoneCommand({
      Name: 'example.com',
      CallerReference: 'r1',
      VPC: { VPCId: 'vpc-1', VPCRegion: 'us-east-1' },
    }),
  )
  const before = HostedZone!.Id!.replace('/hostedzone/', '')
  await tag(before)
  await comeAgain()
  const id = await onlyId()
  expect(id).not.toBe(before)
  expect(await tagsOf(id)).toEqual([])
  const found = await client.send(new GetHostedZoneCommand({ Id: id }))
  expect(found.HostedZone!.Config).toEqual({ PrivateZone: false })
  await expect(client.send(new GetHostedZoneCommand({ Id: before }))).rejects.toMatchObject({
    name: 'NoSuchHostedZone',
  })
})

test('so has one that the API never made', async () => {
  const ids = new Set<string>()
  await comeAgainFirst()
  for (let times = 0; times < 3; times++) {
    const id = await onlyId()
    ids.add(id)
    expect(await tagsOf(id)).toEqual([])
    await tag(id)
    await comeAgain()
  }
  expect(ids.size).toBe(3)
})

const comeAgainFirst = async (): Promise<void> => {
  await client.send(new CreateHostedZoneCommand({ Name: 'example.com', CallerReference: 'r1' }))
  await comeAgain()
}

test('a change of it before is not waited for', async () => {
  const { ChangeInfo } = await client.send(
    new CreateHostedZoneCommand({ Name: 'example.com', CallerReference: 'r1' }),
  )
  const status = async () =>
    (await client.send(new GetChangeCommand({ Id: ChangeInfo!.Id! }))).ChangeInfo!.Status
  expect(await status()).toBe('PENDING')
  await comeAgain()
  expect(await status()).toBe('INSYNC')
})
