// The real SDK against the API.
import { GetHostedZoneCountCommand } from '@aws-sdk/client-route-53'
import { afterEach, describe, expect, test } from 'vitest'
import { type EndpointOptions, startEndpoint, type TestEndpoint } from './endpoint.ts'

let running: TestEndpoint | undefined
afterEach(async () => {
  expect(running?.events ?? []).toEqual([])
  await running?.close()
  running = undefined
})
const start = async (options?: EndpointOptions): Promise<TestEndpoint> => {
  running = await startEndpoint(options)
  return running
}

test('an operation answers', async () => {
  const client = (await start()).client()
  expect(await client.send(new GetHostedZoneCountCommand({}))).toMatchObject({ HostedZoneCount: 0 })
})

describe('faults', () => {
  test.each(['before', 'after'] as const)('a connection that is dropped %s the answer', async when => {
    const endpoint = await start({ fault: (_name, count) => (count === 0 ? { when } : undefined) })
    const client = endpoint.client()
    await expect(client.send(new GetHostedZoneCountCommand({}))).rejects.toMatchObject({ code: 'ECONNRESET' })
    expect(await client.send(new GetHostedZoneCountCommand({}))).toMatchObject({ HostedZoneCount: 0 })
    expect(endpoint.requests).toEqual(['GetHostedZoneCount', 'GetHostedZoneCount'])
  })

  test.each(['before', 'after'] as const)('an error in place of the answer, %s it', async when => {
    const answer = { status: 400, code: 'PriorRequestNotComplete' }
    const client = (await start({ fault: () => ({ when, answer }) })).client()
    await expect(client.send(new GetHostedZoneCountCommand({}))).rejects.toMatchObject({
      name: 'PriorRequestNotComplete',
    })
  })
})
