import { describe, expect, it, test } from 'vitest'
import { type Event, type Listener, silent } from '../../../../src/base/io.ts'
import { parseName } from '../../../../src/dns/name.ts'
import type { WriteStep } from '../../../../src/plan/change-set.ts'
import { Fingerprint } from '../../../../src/plan/fingerprint.ts'
import { ZoneLocks } from '../../../../src/providers/route53/lease/zone-locks.ts'
import { readZone } from '../../../../src/providers/route53/records/read-zone.ts'
import { openResources } from '../../../../src/providers/route53/resources/resources.ts'
import { deleteZone } from '../../../../src/providers/route53/zones/delete-zone.ts'
import type { HealthConfig } from '../../../../src/route53/health-config.ts'
import type { RecordSet, RecordSetChange } from '../../../../src/route53/record-set.ts'
import { addresses, denied, type FakeApi, fakeApi, listing, refused, weighted } from '../fake-api.ts'
import { endless, leaseRecord, memoryRegister } from '../lease-fixture.ts'

const zone = { id: 'Z1', origin: parseName('example.com.'), isPrivate: false, callerReference: '' }
const options = { what: 'deleting' }

const given: RecordSet[] = [
  { ...addresses('example.com.'), Type: 'NS', ResourceRecords: [{ Value: 'ns-1.awsdns-1.org.' }] },
  {
    ...addresses('example.com.'),
    Type: 'SOA',
    ResourceRecords: [{ Value: 'ns-1.awsdns-1.org. awsdns-hostmaster.amazon.com. 1 7200 900 1209600 86400' }],
  },
]
const below: RecordSet = { ...given[0]!, Name: 'below.example.com.' }

interface Check {
  id: string
  zone?: string
  config: HealthConfig
}

/** The API of an account with one zone. */
function holding(
  sets: RecordSet[],
  { checks = [], ...more }: Parameters<typeof fakeApi>[0] & { checks?: Check[] } = {},
): FakeApi {
  return fakeApi({
    ListResourceRecordSets: listing(() => sets),
    GetDNSSEC: () => ({ Status: { ServeSignature: 'NOT_SIGNING' }, KeySigningKeys: [] }),
    ChangeResourceRecordSets({ ChangeBatch }) {
      for (const { Action, ResourceRecordSet: set } of ChangeBatch!.Changes!)
        if (Action === 'CREATE') sets.push(set as RecordSet)
        else sets.splice(sets.indexOf(set as RecordSet), 1)
      return { ChangeInfo: { Id: '/change/C1', Status: 'PENDING', SubmittedAt: new Date(0) } }
    },
    DeleteHostedZone: () => ({}),
    ListHealthChecks: () => ({
      HealthChecks: checks.map(({ id, config }) => ({
        Id: id,
        CallerReference: id,
        HealthCheckVersion: 1,
        HealthCheckConfig: config as never,
      })),
    }),
    GetHealthCheck({ HealthCheckId }) {
      const { id, config } = checks.find(check => check.id === HealthCheckId)!
      const HealthCheckConfig = config as never
      return { HealthCheck: { Id: id, CallerReference: id, HealthCheckVersion: 1, HealthCheckConfig } }
    },
    ListTagsForResources: ({ ResourceIds = [] }) => ({
      ResourceTagSets: checks
        .filter(({ id }) => ResourceIds.includes(id))
        .map(({ id, zone }) => ({
          ResourceId: id,
          Tags: zone === undefined ? [] : [{ Key: 'dnsctl:zone', Value: zone }],
        })),
    }),
    DeleteHealthCheck: () => ({}),
    ...more,
  })
}

async function fingerprint(api: FakeApi): Promise<string> {
  const sum = new Fingerprint()
  for await (const page of readZone({ api, resources: openResources(api) }, zone, options))
    for (const { rrset } of page) sum.add(rrset)
  return sum.digest()
}

const steps: WriteStep[] = []

/** Deletes the zone under a lease; gives the requests of that. */
async function remove(
  api: FakeApi,
  more: object = {},
  expected?: string,
  listener: Listener = silent,
): Promise<string[]> {
  const places = { api, clock: () => 0, leaseMs: 1000, findZone: async () => zone, forget() {} }
  const locks = new ZoneLocks({ ...places, folder: memoryRegister() })
  const record = leaseRecord('ours')
  await locks.swap(zone.origin, undefined, record)
  const shown = expected ?? (await fingerprint(api))
  const account = { api, resources: openResources(api) }
  const context = {
    lease: endless(record),
    listener,
    record: async (step: WriteStep) => void steps.push(step),
  }
  steps.length = 0
  api.calls.length = 0
  await deleteZone(
    { account, locks, context, options: { ...options, listener } },
    { ...zone, ...more },
    shown,
  )
  expect(await locks.swap(zone.origin, record, undefined), 'given back').toBe(true)
  return api.calls.map(call => call.split(' ')[0]!)
}

describe('deleting a hosted zone', () => {
  it('deletes all records but those that go with it, then the zone', async () => {
    const sets = [...given, below, addresses('a.example.com.', '192.0.2.1'), weighted('w.example.com.', 'x')]
    const api = holding(sets)
    expect(await remove(api)).toEqual([
      'ListResourceRecordSets',
      'GetDNSSEC',
      'ChangeResourceRecordSets',
      'DeleteHostedZone',
    ])
    expect(sets).toEqual(given)
    const { ChangeBatch } = JSON.parse(api.calls[2]!.slice('ChangeResourceRecordSets'.length))
    expect(ChangeBatch.Changes.every(({ Action }: RecordSetChange) => Action === 'DELETE')).toBe(true)
    expect(ChangeBatch.Changes[0].ResourceRecordSet.Name).toBe('_dnsctl-lock.example.com.')
    expect(steps).toEqual([
      { step: 'sending', batch: 1, batches: 1, rrsets: expect.any(Array) },
      { step: 'landed', batch: 1, batches: 1, id: 'C1' },
    ])
  })

  it('takes its lock out of a zone without records of its own', async () => {
    expect(await remove(holding([...given]))).toEqual([
      'ListResourceRecordSets',
      'GetDNSSEC',
      'ChangeResourceRecordSets',
      'DeleteHostedZone',
    ])
    expect(steps).toEqual([])
  })

  it('takes its lock again if the zone stays', async () => {
    const sets = [...given]
    const api = holding(sets, {
      DeleteHostedZone: () => {
        throw refused('HostedZoneNotEmpty')
      },
    })
    await expect(remove(api)).rejects.toThrow('got records while it was deleted, and is still there')
    expect(sets.map(({ Name }) => Name)).toEqual([
      'example.com.',
      'example.com.',
      '_dnsctl-lock.example.com.',
    ])
  })

  it('does not ask whether a private zone is signed', async () => {
    expect(await remove(holding([...given]), { isPrivate: true })).not.toContain('GetDNSSEC')
  })

  test.each<[string, () => FakeApi, string]>([
    [
      'that is signed',
      () => holding([...given], { GetDNSSEC: () => ({ Status: { ServeSignature: 'SIGNING' } }) }),
      'route53-zone-held: example.com. is signed with DNSSEC (signing)',
    ],
    [
      'with records of a traffic policy',
      () =>
        holding([...given, { ...addresses('a.example.com.', '192.0.2.1'), TrafficPolicyInstanceId: 'T1' }]),
      'route53-zone-held: example.com. has records that something else manages: a.example.com. A (traffic policy instance T1)',
    ],
  ])('leaves one alone %s', async (_what, made, message) => {
    const api = made()
    await expect(remove(api)).rejects.toThrow(message)
    expect(api.calls.some(call => /^(?:Change|Delete)/.test(call))).toBe(false)
  })

  it('leaves one alone that has changed', async () => {
    const api = holding([...given])
    await expect(remove(api, {}, 'another')).rejects.toThrow(
      'plan-stale: example.com. has changed since it was looked at',
    )
    expect(api.calls.some(call => /^(?:Change|Delete)/.test(call))).toBe(false)
  })

  test.each([
    ['is denied', () => denied('route53:GetDNSSEC')],
    ['is unknown to the server', () => refused('UnknownOperationException')],
  ])('goes on where the question for its signing %s', async (_what, error) => {
    const api = holding([...given], {
      GetDNSSEC: () => {
        throw error()
      },
    })
    expect(await remove(api)).toContain('DeleteHostedZone')
  })

  test.each<[string, boolean, string | undefined]>([
    ['NoSuchHostedZone', true, undefined],
    ['NoSuchHostedZone', false, 'NoSuchHostedZone'],
    ['HostedZoneNotEmpty', false, 'plan-stale: example.com. got records while it was deleted'],
    ['InvalidInput', false, 'InvalidInput'],
  ])('takes %s, ambiguous %s, for %s', async (apiCode, ambiguous, message) => {
    const api = holding([...given], {
      DeleteHostedZone: () => {
        throw refused(apiCode, { ambiguous })
      },
    })
    if (message === undefined) await remove(api)
    else await expect(remove(api)).rejects.toThrow(message)
  })

  const checks = (): Check[] => [
    { id: 'c1', zone: 'Z1', config: { Type: 'TCP', Port: 1 } },
    { id: 'c2', zone: 'Z1', config: { Type: 'CALCULATED', ChildHealthChecks: ['c1'] } },
    { id: 'c3', zone: 'Z2', config: { Type: 'TCP', Port: 1 } },
    { id: 'c4', config: { Type: 'TCP', Port: 1 } },
  ]
  const checked = () => [...given, weighted('w.example.com.', 'x', { HealthCheckId: 'c2' })]

  it('deletes the health checks that are ours for this zone, those that sum up others first', async () => {
    const api = holding(checked(), { checks: checks() })
    await remove(api)
    expect(api.calls.filter(call => call.startsWith('DeleteH'))).toEqual([
      'DeleteHostedZone {"Id":"Z1"}',
      'DeleteHealthCheck {"HealthCheckId":"c2"}',
      'DeleteHealthCheck {"HealthCheckId":"c1"}',
    ])
  })

  it('tells of health checks that stay', async () => {
    const events: Event[] = []
    const api = holding(checked(), {
      checks: checks(),
      DeleteHealthCheck: () => {
        throw refused('InvalidInput')
      },
    })
    await remove(api, {}, undefined, event => void events.push(event))
    expect(events.filter(({ kind }) => kind === 'problem')).toMatchObject([
      { problem: { code: 'route53-left-over' } },
      { problem: { code: 'route53-left-over' } },
    ])
  })
})
