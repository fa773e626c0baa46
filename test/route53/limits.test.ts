// What a batch costs, as ChangeResourceRecordSets counts.
import { expect, test } from 'vitest'
import { costOf } from '../../src/route53/limits.ts'
import type { RecordSet } from '../../src/route53/record-set.ts'

const two: RecordSet = {
  Name: 'www.example.com.',
  Type: 'A',
  TTL: 60,
  ResourceRecords: [{ Value: '192.0.2.1' }, { Value: '192.0.2.20' }],
}
const alias: RecordSet = {
  Name: 'example.com.',
  Type: 'A',
  AliasTarget: { HostedZoneId: 'Z1', DNSName: 'www.example.com.', EvaluateTargetHealth: false },
}

test.each([
  [['CREATE', two], { records: 2, characters: 19, changes: 1 }],
  [['DELETE', two], { records: 2, characters: 19, changes: 1 }],
  [['UPSERT', two], { records: 4, characters: 38, changes: 1 }],
  [['UPSERT', alias], { records: 0, characters: 0, changes: 1 }],
  [['DELETE', two, 'CREATE', alias, 'UPSERT', two], { records: 6, characters: 57, changes: 3 }],
] as const)('%j', (batch, cost) => {
  const changes = []
  for (let i = 0; i < batch.length; i += 2)
    changes.push({ Action: batch[i] as 'CREATE', ResourceRecordSet: batch[i + 1] as RecordSet })
  expect(costOf(changes)).toEqual(cost)
})
