import { expect, test } from 'vitest'
import type { Swap } from '../../../../src/providers/route53/records/batch.ts'
import { refusalsOf } from '../../../../src/providers/route53/records/refused-changes.ts'
import type { RecordSet } from '../../../../src/route53/record-set.ts'
import { create, rrset } from '../../contract/notation.ts'

const swap = (owner: string, type: string, ...sets: Partial<RecordSet>[]): Swap => {
  const after = rrset(owner, type, type === 'CNAME' ? 'x.example.net.' : type === 'TXT' ? 'x' : '192.0.2.1')
  const Name = `${owner.replace('*', '\\052')}.example.com.`
  return { change: create(after), held: [], wanted: sets.map(set => ({ Name, Type: type, ...set })) }
}
const swaps = [
  swap('www', 'A', {}),
  swap('www', 'TXT', { ResourceRecords: [{ Value: 'no quotes' }] }),
  swap('shop', 'A', { SetIdentifier: 'blue' }, { SetIdentifier: 'green' }),
  swap('*.dev', 'CNAME', {}),
  swap('alias', 'A', {
    AliasTarget: { HostedZoneId: 'Z1', DNSName: 'target.example.com.', EvaluateTargetHealth: false },
  }),
]

test.each<[string, string]>([
  [
    "Tried to delete resource record set [name='www.example.com.', type='A'] but it was not found",
    'www.example.com. A',
  ],
  [
    "Tried to delete resource record set [name='www.example.com.', type='TXT'] but the values provided do not match the current values",
    'www.example.com. TXT',
  ],
  [
    "Tried to create resource record set [name='shop.example.com.', type='A', set-identifier='green'] but it already exists",
    'shop.example.com. A',
  ],
  [
    "Tried to create resource record set [name='\\052.dev.example.com.', type='CNAME'] but it already exists",
    '*.dev.example.com. CNAME',
  ],
  [
    'RRSet of type CNAME with DNS name \\052.dev.example.com. is not permitted as it conflicts with other records with the same DNS name in zone example.com.',
    '*.dev.example.com. CNAME',
  ],
  [
    'RRSet of type A with DNS name www.example.com. is not permitted because a conflicting RRSet of type  CNAME with the same DNS name already exists in zone example.com.',
    'www.example.com. A',
  ],
  [
    'RRSet with DNS name www.example.com. is not permitted in zone example.net.',
    'www.example.com. A, www.example.com. TXT',
  ],
  [
    'RRSet with DNS name shop.example.com., type A, SetIdentifier blue cannot be created as other RRSets exist with the same name and type.',
    'shop.example.com. A',
  ],
  [
    "The request contains an invalid set of changes for a resource record set 'A www.example.com.'",
    'www.example.com. A',
  ],
  [
    'Tried to create an alias that targets target.example.com., type A in zone Z1, but that target was not found',
    'alias.example.com. A',
  ],
  [
    "Invalid Resource Record: FATAL problem: InvalidCharacterString (Value should be enclosed in quotation marks) encountered with 'no quotes'",
    'www.example.com. TXT',
  ],
  [
    "Invalid Resource Record: 'FATAL problem: InvalidCharacterString (Value should be enclosed in quotation marks) encountered with 'no quotes''",
    'www.example.com. TXT',
  ],
  ["Duplicate Resource Record: 'no quotes'", 'www.example.com. TXT'],
  [
    'RRSet with DNS name shop.example.com., type A, SetIdentifier green, and Region Name=eu-west-1 cannot be created as a latency RRSet with the same name, type and region already exists.',
    'shop.example.com. A',
  ],
  [
    "Tried to delete resource record set [name='gone.example.com.', type='A'] but it was not found",
    'one of the changes',
  ],
  ['Number of records limit of 1000 exceeded.', 'one of the changes'],
])('%s', (message, where) => {
  expect(refusalsOf([message], swaps)).toMatchObject([
    { code: 'route53-refused', message: `${where}: Route 53 says "${message}"` },
  ])
})

test('names only some of many', () => {
  const many = Array.from({ length: 8 }, () => swaps[0]!)
  const [refusal] = refusalsOf(['RRSet with DNS name www.example.com. is not permitted in zone x.'], many)
  expect(refusal!.message).toContain('www.example.com. A and 3 more: ')
})
