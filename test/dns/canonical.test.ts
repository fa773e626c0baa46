import { expect, test } from 'vitest'
import { canonicalRRset, sameRRset } from '../../src/dns/canonical.ts'
import { parseName } from '../../src/dns/name.ts'
import type { RoutingPolicy } from '../../src/dns/routing.ts'
import { typeOf } from '../../src/dns/rr/table.ts'
import type { RRset } from '../../src/dns/rrset.ts'

const rrset = (owner: string, type: string, ttl: number, ...rdatas: string[]): RRset => ({
  owner: parseName(owner),
  type,
  ttl,
  rdatas: rdatas.map(text => typeOf(type).parse(text)),
})
const weighted = (...ids: string[]): RoutingPolicy => ({
  kind: 'weighted',
  sets: ids.map(id => ({ id, weight: 1, rdatas: [typeOf('A').parse('192.0.2.1')] })),
})
const timed = (ttl: number, own?: number): RRset => ({
  ...a,
  ttl,
  rdatas: [],
  policy: {
    kind: 'multivalue',
    sets: [{ id: 'x', rdatas: a.rdatas, ...(own !== undefined && { ttl: own }) }],
  },
})
const soa = (serial: number, minimum = 300): RRset =>
  rrset('example.com.', 'SOA', 60, `ns1.example.com. h.example.com. ${serial} 1 1 1 ${minimum}`)
const a = rrset('www.example.com.', 'A', 60, '192.0.2.1', '192.0.2.2')
const mx = rrset('example.com.', 'MX', 60, '10 mail.example.com.')

test.each<[string, RRset, RRset, boolean]>([
  ['itself', a, a, true],
  ['order of values', a, { ...a, rdatas: [...a.rdatas].reverse() }, true],
  ['letter case of the owner', a, { ...a, owner: parseName('WWW.example.com.') }, true],
  ['letter case in a value', mx, rrset('example.com.', 'MX', 60, '10 Mail.example.com.'), true],
  ['notes', a, { ...a, annotations: { owner: 'team' } }, true],
  ['the serial', soa(1), soa(2), true],
  ['another field of the SOA', soa(1), soa(1, 301), false],
  ['the TTL', a, { ...a, ttl: 61 }, false],
  ['a value more', a, { ...a, rdatas: a.rdatas.slice(1) }, false],
  [
    'letter case of text',
    rrset('t.example.com.', 'TXT', 60, 'a'),
    rrset('t.example.com.', 'TXT', 60, 'A'),
    false,
  ],
  [
    'order of a policy’s sets',
    { ...a, policy: weighted('x', 'y') },
    { ...a, policy: weighted('y', 'x') },
    true,
  ],
  ['a TTL that is that of the RRset', timed(30, 30), timed(30), true],
  ['the TTL of an RRset of which no set has it', timed(60, 30), timed(30), true],
  ['the TTL of a set', timed(60, 30), timed(60, 31), false],
  ['the TTL that a set takes from its RRset', timed(60), timed(61), false],
  ['a policy', { ...a, policy: weighted('x') }, a, false],
  ['a policy’s sets', { ...a, policy: weighted('x') }, { ...a, policy: weighted('y') }, false],
])('%s', (_what, left, right, same) => {
  expect(sameRRset(left, right)).toBe(same)
  expect(canonicalRRset(left) === canonicalRRset(right)).toBe(same)
})
