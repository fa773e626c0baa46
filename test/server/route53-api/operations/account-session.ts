// What the tests of things beside record sets share: an endpoint for a test, and short words for zones and their records.
import {
  ChangeResourceRecordSetsCommand,
  CreateHostedZoneCommand,
  ListResourceRecordSetsCommand,
  type ResourceRecordSet,
  type Route53Client,
} from '@aws-sdk/client-route-53'
import { afterEach, expect } from 'vitest'
import { type EndpointOptions, startEndpoint, type TestEndpoint } from '../endpoint.ts'

export let endpoint: TestEndpoint
export let client: Route53Client
let count = 0

/** Ends what `start` has started, after each test of a file. */
export function useAccount(): void {
  afterEach(async () => {
    expect(endpoint.events).toEqual([])
    await endpoint.close()
  })
}

/** Starts the endpoint of a test. */
export async function start(options?: EndpointOptions): Promise<void> {
  endpoint = await startEndpoint(options)
  client = endpoint.client()
}

/** The error's name. */
export const refusal = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'it was accepted',
    error => error.name,
  )

/** Makes a zone and gives its id. */
export const createZone = async (Name = 'example.com'): Promise<string> =>
  (await client.send(new CreateHostedZoneCommand({ Name, CallerReference: `z${count++}` }))).HostedZone!.Id!

/** Does the same with several record sets. */
export const change = (
  HostedZoneId: string,
  Action: 'CREATE' | 'DELETE' | 'UPSERT',
  ...sets: ResourceRecordSet[]
) =>
  client.send(
    new ChangeResourceRecordSetsCommand({
      HostedZoneId,
      ChangeBatch: { Changes: sets.map(ResourceRecordSet => ({ Action, ResourceRecordSet })) },
    }),
  )

/** The record sets of a zone without the two that every zone has. */
export const list = async (HostedZoneId: string): Promise<ResourceRecordSet[]> =>
  (await client.send(new ListResourceRecordSetsCommand({ HostedZoneId }))).ResourceRecordSets!.slice(2)

/** One set of the A records of a.example.com. */
export const set = (SetIdentifier: string, more: Partial<ResourceRecordSet>): ResourceRecordSet => ({
  Name: 'a.example.com.',
  Type: 'A',
  TTL: 60,
  SetIdentifier,
  ResourceRecords: [{ Value: '192.0.2.1' }],
  ...more,
})
