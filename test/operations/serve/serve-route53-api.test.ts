// Serving with Route 53's API: what comes in there is answered over DNS.
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CreateHostedZoneCommand, Route53Client } from '@aws-sdk/client-route-53'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { parseName } from '../../../src/dns/name.ts'
import { queryName } from '../../../src/operations/query-name.ts'
import { type RunningServer, type ServeEvent, serve } from '../../../src/operations/serve/serve.ts'
import { startFeedInProcess } from './feed-in-process.ts'
import { startApiInProcess } from './route53-api-in-process.ts'

let dir: string
let server: RunningServer | undefined
let events: ServeEvent[]
let onNext: (() => void) | undefined

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'dnsctl-serve-'))
  events = []
})
afterEach(async () => {
  await server?.close()
  server = undefined
  rmSync(dir, { recursive: true })
})

const key = { id: 'KEY', secret: 'secret' }

const start = async (port = 0): Promise<void> => {
  server = await serve({
    listen: [{ host: '127.0.0.1', port: 0 }],
    source: { store: join(dir, 'store') },
    startFeed: startFeedInProcess,
    route53Api: {
      settings: { listen: { host: '127.0.0.1', port }, keys: [key], requestsPerSecond: 0, insyncAfterMs: 0 },
      start: startApiInProcess,
    },
    locations: [],
    seed: 0x5eed,
    clock: Date.now,
    onEvent: event => {
      events.push(event)
      onNext?.()
    },
  })
}

/** The first event of a kind, which may be still to come. */
async function eventOf<K extends ServeEvent['event']>(kind: K) {
  for (;;) {
    const event = events.find(({ event }) => event === kind)
    if (event) return event as Extract<ServeEvent, { event: K }>
    await new Promise<void>(resolve => {
      onNext = resolve
    })
  }
}

test('a zone that is created there is answered', async () => {
  await start()
  expect(events.map(({ event }) => event)).toEqual(['route53-api', 'listening'])
  const { endpoint, isInsecure } = await eventOf('route53-api')
  expect(isInsecure).toBe(false)
  const client = new Route53Client({
    endpoint: `http://${endpoint.host}:${endpoint.port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: key.id, secretAccessKey: key.secret },
  })
  const { DelegationSet } = await client.send(
    new CreateHostedZoneCommand({ Name: 'example.com', CallerReference: '1' }),
  )
  client.destroy()
  await eventOf('zone')
  const { message } = await queryName({
    server: server!.endpoints[0]!,
    question: { name: parseName('example.com.'), type: 'NS', class: 'IN' },
  })
  expect(message.answers.map(({ rdata }) => rdata.replace(/\.$/, '')).toSorted()).toEqual(
    DelegationSet!.NameServers!.toSorted(),
  )
})

test('an API that cannot listen ends all of it', async () => {
  const blocker = createServer().listen(0, '127.0.0.1')
  await once(blocker, 'listening')
  await expect(start((blocker.address() as AddressInfo).port)).rejects.toMatchObject({
    code: 'listen-in-use',
  })
  expect(events).toEqual([])
  blocker.close()
})
