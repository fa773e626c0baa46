// Record sets over the API with the real SDK: what each change does, and how they are listed.
import { ListResourceRecordSetsCommand, type ResourceRecordSet } from '@aws-sdk/client-route-53'
import { describe, expect, it, test } from 'vitest'
import {
  alias,
  change,
  client,
  create,
  endpoint,
  list,
  refusal,
  remove,
  set,
  upsert,
  useZone,
  zone,
} from './zone-session.ts'

useZone()

/** Without the two that every zone has. */
const rest = async () => (await list()).slice(2)

const a = set('a.example.com.', 'A', '192.0.2.1')

const weighted = (id: string, more: Partial<ResourceRecordSet> = {}) =>
  set('w.example.com.', 'A', '192.0.2.1', { SetIdentifier: id, Weight: 1, ...more })

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
