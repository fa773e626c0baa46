// Tags of zones and health checks, and the places of geolocation, over the API with the real SDK.
import {
  ChangeTagsForResourceCommand,
  GetGeoLocationCommand,
  ListGeoLocationsCommand,
  ListTagsForResourceCommand,
  ListTagsForResourcesCommand,
} from '@aws-sdk/client-route-53'
import { expect, test } from 'vitest'
import { client, createZone, refusal, start, useAccount } from './account-session.ts'

useAccount()

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
