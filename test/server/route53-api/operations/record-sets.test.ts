// Record sets over the API with the real SDK: what each change does, and what is refused and how.
import {
  type Change,
  ChangeResourceRecordSetsCommand,
  CreateHostedZoneCommand,
  ListResourceRecordSetsCommand,
  type ResourceRecordSet,
  type Route53Client,
} from '@aws-sdk/client-route-53'
import { afterAll, beforeAll, beforeEach, describe, expect, it, test } from 'vitest'
import { startEndpoint, type TestEndpoint } from '../endpoint.ts'

let endpoint: TestEndpoint
let client: Route53Client
let zone: string
let count = 0

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

async function newZone(name = 'example.com'): Promise<string> {
  const made = new CreateHostedZoneCommand({ Name: name, CallerReference: `r${count++}` })
  return (await client.send(made)).HostedZone!.Id!
}

const change = (...Changes: Change[]) =>
  client.send(new ChangeResourceRecordSetsCommand({ HostedZoneId: zone, ChangeBatch: { Changes } }))

const list = async (HostedZoneId = zone): Promise<ResourceRecordSet[]> =>
  (await client.send(new ListResourceRecordSetsCommand({ HostedZoneId }))).ResourceRecordSets!

/** Without the two that every zone has. */
const rest = async () => (await list()).slice(2)

const set = (name: string, type: string, values: string | string[], more: Partial<ResourceRecordSet> = {}) =>
  ({
    Name: name,
    Type: type,
    TTL: 60,
    ResourceRecords: [values].flat().map(Value => ({ Value })),
    ...more,
  }) as ResourceRecordSet

const create = (ResourceRecordSet: ResourceRecordSet): Change => ({ Action: 'CREATE', ResourceRecordSet })
const remove = (ResourceRecordSet: ResourceRecordSet): Change => ({ Action: 'DELETE', ResourceRecordSet })
const upsert = (ResourceRecordSet: ResourceRecordSet): Change => ({ Action: 'UPSERT', ResourceRecordSet })

const alias = (name: string, target: string, more: Partial<ResourceRecordSet> = {}): ResourceRecordSet => ({
  Name: name,
  Type: 'A',
  AliasTarget: { HostedZoneId: zone.split('/').at(-1), DNSName: target, EvaluateTargetHealth: false },
  ...more,
})

const refusal = (work: Promise<unknown>) =>
  work.then(
    () => 'it was accepted',
    error => [error.name, error.messages ?? error.message],
  )

const a = set('a.example.com.', 'A', '192.0.2.1')

test('a new zone has a SOA and name servers', async () => {
  expect(await list()).toEqual([
    set(
      'example.com.',
      'NS',
      [1, 2, 3, 4].map(n => `ns${n}.dnsctl.internal.`),
      { TTL: 172_800 },
    ),
    set('example.com.', 'SOA', 'ns1.dnsctl.internal. hostmaster.dnsctl.internal. 1 7200 900 1209600 86400', {
      TTL: 900,
    }),
  ])
})

describe('a change', () => {
  it('creates, replaces and deletes', async () => {
    const { ChangeInfo } = await change(create(a))
    expect(ChangeInfo).toMatchObject({ Status: 'PENDING', Id: expect.stringMatching(/^\/change\/C/) })
    expect(await rest()).toEqual([a])
    const b = set('a.example.com.', 'A', ['192.0.2.2', '192.0.2.3'], { TTL: 5 })
    await change(upsert(b))
    expect(await rest()).toEqual([b])
    await change(remove(set('A.example.com', 'A', ['192.0.2.3', '192.0.2.2'], { TTL: 5 })), create(a))
    expect(await rest()).toEqual([a])
    await change(remove(a))
    expect(await rest()).toEqual([])
  })

  it('moves the serial that is served, not the one that is shown', async () => {
    const serial = () => endpoint.store.zonesNamed('example.com.' as never).at(-1)!.serial
    const before = serial()
    await change(create(a))
    expect(serial()).toBe(before + 1)
    const [, soa] = await list()
    expect(soa!.ResourceRecords![0]!.Value).toContain(' 1 7200 ')
    const changed = set('example.com.', 'SOA', 'ns.example.net. h.example.com. 77 1 2 3 4', { TTL: 9 })
    await change(remove(soa!), create(changed))
    expect((await list())[1]).toEqual(changed)
    expect(serial()).toBe(before + 2)
    await change(upsert(changed))
    expect((await list())[1]).toEqual(changed)
  })

  it('keeps every kind of record set as it was given', async () => {
    const sets = [
      set('\\052.example.com.', 'A', '192.0.2.9'),
      set('c.example.com.', 'CAA', ['0 issue "ca.example.net"']),
      set('d.example.com.', 'DS', '60485 5 1 2BB183AF5F22588179A53B0A98631FAD1A292118'),
      set('m.example.com.', 'MX', ['10 mail.example.com.']),
      set('t.example.com.', 'TXT', ['"a \\"b\\" \\344" "c"', '"d"']),
      alias('x.example.com.', '\\052.example.com.'),
      set('y.example.com.', 'A', '192.0.2.1', { SetIdentifier: 'one', Weight: 0 }),
      set('y.example.com.', 'A', '192.0.2.2', { SetIdentifier: 'two', Weight: 255, TTL: 61 }),
    ]
    await change(...sets.map(create))
    expect(await rest()).toEqual(sets)
    await change(...[...sets].reverse().map(remove))
    expect(await rest()).toEqual([])
  })

  it('that changes nothing is accepted', async () => {
    await change(create(a))
    const { serial } = endpoint.store.zonesNamed('example.com.' as never).at(-1)!
    await change(upsert(a))
    expect(endpoint.store.zonesNamed('example.com.' as never).at(-1)!.serial).toBe(serial)
  })
})

const zoneName = 'example.com.'
const weighted = (id: string, more: Partial<ResourceRecordSet> = {}) =>
  set('w.example.com.', 'A', '192.0.2.1', { SetIdentifier: id, Weight: 1, ...more })

describe('InvalidChangeBatch', () => {
  const conflict = (type: string, name: string) =>
    `RRSet of type ${type} with DNS name ${name} is not permitted because a conflicting RRSet of type  CNAME with the same DNS name already exists in zone ${zoneName}`
  const cases: Record<string, [before: () => Change[], changes: () => Change[], messages: string[]]> = {
    'created twice': [
      () => [create(a)],
      () => [create(a)],
      ["Tried to create resource record set [name='a.example.com.', type='A'] but it already exists"],
    ],
    'a set created twice': [
      () => [create(weighted('x'))],
      () => [create(weighted('x'))],
      [
        "Tried to create resource record set [name='w.example.com.', type='A', set-identifier='x'] but it already exists",
      ],
    ],
    'deleted, not there': [
      () => [],
      () => [remove(a)],
      ["Tried to delete resource record set [name='a.example.com.', type='A'] but it was not found"],
    ],
    'deleted with another TTL': [
      () => [create(a)],
      () => [remove({ ...a, TTL: 61 })],
      [
        "Tried to delete resource record set [name='a.example.com.', type='A'] but the values provided do not match the current values",
      ],
    ],
    'all messages at once': [
      () => [create(a)],
      () => [create(a), remove(set('b.example.com.', 'A', '192.0.2.1'))],
      [
        "Tried to create resource record set [name='a.example.com.', type='A'] but it already exists",
        "Tried to delete resource record set [name='b.example.com.', type='A'] but it was not found",
      ],
    ],
    'deleted twice in one batch': [
      () => [create(a)],
      () => [remove(a), remove(a)],
      ["The request contains an invalid set of changes for a resource record set 'A a.example.com.'"],
    ],
    'upserted twice in one batch': [
      () => [],
      () => [upsert(a), upsert({ ...a, Name: 'A.EXAMPLE.COM' })],
      ["The request contains an invalid set of changes for a resource record set 'A a.example.com.'"],
    ],
    'outside of the zone': [
      () => [],
      () => [create(set('a.example.org.', 'A', '192.0.2.1'))],
      ['RRSet with DNS name a.example.org. is not permitted in zone example.com.'],
    ],
    'a CNAME at the apex': [
      () => [],
      () => [create(set('example.com.', 'CNAME', 'a.example.org.'))],
      ['RRSet of type CNAME with DNS name example.com. is not permitted at apex in zone example.com.'],
    ],
    'a CNAME beside an A': [
      () => [create(a)],
      () => [create(set('a.example.com.', 'CNAME', 'b.example.com'))],
      [
        'RRSet of type CNAME with DNS name a.example.com. is not permitted as it conflicts with other records with the same DNS name in zone example.com.',
      ],
    ],
    'an A beside a CNAME': [
      () => [create(set('a.example.com.', 'CNAME', 'b.example.com'))],
      () => [create(a)],
      [conflict('A', 'a.example.com.')],
    ],
    'an A before the CNAME goes': [
      () => [create(set('a.example.com.', 'CNAME', 'b.example.com'))],
      () => [create(a), remove(set('a.example.com.', 'CNAME', 'b.example.com'))],
      [conflict('A', 'a.example.com.')],
    ],
    'no SOA': [
      () => [],
      () => [
        remove(
          set(
            'example.com.',
            'SOA',
            'ns1.dnsctl.internal. hostmaster.dnsctl.internal. 1 7200 900 1209600 86400',
            { TTL: 900 },
          ),
        ),
      ],
      ['A HostedZone must contain exactly one SOA record.'],
    ],
    'no name servers': [
      () => [],
      () => [
        remove(
          set(
            'example.com.',
            'NS',
            [1, 2, 3, 4].map(n => `ns${n}.dnsctl.internal.`),
            { TTL: 172_800 },
          ),
        ),
      ],
      ['A HostedZone must contain at least one NS record for the zone itself.'],
    ],
    'a SOA below the apex': [
      () => [],
      () => [create(set('a.example.com.', 'SOA', 'a. b. 1 2 3 4 5'))],
      ['RRSet of type SOA with DNS name a.example.com. is not permitted in zone example.com.'],
    ],
    'a wildcard NS': [
      () => [],
      () => [create(set('*.example.com.', 'NS', 'ns.example.net.'))],
      ["RRSet of type NS with DNS name \\052.example.com. is not permitted: a wildcard can't be delegated"],
    ],
    'a weighted set beside a simple one': [
      () => [create(set('w.example.com.', 'A', '192.0.2.1'))],
      () => [create(weighted('x'))],
      [
        'RRSet with DNS name w.example.com., type A, SetIdentifier x cannot be created because a simple rrset exists with the same name and type.',
      ],
    ],
    'a multivalue set beside a weighted one': [
      () => [create(weighted('x'))],
      () => [create(set('w.example.com.', 'A', '192.0.2.1', { SetIdentifier: 'y', MultiValueAnswer: true }))],
      [
        'RRSet with DNS name w.example.com., type A, SetIdentifier y cannot be created because a weighted rrset exists with the same name and type.',
      ],
    ],
    'two primaries': [
      () => [],
      () =>
        ['x', 'y'].map(SetIdentifier =>
          create(set('f.example.com.', 'A', '192.0.2.1', { SetIdentifier, Failover: 'PRIMARY' })),
        ),
      [
        'RRSet with DNS name f.example.com., type A, SetIdentifier y cannot be created because RRSet with SetIdentifier x has the same Failover.',
      ],
    ],
    'an alias to nothing': [
      () => [],
      () => [create(alias('x.example.com.', 'nothing.example.com.'))],
      [
        'Tried to create an alias that targets nothing.example.com., type A in zone ZONE, but that target was not found',
      ],
    ],
    'an alias to another zone': [
      () => [],
      () => [create(alias('x.example.com.', 'a.example.org.'))],
      [
        'Tried to create an alias that targets a.example.org., type A in zone ZONE, but the alias target name does not lie within the target zone',
      ],
    ],
    'an alias before its target': [
      () => [],
      () => [create(alias('x.example.com.', 'a.example.com.')), create(a)],
      [
        'Tried to create an alias that targets a.example.com., type A in zone ZONE, but that target was not found',
      ],
    ],
    'a CIDR collection that there is not': [
      () => [],
      () => [
        create(
          set('c.example.com.', 'A', '192.0.2.1', {
            SetIdentifier: 'x',
            CidrRoutingConfig: { CollectionId: '00000000-0000-4000-8000-000000000000', LocationName: 'l' },
          }),
        ),
      ],
      ["The CIDR collection with ID 00000000-0000-4000-8000-000000000000 doesn't exist."],
    ],
    'over 1,000 records': [
      () => [],
      () => Array.from({ length: 1001 }, (_, i) => create(set(`h${i}.example.com.`, 'A', '192.0.2.1'))),
      ['Number of records limit of 1000 exceeded.'],
    ],
    'an UPSERT counts twice': [
      () => [],
      () => Array.from({ length: 501 }, (_, i) => upsert(set(`h${i}.example.com.`, 'A', '192.0.2.1'))),
      ['Number of records limit of 1000 exceeded.'],
    ],
    'over 32,000 characters': [
      () => [],
      () =>
        Array.from({ length: 130 }, (_, i) =>
          create(set(`h${i}.example.com.`, 'TXT', `"${'x'.repeat(250)}"`)),
        ),
      ['Number of characters limit of 32000 exceeded.'],
    ],
  }

  it.for(Object.entries(cases))('%s', async ([, [before, changes, messages]]) => {
    const first = before()
    if (first.length > 0) await change(...first)
    const held = await list()
    const expected = messages.map(text => text.replace('ZONE', zone.split('/').at(-1)!))
    expect(await refusal(change(create(set('new.example.com.', 'A', '192.0.2.1')), ...changes()))).toEqual([
      'InvalidChangeBatch',
      expected,
    ])
    expect(await list()).toEqual(held)
  })
})

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

test('record sets of all policies come back as they were given', async () => {
  const of = (name: string, id: string, more: Partial<ResourceRecordSet>) =>
    set(`${name}.example.com.`, 'A', '192.0.2.1', { SetIdentifier: id, ...more })
  const sets = [
    of('f', 'p', { Failover: 'PRIMARY' }),
    of('f', 's', { Failover: 'SECONDARY' }),
    of('g', 'a', { GeoLocation: { CountryCode: '*' } }),
    of('g', 'b', { GeoLocation: { ContinentCode: 'EU' } }),
    of('g', 'c', { GeoLocation: { CountryCode: 'US', SubdivisionCode: 'CA' } }),
    of('l', 'a', { Region: 'eu-west-1' }),
    of('l', 'b', { Region: 'us-east-1' }),
    of('m', 'a', { MultiValueAnswer: true }),
    of('p', 'a', { GeoProximityLocation: { AWSRegion: 'eu-west-1', Bias: -5 } }),
    of('p', 'b', { GeoProximityLocation: { Coordinates: { Latitude: '49.22', Longitude: '-74.01' } } }),
  ]
  await change(...sets.map(create))
  expect(await rest()).toEqual(sets)
  await change(remove(sets[1]!), upsert({ ...sets[0]!, TTL: 7 }))
  expect((await rest())[0]).toEqual({ ...sets[0]!, TTL: 7 })
  expect((await rest()).length).toBe(sets.length - 1)
})

test('of two batches that create the same at once, one comes about', async () => {
  const results = await Promise.allSettled(
    [1, 2, 3, 4].map(i => change(create(a), create(set(`b${i}.example.com.`, 'A', '192.0.2.1')))),
  )
  expect(results.filter(({ status }) => status === 'fulfilled').length).toBe(1)
  expect((await rest()).length).toBe(2)
})

describe('listing', () => {
  const page = (more: object) =>
    client.send(new ListResourceRecordSetsCommand({ HostedZoneId: zone, ...more }))

  it("goes page by page, in Route 53's order", async () => {
    const names = ['*', 'a-b', 'a', 'x.a', 'b', '_dmarc', 'zz', '\\344'].map(name => `${name}.example.com.`)
    await change(
      ...names.map(name => create(set(name, 'TXT', '"x"'))),
      create(a),
      ...['3', '1', '2'].map(id => create(weighted(id))),
    )
    const all = await list()
    const key = ({ Name, Type, SetIdentifier }: ResourceRecordSet) =>
      `${Name} ${Type} ${SetIdentifier ?? ''}`.trim()
    expect(all.map(key)).toEqual([
      'example.com. NS',
      'example.com. SOA',
      '\\052.example.com. TXT',
      '\\344.example.com. TXT',
      '_dmarc.example.com. TXT',
      'a-b.example.com. TXT',
      'a.example.com. A',
      'a.example.com. TXT',
      'x.a.example.com. TXT',
      'b.example.com. TXT',
      'w.example.com. A 1',
      'w.example.com. A 2',
      'w.example.com. A 3',
      'zz.example.com. TXT',
    ])
    for (const MaxItems of [1, 3, 5, 14, 400]) {
      const found: ResourceRecordSet[] = []
      let start: object | undefined = {}
      while (start) {
        const answer = await page({ MaxItems, ...start })
        found.push(...answer.ResourceRecordSets!)
        expect(answer.MaxItems).toBe(Math.min(MaxItems, 300))
        start = answer.IsTruncated
          ? {
              StartRecordName: answer.NextRecordName,
              StartRecordType: answer.NextRecordType,
              StartRecordIdentifier: answer.NextRecordIdentifier,
            }
          : undefined
      }
      expect(found).toEqual(all)
    }
    expect(
      (await page({ StartRecordName: 'X.A.example.com', MaxItems: 1 })).ResourceRecordSets![0]!.Name,
    ).toBe('x.a.example.com.')
  })

  it('sees what was committed since, in another way too', async () => {
    await change(create(a))
    await list()
    const [head] = endpoint.store.zonesNamed('example.com.' as never).slice(-1)
    await endpoint.store.commit(`example.com./${head!.view}` as never, ({ get, head }) => {
      const soa = get('example.com.' as never, 'SOA')!
      const after = { owner: 'b.example.com.' as never, type: 'MX', ttl: 1, rdatas: ['1 m.' as never] }
      return { images: [{ after }, { before: soa, after: soa }], serial: head!.serial + 1 }
    })
    expect((await rest()).map(({ Name }) => Name)).toEqual(['a.example.com.', 'b.example.com.'])
  })

  it.for([
    [{ StartRecordType: 'A' }, 'The request specifies a record type but no record name'],
    [
      { StartRecordName: 'a', StartRecordIdentifier: 'x' },
      'The request specifies a record identifier but no record type',
    ],
    [{ StartRecordName: 'a..b' }, "Invalid record name 'a..b'"],
  ] as const)('refuses %o', async ([start, message]) => {
    expect(await refusal(page(start))).toEqual(['InvalidInput', message])
  })
})
