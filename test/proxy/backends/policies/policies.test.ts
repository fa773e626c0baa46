// What the policies choose, and that nothing is allocated for it.
import { expect, test } from 'vitest'
import { createRandom } from '../../../../src/base/random.ts'
import type { Backend } from '../../../../src/proxy/backends/backend.ts'
import { policies } from '../../../../src/proxy/backends/policies/policies.ts'
import type { ForwardedQuery, Policy } from '../../../../src/proxy/backends/policy.ts'
import { type PolicyName, policyNames } from '../../../../src/proxy/settings/policy-names.ts'
import { backendsOf, loadBalancing } from '../backend-fixture.ts'
import { queryFor } from '../tcp-mock.ts'

const asking = (name: string): ForwardedQuery => {
  const stored = queryFor(name)
  return { stored, nameEnd: stored.length - 4 }
}
const anything = asking('www.example.com.')
const clock = { ms: 1000 }

function policyOf(name: PolicyName, members: readonly Backend[], settings: object = {}): Policy {
  return policies[name](members, { random: createRandom(1), clock }, loadBalancing(settings))
}

/** Servers `a`, `b`, …, with these settings. */
const servers = (...entries: readonly object[]): readonly Backend[] =>
  backendsOf(
    ...entries.map((entry, i) => ({
      address: `192.0.2.${i + 1}`,
      name: String.fromCharCode(0x61 + i),
      ...entry,
    })),
  )

const nameOf = (backend: Backend | undefined): string => backend?.settings.name ?? 'none'

/** How often each is chosen for many names. */
function tally(policy: Policy, members: readonly Backend[], count: number): Record<string, number> {
  const chosen: Record<string, number> = {}
  for (let i = 0; i < count; i++) {
    const name = nameOf(policy(members, members.length, asking(`n${i}.example.com.`)))
    chosen[name] = (chosen[name] ?? 0) + 1
  }
  return chosen
}

test.for<[what: string, outstanding: readonly number[], latencies: readonly number[], expected: string]>([
  ['the one where the fewest wait', [3, 1, 2], [1, 9, 1], 'b'],
  ['in a tie the one of the lowest order', [1, 1, 1], [9, 1, 1], 'a'],
  ['of the same order the fastest', [2, 1, 1], [1, 9, 5], 'c'],
  ['the first of those that are alike', [2, 1, 1], [1, 5, 5], 'b'],
])('leastOutstanding: %s', ([, outstanding, latencies, expected]) => {
  const members = servers({ order: 1 }, { order: 2 }, { order: 2 })
  for (const [i, { state }] of members.entries()) {
    state.addOutstanding(outstanding[i]!)
    state.addLatency(latencies[i]!)
  }
  expect(nameOf(policyOf('leastOutstanding', members)(members, 3, anything))).toBe(expected)
})

test('firstAvailable: each up to its limit, then the one with the least to do', () => {
  const members = servers({ queries_per_second: 2 }, { queries_per_second: 3 })
  members[0]!.state.addOutstanding(1)
  const policy = policyOf('firstAvailable', members)
  const chosen = Array.from({ length: 7 }, () => nameOf(policy(members, 2, anything)))
  expect(chosen.join('')).toBe('aabbbbb')
  clock.ms += 1000
  expect(nameOf(policy(members, 2, anything))).toBe('a')
})

test('firstAvailable: without a limit always the first', () => {
  const members = servers({}, {})
  const policy = policyOf('firstAvailable', members)
  expect(tally(policy, members, 100)).toEqual({ a: 100 })
  expect(nameOf(policy([members[1]!], 1, anything))).toBe('b')
})

test('roundrobin: one after another', () => {
  const members = servers({}, {}, {})
  const policy = policyOf('roundrobin', members)
  const chosen = Array.from({ length: 6 }, () => nameOf(policy(members, 3, anything))).join('')
  expect('abcabcabc').toContain(chosen)
})

test.for<PolicyName>(['wrandom', 'whashed', 'chashed'])('%s: shares by weight', name => {
  const members = servers({ weight: 1 }, { weight: 2 }, { weight: 7 })
  const chosen = tally(policyOf(name, members), members, 20_000)
  expect(chosen.a! / 20_000).toBeCloseTo(0.1, 1)
  expect(chosen.b! / 20_000).toBeCloseTo(0.2, 1)
  expect(chosen.c! / 20_000).toBeCloseTo(0.7, 1)
})

test.for<PolicyName>(['whashed', 'chashed'])('%s: a name goes to one server, whatever its letters', name => {
  const members = servers({}, {}, {}, {})
  const policy = policyOf(name, members)
  for (let i = 0; i < 100; i++) {
    const [lower, upper] = [asking(`n${i}.example.com.`), asking(`N${i}.ExAMPLE.com.`)]
    expect(policy(members, 4, upper)).toBe(policy(members, 4, lower))
  }
})

test.for<[PolicyName, number[]]>([
  ['chashed', [0.19, 0.21]],
  ['whashed', [0.3, 0.4]],
])('%s: how many names move when one of five servers goes', ([name, [least, most]]) => {
  const members = servers({}, {}, {}, {}, {})
  const policy = policyOf(name, members)
  const left = members.filter((_, i) => i !== 1)
  let moved = 0
  let strays = 0
  for (let i = 0; i < 20_000; i++) {
    const query = asking(`n${i}.example.com.`)
    const before = policy(members, 5, query)
    const after = policy(left, 4, query)
    if (before === after) continue
    moved++
    if (before !== members[1]) strays++
  }
  expect(moved / 20_000).toBeGreaterThan(least!)
  expect(moved / 20_000).toBeLessThan(most!)
  if (name === 'chashed') expect(strays).toBe(0)
})

test('chashed: with weights too, only names of the server that goes move', () => {
  const members = servers({ weight: 3 }, { weight: 1 }, { weight: 2 })
  const policy = policyOf('chashed', members)
  for (let i = 0; i < 2000; i++) {
    const query = asking(`n${i}.example.com.`)
    const before = policy(members, 3, query)
    if (before !== members[0]) expect(policy(members.slice(1), 2, query)).toBe(before)
  }
})

test('hash_perturbation sends names elsewhere, and the id of a server decides, not its place', () => {
  const members = servers({ id: 'x' }, { id: 'y' })
  const turned = servers({ id: 'y' }, { id: 'x' })
  const policy = policyOf('chashed', members)
  const policyOfTurned = policyOf('chashed', turned)
  const other = policyOf('chashed', members, { hash_perturbation: 4294967295 })
  let moved = 0
  for (let i = 0; i < 1000; i++) {
    const query = asking(`n${i}.example.com.`)
    const before = policy(members, 2, query)!
    expect(policyOfTurned(turned, 2, query)!.settings.hashSeed).toBe(before.settings.hashSeed)
    if (other(members, 2, query) !== before) moved++
  }
  expect(moved / 1000).toBeCloseTo(0.5, 1)
})

test.for<[PolicyName, string]>([
  ['chashed', 'consistent_hashing_balancing_factor'],
  ['whashed', 'weighted_balancing_factor'],
  ['wrandom', 'weighted_balancing_factor'],
])('%s: with a factor nobody has more than that many times its share', ([name, factor]) => {
  const members = servers({ weight: 1 }, { weight: 3 }, { weight: 2 })
  const policy = policyOf(name, members, { [factor]: 1.2 })
  for (let i = 1; i <= 600; i++) {
    const chosen = policy(members, 3, name === 'wrandom' ? anything : asking(`n${i % 2}.example.com.`))!
    chosen.state.addOutstanding(1)
    expect(chosen.state.outstanding).toBeLessThanOrEqual((1.2 * i * chosen.settings.weight) / 6 + 1)
  }
})

test('nothing is allocated for a query', () => {
  const members = servers({ weight: 2 }, { queries_per_second: 5 }, {}, {})
  const all = policyNames.flatMap(name => [
    policyOf(name, members),
    policyOf(name, members, { weighted_balancing_factor: 2, consistent_hashing_balancing_factor: 2 }),
  ])
  const run = (rounds: number): void => {
    for (let i = 0; i < rounds; i++) for (let j = 0; j < all.length; j++) all[j]!(members, 4, anything)
  }
  run(20_000)
  // What the compiler and the collector do meanwhile is in some of the runs, what a query costs in all of them.
  const used = Array.from({ length: 7 }, () => {
    const before = process.memoryUsage().heapUsed
    run(1000)
    return process.memoryUsage().heapUsed - before
  })
  expect(used.filter(octets => octets >= 0).sort((a, b) => a - b)[0]).toBeLessThan(1000)
})
