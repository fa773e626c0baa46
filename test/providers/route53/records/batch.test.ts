import { expect, test } from 'vitest'
import type { PolicyKind, RoutedSet } from '../../../../src/dns/routing.ts'
import type { RRset } from '../../../../src/dns/rrset.ts'
import { orderChanges } from '../../../../src/plan/order.ts'
import type { Change } from '../../../../src/plan/plan.ts'
import { batchesOf, type Swap } from '../../../../src/providers/route53/records/batch.ts'
import { recordSetsOf } from '../../../../src/route53/from-rrset.ts'
import { create, origin, remove, rrset, update } from '../../contract/notation.ts'

const ids = {
  zoneId: 'Z1',
  healthCheckId: () => 'check',
  cidrLocation: (networks: readonly string[]) => ({ CollectionId: 'c', LocationName: networks[0]! }),
}
const setsOf = (one: RRset) => recordSetsOf(one, ids)
const swapOf = (change: Change): Swap => ({
  change,
  held: change.action === 'create' ? [] : setsOf(change.before),
  wanted: change.action === 'delete' ? [] : setsOf(change.after),
})
const limit = { records: 6, characters: 1000, changes: 6 }

/** Batches of changes as lines: `+www A 192.0.2.1`, `-` for what goes, `!` for what is overwritten. */
const lines = (...changes: Change[]) =>
  batchesOf(origin, orderChanges(changes).map(swapOf), limit).map(({ changes: all }) =>
    all.map(({ Action, ResourceRecordSet: { Name, Type, SetIdentifier, ResourceRecords, AliasTarget } }) => {
      const sign = { CREATE: '+', DELETE: '-', UPSERT: '!' }[Action]
      const values = ResourceRecords?.map(({ Value }) => Value).join(',') ?? `= ${AliasTarget!.DNSName}`
      const owner = Name.replace(/\.?example\.com\.$/, '') || '@'
      return `${sign}${owner} ${Type}${SetIdentifier === undefined ? '' : ` ${SetIdentifier}`} ${values}`
    }),
  )

const a = rrset('a', 'A', '192.0.2.1')
const alias = (owner: string, target: string): RRset => ({
  ...rrset(owner, 'A', '192.0.2.1'),
  ttl: 0,
  rdatas: [],
  alias: { target: rrset(target, 'A', '192.0.2.1').owner, evaluateHealth: false },
})
const routed = (kind: PolicyKind, sets: Partial<RoutedSet>[]): RRset => ({
  ...a,
  rdatas: [],
  policy: { kind, sets: sets.map((set, i) => ({ id: `s${i}`, rdatas: a.rdatas, ...set })) },
})

test.each<[string, Change[], string[][]]>([
  ['nothing', [], []],
  ['an update swaps', [update(a, rrset('a', 'A', '192.0.2.2'))], [['-a A 192.0.2.1', '+a A 192.0.2.2']]],
  [
    'deletes come first at one name',
    [create(rrset('a', 'CNAME', 'b.example.net.')), remove(a), remove(rrset('a', 'TXT', 'x'))],
    [['-a A 192.0.2.1', '-a TXT "x"', '+a CNAME b.example.net.']],
  ],
  [
    'a CNAME makes room',
    [
      remove(rrset('a', 'CNAME', 'b.example.net.')),
      create(a),
      create(rrset('a', 'MX', '10 mx.example.com.')),
    ],
    [['-a CNAME b.example.net.', '+a A 192.0.2.1', '+a MX 10 mx.example.com.']],
  ],
  [
    'an alias takes the place of values',
    [update(a, alias('a', 'b'))],
    [['-a A 192.0.2.1', '+a A = b.example.com.']],
  ],
  [
    'an alias comes after its target',
    [create(alias('a', 'b')), create(rrset('b', 'A', '192.0.2.9'))],
    [['+b A 192.0.2.9', '+a A = b.example.com.']],
  ],
  [
    'an alias goes before its target',
    [remove(rrset('b', 'A', '192.0.2.9')), remove(alias('c', 'b'))],
    [['-c A = b.example.com.', '-b A 192.0.2.9']],
  ],
  [
    'sets of a policy that stay the same are left alone',
    [
      update(
        routed('weighted', [{ weight: 1 }, { weight: 2 }, { weight: 3 }]),
        routed('weighted', [{ weight: 1 }, { weight: 20 }]),
      ),
    ],
    [['-a A s1 192.0.2.1', '-a A s2 192.0.2.1', '+a A s1 192.0.2.1']],
  ],
  [
    'another kind of policy replaces all sets',
    [update(routed('weighted', [{ weight: 1 }, { weight: 2 }]), routed('multivalue', [{}, {}]))],
    [['-a A s0 192.0.2.1', '-a A s1 192.0.2.1', '+a A s0 192.0.2.1', '+a A s1 192.0.2.1']],
  ],
  [
    'a policy takes the place of values',
    [update(a, routed('weighted', [{ weight: 1 }]))],
    [['-a A 192.0.2.1', '+a A s0 192.0.2.1']],
  ],
  [
    'NS and SOA of the zone are overwritten',
    [
      update(rrset('@', 'NS', 'ns1.example.com.'), rrset('@', 'NS', 'ns2.example.com.')),
      remove(rrset('@', 'TXT', 'x')),
    ],
    [['-@ TXT "x"', '!@ NS ns2.example.com.']],
  ],
  ['NS and SOA of the zone are never deleted', [remove(rrset('@', 'NS', 'ns1.example.com.'))], []],
  [
    'other NS are like all else',
    [remove(rrset('sub', 'NS', 'ns1.example.net.'))],
    [['-sub NS ns1.example.net.']],
  ],
  [
    'names stay whole, and the gaps are filled',
    [
      create(rrset('a', 'A', '192.0.2.1', '192.0.2.2', '192.0.2.3', '192.0.2.4')),
      create(rrset('b', 'A', '192.0.2.1', '192.0.2.2', '192.0.2.3')),
      create(rrset('b', 'TXT', 'x')),
      create(rrset('c', 'A', '192.0.2.1', '192.0.2.2')),
    ],
    [
      ['+a A 192.0.2.1,192.0.2.2,192.0.2.3,192.0.2.4', '+c A 192.0.2.1,192.0.2.2'],
      ['+b A 192.0.2.1,192.0.2.2,192.0.2.3', '+b TXT "x"'],
    ],
  ],
  [
    'a target is never in a later batch',
    [
      create(rrset('t', 'A', '192.0.2.1', '192.0.2.2', '192.0.2.3', '192.0.2.4', '192.0.2.5')),
      create(rrset('s', 'A', '192.0.2.1', '192.0.2.2', '192.0.2.3')),
      create(alias('a', 's')),
      create(alias('b', 't')),
    ],
    [
      ['+s A 192.0.2.1,192.0.2.2,192.0.2.3', '+a A = s.example.com.'],
      ['+t A 192.0.2.1,192.0.2.2,192.0.2.3,192.0.2.4,192.0.2.5', '+b A = t.example.com.'],
    ],
  ],
])('%s', (_title, changes, batches) => {
  expect(lines(...changes)).toEqual(batches)
})

test('what is spelled otherwise is no difference', () => {
  const change = update(a, a)
  const held = [{ ...setsOf(a)[0]!, Name: 'A.EXAMPLE.COM.' }]
  expect(batchesOf(origin, [{ change, held, wanted: setsOf(a) }])).toEqual([])
})

test('every name that is too large is told', () => {
  const values = (count: number) => Array.from({ length: count }, (_, i) => `192.0.2.${i + 1}`)
  const many = [create(rrset('x', 'A', ...values(7))), create(a), create(rrset('y', 'A', ...values(8)))]
  expect(() => lines(...many)).toThrow(
    /x\.example\.com\. has 7 values of .*\n.*y\.example\.com\. has 8 values/,
  )
})

test('an update that only fits as two requests is told', () => {
  const values = (from: number) => Array.from({ length: 4 }, (_, i) => `192.0.2.${i + from}`)
  expect(() => lines(update(rrset('x', 'A', ...values(1)), rrset('x', 'A', ...values(11))))).toThrow(
    'has 8 values of 76 characters in 2 changes',
  )
})
