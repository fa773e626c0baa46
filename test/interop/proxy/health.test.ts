// How servers come up and go down: what checks ask, which answers are good, how many it takes, and what may be forced.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ask, mayAsk } from './asking.ts'
import { answerTo, bits, errorsOf, query } from './messages.ts'
import { type Answering, type Asked, anAddress, type MockServer, startMock } from './mock-server.ts'
import { type ProxyUnderTest, type Settings, startProxy } from './rig.ts'

/** Seconds pass where checks are waited for. */
const patience = { timeout: 30_000, interval: 20 }

const rcode =
  (code: number): Answering =>
  asked =>
    answerTo(asked.octets, { rcode: code })
const changed =
  (change: (answer: Buffer) => void): Answering =>
  asked => {
    const answer = answerTo(asked.octets)
    change(answer)
    return answer
  }
/** Answers only every third time. */
function everyThird(): Answering {
  let count = 0
  return asked => (++count % 3 === 0 ? answerTo(asked.octets) : undefined)
}

interface Case {
  readonly name: string
  readonly checks: Answering
  readonly health?: Settings
  readonly isUp: boolean
}

/** What servers answer to checks, and whether they are up by that. */
const judged: readonly Case[] = [
  { name: 'an address', checks: anAddress(), isUp: true },
  { name: 'no record', checks: rcode(0), isUp: true },
  { name: 'NXDOMAIN', checks: rcode(3), isUp: true },
  { name: 'REFUSED', checks: rcode(5), isUp: true },
  { name: 'SERVFAIL', checks: rcode(2), isUp: false },
  { name: 'nothing', checks: () => undefined, isUp: false },
  { name: 'one of three questions', checks: everyThird(), isUp: true },
  { name: 'another id', checks: changed(answer => void answer.writeUInt8(answer[1]! ^ 1, 1)), isUp: false },
  { name: 'no answer, as QR is not set', checks: changed(answer => void (answer[2]! &= 0x7f)), isUp: false },
  {
    name: 'another name',
    checks: changed(answer => void answer.write('b', 13, 'latin1')),
    isUp: false,
  },
  {
    name: 'another type',
    checks: changed(answer => void (answer[answer.indexOf(0, 12) + 2]! = 16)),
    isUp: false,
  },
  {
    name: 'another class',
    checks: asked => {
      const answer = answerTo(asked.octets)
      answer[asked.octets.indexOf(0, 12) + 4]! = 3
      return answer
    },
    isUp: false,
  },
  {
    name: 'letters of another case',
    checks: changed(answer => void answer.write('A', 13, 'latin1')),
    isUp: true,
  },
  { name: 'NXDOMAIN to must_resolve', checks: rcode(3), health: { must_resolve: true }, isUp: false },
  { name: 'REFUSED to must_resolve', checks: rcode(5), health: { must_resolve: true }, isUp: false },
  { name: 'no record to must_resolve', checks: rcode(0), health: { must_resolve: true }, isUp: true },
  {
    name: 'nothing over UDP to use_tcp',
    checks: asked => (asked.transport === 'tcp' ? answerTo(asked.octets) : undefined),
    health: { use_tcp: true },
    isUp: true,
  },
  { name: 'SERVFAIL in mode up', checks: rcode(2), health: { mode: 'up' }, isUp: true },
  { name: 'an address in mode down', checks: anAddress(), health: { mode: 'down' }, isUp: false },
  { name: 'an address in mode drain', checks: anAddress(), health: { mode: 'drain' }, isUp: false },
  { name: 'an address in mode lazy', checks: anAddress(), health: { mode: 'lazy' }, isUp: true },
  { name: 'SERVFAIL in mode lazy', checks: rcode(2), health: { mode: 'lazy' }, isUp: false },
]

const toPools = (names: readonly string[]): Settings[] =>
  names.map(name => ({
    selector: { type: 'QName', qname: `${name}.test.` },
    action: { type: 'Pool', pool_name: name },
  }))

describe('a server whose checks are answered with', () => {
  let servers: MockServer[]
  let proxy: ProxyUnderTest
  beforeAll(async () => {
    servers = await Promise.all(judged.map(() => startMock()))
    for (const [i, { checks }] of judged.entries()) servers[i]!.checksAnswer(checks)
    proxy = await startProxy(
      {
        backends: judged.map(({ health }, i) => ({
          name: `s${i}`,
          address: servers[i]!.address,
          pools: [`s${i}`],
          health_checks: { max_failures: 1, timeout: 900, ...health },
        })),
        packet_caches: [],
        query_rules: toPools(judged.map((_, i) => `s${i}`)),
      },
      { workers: 1 },
    )
  })
  afterAll(async () => {
    await proxy?.stop()
    await Promise.all((servers ?? []).map(server => server.close()))
  })

  test.each(judged.map((each, i) => ({ ...each, i })))('$name', async ({ i, isUp }) => {
    const answer = await ask(proxy.port, query(`s${i}.test`, 'A', { edns: {} }))
    expect(answer.rcode).toBe(isUp ? 0 : 2)
    expect(errorsOf(answer).map(({ code }) => code)).toEqual(isUp ? [] : [22])
    expect(servers[i]!.asked).toHaveLength(isUp ? 1 : 0)
  })

  test('those that are forced are not checked, but one that drains is', () => {
    const checksOf = (name: string): number =>
      servers[judged.findIndex(each => each.name === name)]!.checks.length
    expect(checksOf('SERVFAIL in mode up')).toBe(0)
    expect(checksOf('an address in mode down')).toBe(0)
    expect(checksOf('an address in mode drain')).toBeGreaterThan(0)
  })
})

describe('the course of checks', () => {
  const kinds = ['asks', 'counts', 'rises', 'flaky', 'lazy', 'timeouts'] as const
  type Kind = (typeof kinds)[number]
  let servers: Record<Kind, MockServer>
  let proxy: ProxyUnderTest
  const health: Record<Kind, Settings> = {
    asks: { qname: 'health.example.com.', qtype: 'SOA', qclass: 'CH', set_cd: true },
    counts: { max_failures: 3, timeout: 600 },
    rises: { max_failures: 1, rise: 3, timeout: 600 },
    flaky: { max_failures: 2, timeout: 600 },
    lazy: {
      mode: 'lazy',
      max_failures: 1,
      rise: 1,
      timeout: 600,
      lazy: { min_sample_count: 5, threshold: 50, interval: 1 },
    },
    timeouts: {
      mode: 'lazy',
      max_failures: 1,
      timeout: 600,
      lazy: { mode: 'TimeoutOnly', min_sample_count: 5, threshold: 50, interval: 1 },
    },
  }
  beforeAll(async () => {
    const started = await Promise.all(kinds.map(async kind => [kind, await startMock()] as const))
    servers = Object.fromEntries(started) as Record<Kind, MockServer>
    proxy = await startProxy(
      {
        backends: kinds.map(kind => ({
          name: kind,
          address: servers[kind].address,
          pools: [kind],
          health_checks: health[kind],
        })),
        packet_caches: [],
        query_rules: toPools(kinds),
        answering: { try_timeout: 600, deadline: 400 },
      },
      { workers: 1 },
    )
  })
  afterAll(async () => {
    await proxy?.stop()
    await Promise.all(Object.values(servers ?? {}).map(server => server.close()))
  })

  const told = (name: string, isUp: boolean, since: number) =>
    proxy.until('server', event => event.name === name && event.isUp === isUp, since)
  /** One check asks up to three times. */
  const checksOf = ({ checks }: MockServer): number => new Set(checks.map(({ id }) => id)).size
  const isAnswered = async (name: string): Promise<boolean> =>
    (await mayAsk(proxy.port, query(`${name}.test`), { waitMs: 5000 }))?.rcode === 0

  test.concurrent('a check asks what the settings say, from another port each time, about once a second', async ({
    expect,
  }) => {
    const { asks } = servers
    await expect.poll(() => asks.asked.length, patience).toBeGreaterThanOrEqual(4)
    const checks: readonly Asked[] = asks.asked
    for (const { packet, flags } of checks) {
      expect(packet.questions).toEqual([{ name: 'health.example.com', type: 'SOA', class: 'CH' }])
      expect(flags & bits.cd).toBe(bits.cd)
    }
    expect(new Set(checks.map(({ id }) => id)).size).toBeGreaterThan(1)
    expect(new Set(checks.map(({ fromPort }) => fromPort)).size).toBeGreaterThan(1)
    // From the second on, as the second one comes at a place of its own within the first interval.
    const gaps = checks.slice(2, 4).map(({ at }, i) => at - checks[i + 1]!.at)
    for (const gap of gaps) expect(gap).toBeGreaterThan(500)
  })

  test.concurrent('it takes three failures in a row to be down, and two good checks to be up again', async ({
    expect,
  }) => {
    const { counts } = servers
    const since = proxy.events.length
    let failed = 0
    const ids = new Set<number>()
    counts.checksAnswer(({ id }) => {
      ids.add(id)
      failed = ids.size
      return undefined
    })
    await expect.poll(() => failed, patience).toBe(2)
    expect(await isAnswered('counts')).toBe(true)
    await told('counts', false, since)
    expect(failed).toBe(3)
    expect(await isAnswered('counts')).toBe(false)
    const good = new Set<number>()
    counts.checksAnswer(asked => {
      good.add(asked.id)
      return answerTo(asked.octets)
    })
    await told('counts', true, since)
    expect(good.size).toBe(2)
    expect(await isAnswered('counts')).toBe(true)
  })

  test.concurrent('a failure in between begins the count anew', async ({ expect }) => {
    const { rises } = servers
    const since = proxy.events.length
    rises.checksAnswer(rcode(2))
    await told('rises', false, since)
    // Two are good, one is not, three are good; where the machine is slow a check asks more than once.
    const rcodes = [0, 0, 2, 0, 0, 0]
    const ids: number[] = []
    rises.checksAnswer(asked => {
      if (!ids.includes(asked.id)) ids.push(asked.id)
      return answerTo(asked.octets, { rcode: rcodes[ids.indexOf(asked.id)] ?? 0 })
    })
    await told('rises', true, since)
    expect(ids).toHaveLength(6)
  })

  test.concurrent('lost packets are no failures', async ({ expect }) => {
    const { flaky } = servers
    const since = proxy.events.length
    let count = 0
    flaky.checksAnswer(asked => (++count % 3 === 0 ? answerTo(asked.octets) : undefined))
    await expect.poll(() => count, patience).toBeGreaterThan(15)
    expect(proxy.events.slice(since)).not.toContainEqual(expect.objectContaining({ name: 'flaky' }))
    expect(await isAnswered('flaky')).toBe(true)
  })

  test.concurrent('a lazy server is checked once queries fail, and comes back', async ({ expect }) => {
    const { lazy } = servers
    const since = proxy.events.length
    const before = checksOf(lazy)
    for (let i = 0; i < 10; i++) expect(await isAnswered('lazy')).toBe(true)
    expect(checksOf(lazy)).toBe(before)
    lazy.answers(rcode(2))
    lazy.checksAnswer(() => undefined)
    const asking = setInterval(() => void mayAsk(proxy.port, query('lazy.test')), 50)
    await told('lazy', false, since)
    clearInterval(asking)
    expect(checksOf(lazy)).toBeGreaterThan(before)
    lazy.answers(anAddress())
    lazy.checksAnswer(anAddress())
    await told('lazy', true, since)
    expect(await isAnswered('lazy')).toBe(true)
  })

  test.concurrent('where SERVFAIL is no failure, a lazy server is not checked for it', async ({ expect }) => {
    const { timeouts } = servers
    const before = checksOf(timeouts)
    timeouts.answers(rcode(2))
    const asked = performance.now()
    while (performance.now() - asked < 3000) await mayAsk(proxy.port, query('timeouts.test'))
    expect(checksOf(timeouts)).toBe(before)
    timeouts.answers(() => undefined)
    const asking = setInterval(() => void mayAsk(proxy.port, query('timeouts.test')), 50)
    await expect.poll(() => checksOf(timeouts), patience).toBeGreaterThan(before)
    clearInterval(asking)
  })
})
