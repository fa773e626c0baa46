import { describe, expect, test } from 'vitest'
import { problem } from '../../../src/base/errors.ts'
import { createdText, deletedText, doomedText } from '../../../src/cli/views/zone-changed.ts'
import { zoneListText } from '../../../src/cli/views/zone-list.ts'
import { zoneRecordsText } from '../../../src/cli/views/zone-records.ts'
import type { ListedZone } from '../../../src/operations/list-zones.ts'
import { origin, rrset } from '../../plan/rrsets.ts'

const a = rrset('www 300 A 192.0.2.1')
const alias = { target: origin, evaluateHealth: true }

describe('records', () => {
  test('of sets, aliases and what something else manages', () => {
    const sets = [
      { id: 'blue', weight: 1, rdatas: a.rdatas },
      { id: 'gr\u001been', weight: 2, rdatas: [], alias },
      { id: 'red', weight: 3, ttl: 60, rdatas: a.rdatas },
    ]
    const rrsets = [
      { ...rrset('b 0 A 192.0.2.1'), rdatas: [], alias },
      { ...rrset('c 60 TXT "x"'), managedBy: 'traffic policy instance 1' },
      { ...a, rdatas: [], policy: { kind: 'weighted', sets } as const },
    ]
    const details = { id: 'Z1', vpcs: ['vpc-1 in eu-west-1', 'vpc-2'], comment: 'a\nb' }
    expect(zoneRecordsText({ details, rrsets })).toMatchInlineSnapshot(`
      "; id: Z1
      ; vpcs: vpc-1 in eu-west-1
      ; vpcs: vpc-2
      ; comment: a\\u{a}b
      b.example.com.         A    alias → example.com., evaluates its health
      c.example.com.    60   TXT  "x"  ; managed by traffic policy instance 1
      www.example.com.  300  A    192.0.2.1 [weighted blue, weight 1]
      www.example.com.  300  A    alias → example.com., evaluates its health [weighted gr\\u{1b}een, weight 2]
      www.example.com.  300  A    192.0.2.1 [weighted red, weight 3, TTL 1m]"
    `)
  })

  test('of a zone of which nothing else is known', () => {
    expect(zoneRecordsText({ details: {}, rrsets: [a] })).toBe('www.example.com.  300  A  192.0.2.1')
    expect(zoneRecordsText({ details: { id: 'Z1' }, rrsets: [] })).toBe('; id: Z1')
  })
})

test('a list has ids if there are some, and says which zones cannot be read', () => {
  const zones: ListedZone[] = [
    { zone: origin, provider: 'aws', held: true, id: 'Z1', rrsets: 2, file: 'a.yaml' },
    {
      zone: origin,
      provider: 'aws',
      held: true,
      id: 'Z2',
      problems: [problem('zone-locked', 'it is locked')],
    },
    { zone: origin, provider: 'local', held: false, file: 'a.yaml' },
  ]
  expect(zoneListText(zones)).toMatchInlineSnapshot(`
    "ZONE          PROVIDER  ID  SERIAL  RRSETS  FILE
    example.com.  aws       Z1          2       a.yaml
    example.com.  aws       Z2                  (no file); zone-locked: it is locked
    example.com.  local     -   -       -       a.yaml (not applied yet)"
  `)
})

test('a zone that comes and one that goes', () => {
  const at = { zone: origin, provider: 'aws' }
  expect(createdText({ ...at, id: 'Z1', nameServers: ['ns1.example.net.', 'ns2.example.net.'] })).toBe(
    'example.com. at aws: created, id Z1\n  name server ns1.example.net.\n  name server ns2.example.net.',
  )
  expect(doomedText({ ...at, rrsets: 2, records: 1 })).toBe(
    'example.com. at aws has 1 record in 2 RRsets; all of them go',
  )
  expect(deletedText({ ...at, rrsets: 2, records: 1 })).toBe('example.com. at aws: deleted')
})
