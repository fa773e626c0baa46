import { expect, test } from 'vitest'
import { zoneRecordsText } from '../../../src/cli/views/zone-records.ts'
import type { RRset } from '../../../src/dns/rrset.ts'
import { origin, rrset } from '../../plan/rrsets.ts'

test('records, aliases, policies and what is managed elsewhere', () => {
  const { rdatas } = rrset('a 60 A 192.0.2.1')
  const alias = { target: origin, evaluateHealth: true }
  const none = { rdatas: [], ttl: 0 }
  const rrsets: RRset[] = [
    rrset('@ 3600 NS ns1.example.net. | ns2.example.net.'),
    { ...rrset('alias 60 A 192.0.2.1'), ...none, alias },
    {
      ...rrset('www 60 A 192.0.2.1'),
      rdatas: [],
      policy: {
        kind: 'weighted',
        sets: [
          { id: 'blue', weight: 9, rdatas, health: { type: 'reference', id: '4a0b' } },
          { id: 'green', weight: 1, rdatas: [], alias },
        ],
      },
    },
    { ...rrset('t 60 A 192.0.2.1'), managedBy: 'traffic policy instance 1234' },
    { ...rrset('u 60 A 192.0.2.1'), ...none, managedBy: 'x\u001b' },
  ]
  const details = { comment: 'a\u001b', tags: ['x=1', 'y=2'] }
  expect(zoneRecordsText({ details, rrsets })).toMatchInlineSnapshot(`
    "; comment: a\\u{1b}
    ; tags: x=1
    ; tags: y=2
    example.com.        3600  NS  ns1.example.net.
    example.com.        3600  NS  ns2.example.net.
    alias.example.com.        A   alias → example.com., evaluates its health
    www.example.com.    60    A   192.0.2.1 [weighted blue, weight 9, health 4a0b]
    www.example.com.    60    A   alias → example.com., evaluates its health [weighted green, weight 1]
    t.example.com.      60    A   192.0.2.1  ; managed by traffic policy instance 1234
    u.example.com.      0     A   ; managed by x\\u{1b}"
  `)
})
