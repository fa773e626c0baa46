// Which server of a pool is asked: the policies, and what they go by.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { askMany } from './ask-many.ts'
import { ask } from './asking.ts'
import { answerTo, query } from './messages.ts'
import type { MockServer } from './mock-server.ts'
import { type ProxyUnderTest, type Settings, startProxy } from './rig.ts'
import { answersAs, countAnswers, startServers, stopServers, whoAnswered } from './servers.ts'

let servers: MockServer[]
let proxy: ProxyUnderTest

/** Pools with their policies, and what is said of the first servers in them. */
const pools: Readonly<Record<string, { readonly policy: string; readonly members: readonly Settings[] }>> = {
  first: { policy: 'firstAvailable', members: [{ order: 30 }, { order: 10 }, { order: 20 }] },
  limited: { policy: 'firstAvailable', members: [{ order: 1, queries_per_second: 20 }, { order: 2 }] },
  round: { policy: 'roundrobin', members: [{}, {}, {}] },
  random: { policy: 'wrandom', members: [{ weight: 1 }, { weight: 2 }, { weight: 7 }] },
  hashed: { policy: 'whashed', members: [{ weight: 1 }, { weight: 1 }, { weight: 2 }] },
  consistent: { policy: 'chashed', members: [{ weight: 1 }, { weight: 1 }, { weight: 2 }] },
  even: { policy: 'chashed', members: [{}, {}, {}, {}] },
  least: { policy: 'leastOutstanding', members: [{}, {}] },
  ordered: { policy: 'leastOutstanding', members: [{ order: 2 }, { order: 1 }] },
}

/** Each server has another name in each pool, so that what is known of it elsewhere is of no account. */
const backends = (): Settings[] =>
  Object.entries(pools).flatMap(([pool, { members }]) =>
    members.map((rest, index) => ({
      name: `${pool}-${index}`,
      id: `server-${index}`,
      address: servers[index]!.address,
      pools: [pool],
      ...rest,
    })),
  )

/** `NAME.POOL.test` goes to that pool. */
const settings = (): Settings => ({
  backends: backends(),
  answering: { try_timeout: 20_000, deadline: 60_000 },
  packet_caches: [],
  pools: Object.entries(pools).map(([name, { policy }]) => ({ name, policy })),
  query_rules: Object.keys(pools).map(pool => ({
    name: `to ${pool}`,
    selector: { type: 'QNameSuffix', suffixes: [`${pool}.test.`] },
    action: { type: 'Pool', pool_name: pool },
  })),
})

beforeAll(async () => {
  servers = await startServers(4)
  proxy = await startProxy(settings())
})
afterAll(async () => {
  await proxy?.stop()
  await stopServers(servers)
})

const names = (count: number, pool: string): Buffer[] =>
  Array.from({ length: count }, (_, i) => query(`n${i}.${pool}.test`))
const spread = async (count: number, pool: string, window = 1): Promise<number[]> =>
  countAnswers(await askMany(proxy.port, names(count, pool), { window }), 4)

test('firstAvailable asks the one of the lowest order', async () => {
  expect(await spread(20, 'first', 20)).toEqual([0, 20, 0, 0])
})

test('firstAvailable asks the next above a limit of queries a second', async () => {
  const began = performance.now()
  const [first, second] = await spread(100, 'limited', 100)
  const seconds = (performance.now() - began) / 1000
  expect(first! + second!).toBe(100)
  expect(first).toBeGreaterThanOrEqual(20)
  expect(first).toBeLessThanOrEqual(Math.ceil(20 + 20 * seconds))
})

test('roundrobin asks one after another', async () => {
  expect(await spread(30, 'round')).toEqual([10, 10, 10, 0])
  expect(await spread(30, 'round', 30)).toEqual([10, 10, 10, 0])
})

test('wrandom asks by weight', async () => {
  // Four standard deviations about 60, 120 and 420.
  const [one, two, seven] = await spread(600, 'random', 50)
  expect(Math.abs(one! - 60)).toBeLessThan(30)
  expect(Math.abs(two! - 120)).toBeLessThan(40)
  expect(Math.abs(seven! - 420)).toBeLessThan(45)
})

test.each(['hashed', 'consistent'])('%s asks by name and weight', async pool => {
  const [one, other, twice] = await spread(600, pool, 50)
  expect(Math.abs(one! - 150)).toBeLessThan(50)
  expect(Math.abs(other! - 150)).toBeLessThan(50)
  expect(Math.abs(twice! - 300)).toBeLessThan(60)
})

test.each(['hashed', 'consistent'])(
  '%s asks the same server for a name in all letters, types and threads',
  async pool => {
    for (const name of ['one', 'two', 'three', 'four']) {
      const asked = [name, name.toUpperCase(), name, name].map(each => query(`${each}.${pool}.test`))
      const answers = await Promise.all(asked.map(each => ask(proxy.port, each)))
      expect(new Set(answers.map(whoAnswered)).size).toBe(1)
    }
  },
)

test('leastOutstanding asks where the fewest wait', async () => {
  const held: (() => void)[] = []
  servers[0]!.answers(asked => new Promise(resolve => held.push(() => resolve(answerTo(asked.octets)))))
  const waiting = askMany(proxy.port, names(9, 'least'), { window: 9 })
  await expect.poll(() => held.length, { timeout: 10_000 }).toBeGreaterThan(0)
  const meanwhile = await spread(20, 'least')
  expect(meanwhile).toEqual([0, 20, 0, 0])
  for (const answer of held) answer()
  servers[0]!.answers(answersAs(0))
  await waiting
})

test('leastOutstanding asks the one of the lower order in a tie', async () => {
  expect(await spread(20, 'ordered')).toEqual([0, 20, 0, 0])
})

test('chashed moves only the names of a server that is gone, whatever the order and the names of servers', async () => {
  const before = (await askMany(proxy.port, names(400, 'even'))).map(whoAnswered)
  const reversed = backends()
    .map(each => ({ ...each, name: `other-${each.name}` }))
    .toReversed()
  const other = await startProxy({ ...settings(), backends: reversed }, { workers: 1 })
  try {
    expect((await askMany(other.port, names(400, 'even'))).map(whoAnswered)).toEqual(before)
    await other.reload({ ...settings(), backends: reversed.filter(({ name }) => name !== 'other-even-1') })
    const after = (await askMany(other.port, names(400, 'even'))).map(whoAnswered)
    const moved = after.filter((who, i) => who !== before[i])
    expect(moved).toHaveLength(before.filter(who => who === 1).length)
    expect(after).not.toContain(1)
    expect(new Set(after.filter((_who, i) => before[i] === 1)).size).toBe(3)
  } finally {
    await other.stop()
  }
})
