import { expect, test } from 'vitest'

import { parseName, root } from '../../src/dns/name.ts'
import type { Rdata } from '../../src/dns/rr/define-type.ts'
import type { RRset } from '../../src/dns/rrset.ts'
import { Zone } from '../../src/dns/zone.ts'
import type { Change } from '../../src/plan/plan.ts'
import { checkedCommit, movedSince } from '../../src/providers/checked-commit.ts'

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

const a = plain('192.0.2.1')
const cname: RRset = { ...a, type: 'CNAME', rdatas: ['web.example.com.' as Rdata] }
const create = (after: RRset): Change => ({ action: 'create', owner, type: after.type, after })
const remove = (before: RRset): Change => ({ action: 'delete', owner, type: before.type, before })

test.each<[string, Change[], RRset[], string | undefined]>([
  ['an address where a CNAME came', [create(a)], [cname], 'has CNAME "60 web.example.com." there'],
  ['a CNAME where an address came', [create(cname)], [a], 'has A "60 192.0.2.1" there'],
  ['a CNAME in the place of an address', [remove(a), create(cname)], [a], undefined],
  ['an address in the place of a CNAME', [create(a), remove(cname)], [cname], undefined],
  [
    'an address beside another type',
    [create(a)],
    [{ ...a, type: 'TXT', rdatas: ['"a"' as Rdata] }],
    undefined,
  ],
])('creates %s: refused if both would stand there', (_, changes, has, message) => {
  const held = new Zone(zone, has)
  const commit = () =>
    checkedCommit(
      { zone, createsZone: false, changes, serial: 'increment' },
      { exists: true, get: (...key) => held.get(...key) },
      0,
    )
  if (message === undefined) expect(commit().images).toHaveLength(changes.length + 1)
  else
    expect(commit).toThrow(
      `plan-stale: www.example.com. ${changes[0]!.type}: the plan saw nothing beside it, the zone ${message}`,
    )
})
