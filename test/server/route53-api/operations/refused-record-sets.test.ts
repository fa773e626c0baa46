// Record sets that are refused by themselves, over the API with the real SDK: their values and their form.
import type { ResourceRecordSet } from '@aws-sdk/client-route-53'
import { describe, expect, it, test } from 'vitest'
import { alias, change, create, refusal, set, useZone } from './zone-session.ts'

useZone()

const a = set('a.example.com.', 'A', '192.0.2.1')

const weighted = (id: string, more: Partial<ResourceRecordSet> = {}) =>
  set('w.example.com.', 'A', '192.0.2.1', { SetIdentifier: id, Weight: 1, ...more })

describe('values that are refused', () => {
  it.for([
    ['A', '192.0.2', 'ARRDATAIllegalIPv4Address (Value is not a valid IPv4 address)'],
    ['AAAA', '192.0.2.1', 'AAAARRDATAIllegalIPv6Address (Value is not a valid IPv6 address)'],
    ['TXT', 'bare', 'InvalidCharacterString (Value should be enclosed in quotation marks)'],
    ['TXT', `"${'x'.repeat(256)}"`, 'CharacterStringTooLong (Value is too long)'],
    ['CNAME', 'a..example.com', 'DomainLabelEmpty (Domain label is empty)'],
    ['CNAME', `${'x'.repeat(64)}.example.com`, 'DomainLabelTooLong (Domain label is too long)'],
    ['MX', 'mail.example.com', "MXRRDATANotTwoFields (MX record doesn't have 2 fields)"],
    ['SRV', '1 2 a.example.com', "SRVRRDATANotFourFields (SRV record doesn't have 4 fields)"],
  ] as const)('%s %s', async ([type, value, what]) => {
    expect(await refusal(change(create(set('v.example.com.', type, value))))).toEqual([
      'InvalidChangeBatch',
      [`Invalid Resource Record: 'FATAL problem: ${what} encountered with '${value}''`],
    ])
  })

  it('duplicates', async () => {
    expect(await refusal(change(create(set('v.example.com.', 'A', ['192.0.2.1', '192.0.2.1']))))).toEqual([
      'InvalidChangeBatch',
      ["Duplicate Resource Record: '192.0.2.1'"],
    ])
  })
})

describe('InvalidInput', () => {
  const contents = '[AliasTarget, all of [TTL, and ResourceRecords], or TrafficPolicyInstanceId]'
  const policies =
    '[Weight, Region, Failover, GeoLocation, MultiValueAnswer, GeoProximityLocation, CidrRoutingConfig]'
  const { TTL: _, ...withoutTtl } = a
  const cases: [name: string, set: () => ResourceRecordSet, message: string][] = [
    ['no TTL', () => withoutTtl, `Expected exactly one of ${contents}, but found none`],
    [
      'alias with TTL',
      () => ({ ...alias('a.example.com.', 'b.example.com.'), TTL: 1 }),
      `Expected exactly one of ${contents}, but found more than one`,
    ],
    ['no identifier', () => ({ ...a, Weight: 1 }), "Missing field 'SetIdentifier'"],
    [
      'no policy',
      () => ({ ...a, SetIdentifier: 'x' }),
      `Expected exactly one of ${policies}, but found none`,
    ],
    [
      'two policies',
      () => ({ ...a, SetIdentifier: 'x', Weight: 1, Region: 'eu-west-1' }),
      `Expected exactly one of ${policies}, but found more than one`,
    ],
    [
      'NS with a policy',
      () => ({ ...set('n.example.com.', 'NS', 'ns.'), SetIdentifier: 'x', Weight: 1 }),
      "Weight can't be used for records of type NS",
    ],
    [
      'alias of type NS',
      () => ({ ...alias('n.example.com.', 'b.example.com.'), Type: 'NS' }),
      "AliasTarget can't be used for records of type NS",
    ],
    [
      'health of a simple set',
      () => ({ ...a, HealthCheckId: 'x' }),
      `HealthCheckId can't be used without one of ${policies}`,
    ],
    [
      'multivalue alias',
      () => ({ ...alias('m.example.com.', 'b.example.com.'), SetIdentifier: 'x', MultiValueAnswer: true }),
      "MultiValueAnswer can't be used with AliasTarget",
    ],
    [
      'no such region',
      () => ({ ...a, SetIdentifier: 'x', Region: 'mars-1' as never }),
      "Unknown Region 'mars-1'",
    ],
    [
      'no such country',
      () => ({ ...a, SetIdentifier: 'x', GeoLocation: { CountryCode: 'XX' } }),
      "Unknown GeoLocation 'XX'",
    ],
    [
      'continent and country',
      () => ({ ...a, SetIdentifier: 'x', GeoLocation: { CountryCode: 'FR', ContinentCode: 'EU' } }),
      'Expected exactly one of [ContinentCode, CountryCode] of GeoLocation',
    ],
    [
      'bias',
      () => ({ ...a, SetIdentifier: 'x', GeoProximityLocation: { AWSRegion: 'eu-west-1', Bias: 100 } }),
      'Bias 100 is not from -99 to 99',
    ],
    [
      'coordinates',
      () => ({
        ...a,
        SetIdentifier: 'x',
        GeoProximityLocation: { Coordinates: { Latitude: '91', Longitude: '0' } },
      }),
      "Coordinates '91,0' are not of this world",
    ],
  ]
  it.for(cases)('%s', async ([, given, message]) => {
    const one = given()
    const where = `in Change with [Action=CREATE, Name=${one.Name}, Type=${one.Type}, SetIdentifier=${one.SetIdentifier ?? 'null'}]`
    expect(await refusal(change(create(one)))).toEqual([
      'InvalidInput',
      `Invalid request: ${message} ${where}`,
    ])
  })
})

test('a health check that there is not is NoSuchHealthCheck', async () => {
  expect(await refusal(change(create(weighted('x', { HealthCheckId: 'nobody' }))))).toEqual([
    'NoSuchHealthCheck',
    'A health check with id nobody does not exist.',
  ])
})
