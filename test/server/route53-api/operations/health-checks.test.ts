// Health checks over the API with the real SDK: their making, their changes, their status and where they are used.
import {
  CreateHealthCheckCommand,
  DeleteHealthCheckCommand,
  GetCheckerIpRangesCommand,
  GetHealthCheckCommand,
  GetHealthCheckCountCommand,
  GetHealthCheckLastFailureReasonCommand,
  GetHealthCheckStatusCommand,
  type HealthCheckConfig,
  ListHealthChecksCommand,
  ListHostedZonesCommand,
  UpdateHealthCheckCommand,
} from '@aws-sdk/client-route-53'
import { describe, expect, it } from 'vitest'
import { parseName } from '../../../../src/dns/name.ts'
import type { HealthCheck } from '../../../../src/dns/routing.ts'
import { checkBehind } from '../../../../src/server/route53-api/state/health-checks.ts'
import { rrsetsOf } from '../../authoritative/rich-zone.ts'
import {
  change,
  client,
  createZone,
  endpoint,
  list,
  refusal,
  set,
  start,
  useAccount,
} from './account-session.ts'

useAccount()
let count = 0

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
