// Batches that Route 53 refuses as InvalidChangeBatch, over the API with the real SDK, and the words for it.
import type { Change, ResourceRecordSet } from '@aws-sdk/client-route-53'
import { describe, expect, it } from 'vitest'
import { alias, change, create, list, refusal, remove, set, upsert, useZone, zone } from './zone-session.ts'

useZone()

const a = set('a.example.com.', 'A', '192.0.2.1')

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
