// Which servers are in which pool, with which policy and cache.
import { expect, test } from 'vitest'
import { createRandom } from '../../../src/base/random.ts'
import { createPools } from '../../../src/proxy/backends/create-pools.ts'
import type { PacketCache } from '../../../src/proxy/cache/packet-cache.ts'
import type { PoolEntry } from '../../../src/proxy/settings/pool.ts'
import { backendsOf, loadBalancing } from './backend-fixture.ts'

const entry = (pool: Partial<PoolEntry>): PoolEntry => ({
  name: '',
  packet_cache: '',
  policy: '',
  use_ecs: false,
  ...pool,
})
const cache = { name: 'pc' } as PacketCache
const site = { random: createRandom(1), clock: { ms: 0 } }

function poolsOf(backends: readonly object[], pools: readonly PoolEntry[] = [], balancing: object = {}) {
  const members = backendsOf(...backends)
  const settings = { pools, load_balancing_policies: loadBalancing(balancing) }
  return createPools(settings, new Map([['pc', cache]]), members, site)
}

const namesIn = (pools: ReturnType<typeof poolsOf>, name: string): readonly string[] =>
  pools.get(name)!.members.map(({ settings }) => settings.name)

test('servers are in the pools they name, in order, and in that of the order of configuration', () => {
  const pools = poolsOf([
    { address: '192.0.2.1', name: 'a', order: 2 },
    { address: '192.0.2.2', name: 'b', order: 1, pools: ['', 'x'] },
    { address: '192.0.2.3', name: 'c', order: 1 },
    { address: '192.0.2.4', name: 'd', pools: ['x'] },
  ])
  expect([...pools.keys()]).toEqual(['', 'x'])
  expect(namesIn(pools, '')).toEqual(['b', 'c', 'a'])
  expect(namesIn(pools, 'x')).toEqual(['b', 'd'])
})

test('the pool without a name is there without servers too, and is not available', () => {
  const pool = poolsOf([{ address: '192.0.2.1', pools: ['x'] }]).get('')!
  expect([pool.members, pool.isAvailable(), pool.outstanding()]).toEqual([[], false, 0])
})

test('a pool has the cache, the policy and the client subnets that it states', () => {
  const pools = poolsOf(
    [
      { address: '192.0.2.1', name: 'a', pools: ['x', 'y'] },
      { address: '192.0.2.2', name: 'b', pools: ['x', 'y'] },
    ],
    [entry({ name: 'x', packet_cache: 'pc', policy: 'roundrobin', use_ecs: true }), entry({ name: 'y' })],
    { default_policy: 'firstAvailable' },
  )
  const [x, y] = [pools.get('x')!, pools.get('y')!]
  expect([x.cache, x.useEcs, y.cache, y.useEcs]).toEqual([cache, true, undefined, false])
  const chosen = (pool: typeof x) =>
    [1, 2, 3]
      .map(() => pool.policy(pool.members, 2, { stored: new Uint8Array(0), nameEnd: 0 })!.settings.name)
      .join('')
  expect(['aba', 'bab']).toContain(chosen(x))
  expect(chosen(y)).toBe('aaa')
})

test('a server that wants client subnets has its pools send them, as it is chosen only later', () => {
  const pools = poolsOf([
    { address: '192.0.2.1', pools: ['x', 'y'] },
    { address: '192.0.2.2', pools: ['y'], use_client_subnet: true },
  ])
  expect(['', 'x', 'y'].map(name => pools.get(name)!.useEcs)).toEqual([false, false, true])
})

test('a pool is available while one of its servers is usable, and counts what waits at all', () => {
  const pool = poolsOf([{ address: '192.0.2.1' }, { address: '192.0.2.2' }]).get('')!
  const [a, b] = pool.members
  a!.state.addOutstanding(2)
  b!.state.addOutstanding(3)
  a!.state.setMode('drain')
  expect([pool.isAvailable(), pool.outstanding()]).toEqual([true, 5])
  b!.state.setHealthy(false)
  expect(pool.isAvailable()).toBe(false)
})
