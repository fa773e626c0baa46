// What the tests of record sets share: an endpoint for a file, a zone for a test, and short words for changes.
import {
  type Change,
  ChangeResourceRecordSetsCommand,
  CreateHostedZoneCommand,
  ListResourceRecordSetsCommand,
  type ResourceRecordSet,
  type Route53Client,
} from '@aws-sdk/client-route-53'
import { afterAll, beforeAll, beforeEach, expect } from 'vitest'
import { startEndpoint, type TestEndpoint } from '../endpoint.ts'

export let endpoint: TestEndpoint
export let client: Route53Client
/** The id of the zone example.com. of the test that runs. */
export let zone: string
let count = 0

/** Starts an endpoint for the tests of a file, and makes a zone for each of them. */
export function useZone(): void {
  beforeAll(async () => {
    endpoint = await startEndpoint()
    client = endpoint.client()
  })
  afterAll(async () => {
    expect(endpoint.events).toEqual([])
    await endpoint.close()
  })
  beforeEach(async () => {
    zone = await newZone()
  })
}

/** Makes a zone and gives its id. */
export async function newZone(name = 'example.com'): Promise<string> {
  const made = new CreateHostedZoneCommand({ Name: name, CallerReference: `r${count++}` })
  return (await client.send(made)).HostedZone!.Id!
}

/** Sends a batch to the zone. */
export const change = (...Changes: Change[]) =>
  client.send(new ChangeResourceRecordSetsCommand({ HostedZoneId: zone, ChangeBatch: { Changes } }))

/** The first page of a zone. */
export const list = async (HostedZoneId = zone): Promise<ResourceRecordSet[]> =>
  (await client.send(new ListResourceRecordSetsCommand({ HostedZoneId }))).ResourceRecordSets!

/** A record set with a TTL of 60. */
export const set = (
  name: string,
  type: string,
  values: string | string[],
  more: Partial<ResourceRecordSet> = {},
) =>
  ({
    Name: name,
    Type: type,
    TTL: 60,
    ResourceRecords: [values].flat().map(Value => ({ Value })),
    ...more,
  }) as ResourceRecordSet

export const create = (ResourceRecordSet: ResourceRecordSet): Change => ({
  Action: 'CREATE',
  ResourceRecordSet,
})
export const remove = (ResourceRecordSet: ResourceRecordSet): Change => ({
  Action: 'DELETE',
  ResourceRecordSet,
})
export const upsert = (ResourceRecordSet: ResourceRecordSet): Change => ({
  Action: 'UPSERT',
  ResourceRecordSet,
})

/** An alias of type A within the zone. */
export const alias = (
  name: string,
  target: string,
  more: Partial<ResourceRecordSet> = {},
): ResourceRecordSet => ({
  Name: name,
  Type: 'A',
  AliasTarget: { HostedZoneId: zone.split('/').at(-1), DNSName: target, EvaluateTargetHealth: false },
  ...more,
})

/** The error's name, and its messages. */
export const refusal = (work: Promise<unknown>) =>
  work.then(
    () => 'it was accepted',
    error => [error.name, error.messages ?? error.message],
  )
