// The requests of the provider against AWS's own model of them: the API of the bundled server is ours, and may be wrong
// where the provider is.
import { execFileSync } from 'node:child_process'
import { resolve } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { CalculatedCheck, ProbeCheck } from '../../src/dns/routing.ts'
import type { RRset } from '../../src/dns/rrset.ts'
import { Zone } from '../../src/dns/zone.ts'
import type { Change } from '../../src/plan/plan.ts'
import { route53Capabilities } from '../../src/providers/route53/capabilities.ts'
import { recordTypes } from '../../src/route53/record-types.ts'
import { create, remove, rrset, update } from '../providers/contract/notation.ts'
import { leasedAccount } from '../providers/route53/lease-fixture.ts'
import { anyRRset, zoneName } from '../route53/arbitrary-rrset.ts'
import { python } from './route53/running-api.ts'

interface Request {
  readonly operation: string
  readonly input: unknown
}

const faultsOf = (requests: readonly Request[]): string =>
  execFileSync(python, [resolve('test/interop/route53/model_faults.py')], {
    input: requests.map(request => JSON.stringify(request)).join('\n'),
    encoding: 'utf8',
  }).trim()

const heldOf = (stated: RRset): readonly RRset[] =>
  route53Capabilities({}).hold!(stated, zoneName, new Zone(zoneName)).rrsets

/** The requests of change sets that are applied one after the other under one lease, which is given back. */
async function requestsOf(...sets: readonly (readonly Change[])[]): Promise<readonly Request[]> {
  const at = await leasedAccount([])
  for (const changes of sets) await at.apply(at.changeSet(...changes))
  await at.locks.swap(zoneName, at.lease.record(), undefined)
  return at.account.requests
}

const samples: Readonly<Record<string, string>> = {
  A: '192.0.2.1',
  AAAA: '2001:db8::1',
  CAA: '0 issue "ca.example.net"',
  CNAME: 'www.example.net.',
  DS: `1 13 2 ${'ab'.repeat(32)}`,
  HTTPS: '1 . alpn="h3,h2"',
  MX: '10 mail.example.net.',
  NAPTR: '10 10 "u" "E2U+sip" "!^.*$!sip:info@example.com!" .',
  NS: 'ns1.example.net.',
  PTR: 'www.example.net.',
  SPF: '"v=spf1 -all"',
  SRV: '10 10 443 www.example.net.',
  SSHFP: `1 2 ${'ab'.repeat(32)}`,
  SVCB: '1 svc.example.net. port=8443',
  TLSA: `3 1 1 ${'ab'.repeat(32)}`,
  TXT: `"${'x'.repeat(255)}" "\\195\\188"`,
}

test('record sets of all types and policies', async () => {
  const types = recordTypes.filter(type => type !== 'SOA')
  const plain = types.map(type => rrset(`*.${type}`.replace('*.NS', 'ns'), type, samples[type]!))
  const routed = fc.sample(anyRRset, { numRuns: 500, seed: 1 }).flatMap(heldOf)
  for (const after of routed) plain.push(after)
  const requests = await Promise.all(plain.map(after => requestsOf([create(after)])))
  expect(faultsOf(requests.flat())).toBe('')
}, 60_000)

const probe: ProbeCheck = {
  type: 'https',
  name: 'shop',
  host: 'shop.example.com',
  interval: 30,
  timeout: 5,
  failures: 3,
  successes: 3,
}
const summed: CalculatedCheck = {
  type: 'calculated',
  name: 'all',
  checks: [
    probe,
    { ...probe, name: 'text', contains: 'ok', path: '/x?y=1', address: '192.0.2.1', interval: 10 },
  ],
  healthy: 1,
}
const checked = (health: ProbeCheck | CalculatedCheck): RRset => {
  const { rdatas, ...rest } = rrset('shop', 'A', '192.0.2.1')
  return { ...rest, rdatas: [], policy: { kind: 'weighted', sets: [{ id: 'a', weight: 1, rdatas, health }] } }
}

test('health checks that are created, updated, replaced and deleted', async () => {
  const [one, moved, all] = [
    checked(probe),
    checked({ ...probe, port: 8443, path: '/y' }),
    heldOf(checked(summed))[0]!,
  ]
  const requests = await requestsOf(
    [create(one)],
    [update(one, moved)],
    [update(moved, one)],
    [update(one, all)],
    [remove(all)],
  )
  expect(requests.map(({ operation }) => operation)).toEqual(
    expect.arrayContaining([
      'CreateHealthCheck',
      'UpdateHealthCheck',
      'DeleteHealthCheck',
      'ChangeTagsForResource',
    ]),
  )
  expect(faultsOf(requests)).toBe('')
})

test('what does not fit is found', () => {
  const ResourceRecordSet = { Name: 'a.', Type: 'A', TTL: -1, Failover: 'FIRST', Weight: 256, Colour: 'red' }
  const ChangeBatch = { Changes: [{ Action: 'CREATE', ResourceRecordSet }] }
  expect(faultsOf([{ operation: 'ChangeResourceRecordSets', input: { ChangeBatch } }]).split('\n')).toEqual([
    'ChangeResourceRecordSets.ChangeBatch.Changes[].ResourceRecordSet.Colour is unknown',
    "ChangeResourceRecordSets.ChangeBatch.Changes[].ResourceRecordSet.Failover is none of the values: 'FIRST'",
    'ChangeResourceRecordSets.ChangeBatch.Changes[].ResourceRecordSet.TTL is -1, outside 0 to 2147483647',
    'ChangeResourceRecordSets.ChangeBatch.Changes[].ResourceRecordSet.Weight is 256, outside 0 to 255',
    'ChangeResourceRecordSets.HostedZoneId is missing',
  ])
})
