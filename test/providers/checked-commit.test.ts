import { expect, test } from 'vitest'

import { parseName, root } from '../../src/dns/name.ts'
import type { Rdata } from '../../src/dns/rr/define-type.ts'
import type { RRset } from '../../src/dns/rrset.ts'
import { movedSince } from '../../src/providers/checked-commit.ts'

const zone = parseName('example.com.', root)
const owner = parseName('www.example.com.', root)
const plain = (...rdatas: string[]): RRset => ({ owner, type: 'A', ttl: 60, rdatas: rdatas as Rdata[] })
const weighted = (weight: number, ttl = 60): RRset => ({
  ...plain(),
  ttl,
  policy: {
    kind: 'weighted',
    sets: [
      { id: 'blue', weight: 90, rdatas: ['192.0.2.1' as Rdata] },
      { id: 'green', weight, rdatas: ['192.0.2.2' as Rdata] },
    ],
  },
})
const aliasOf = (target: string): RRset => ({
  ...plain(),
  ttl: 0,
  alias: { target: parseName(target, root), evaluateHealth: false },
})

test.each<[string, RRset, RRset | undefined, string, string]>([
  ['has gone', plain('192.0.2.1'), undefined, '"60 192.0.2.1"', 'nothing'],
  [
    'of many values has another',
    plain('192.0.2.1', '192.0.2.2', '192.0.2.3', '192.0.2.4', '192.0.2.5'),
    plain('192.0.2.1', '192.0.2.2', '192.0.2.3', '192.0.2.4', '192.0.2.6'),
    '"60 192.0.2.5, 192.0.2.1, 192.0.2.2, 192.0.2.3" and 1 more',
    '"60 192.0.2.6, 192.0.2.1, 192.0.2.2, 192.0.2.3" and 1 more',
  ],
  [
    'with a policy has another weight',
    weighted(10),
    weighted(20),
    '"60 192.0.2.2 [weighted green, weight 10], 192.0.2.1 [weighted blue, weight 90]"',
    '"60 192.0.2.2 [weighted green, weight 20], 192.0.2.1 [weighted blue, weight 90]"',
  ],
  [
    'leads elsewhere',
    aliasOf('a.example.com.'),
    aliasOf('b.example.com.'),
    '"alias → a.example.com."',
    '"alias → b.example.com."',
  ],
])('shows how an RRset that %s has moved', (_, before, has, saw, holds) => {
  const held = { exists: true, get: () => has }
  const changes = [{ action: 'delete', owner, type: 'A', before }] as const
  expect(movedSince({ zone, createsZone: false, changes, serial: 'increment' }, held)).toMatchObject([
    { message: `www.example.com. A: the plan saw ${saw}, the zone has ${holds}` },
  ])
})
