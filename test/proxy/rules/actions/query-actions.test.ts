// Actions that change or route a query, or note something for later.
import { describe, expect, test } from 'vitest'
import { fault } from '../../../../src/base/errors.ts'
import { knowsNeighbours } from '../../../../src/net/neighbours.ts'
import { putClientSubnet } from '../../../../src/proxy/message/client-subnet.ts'
import type { ChainSite } from '../../../../src/proxy/rules/chain.ts'
import type { PartSettings, TeeOptions } from '../../../../src/proxy/rules/rule.ts'
import { createTransaction } from '../../../../src/proxy/transaction.ts'
import { read } from '../../message/any-message.ts'
import { messageOf, noPool } from '../../transaction-of.ts'
import { siteOf } from '../rule-site.ts'
import { exchangeOf, type Words } from '../selectors/exchange-of.ts'
import { act, actionOf } from './act.ts'

const fresh = createTransaction(noPool).decided

/** The outcome, and what was decided beyond what is so anyway. */
function decidedBy(settings: PartSettings, words: Words = {}) {
  const t = exchangeOf(words)
  const outcome = act(actionOf(settings), t)
  const changed = Object.entries(t.decided).filter(
    ([key, value]) => JSON.stringify(value) !== JSON.stringify(fresh[key as keyof typeof fresh]),
  )
  return [outcome, Object.fromEntries(changed)]
}

describe('decisions', () => {
  test.each<[PartSettings, string, object]>([
    [{ type: 'Allow' }, 'done', {}],
    [{ type: 'Drop' }, 'drop', {}],
    [{ type: 'None' }, 'next', {}],
    [{ type: 'Delay', msec: 5 }, 'next', { delayMs: 5 }],
    [{ type: 'SetSkipCache' }, 'next', { skipCache: true }],
    [{ type: 'SetMaxReturnedTTL', max: 0 }, 'next', { maxReturnedTtl: 0 }],
    [{ type: 'SetTempFailureCacheTTL', ttl: 7 }, 'next', { temporaryFailureTtl: 7 }],
    [{ type: 'SetDisableECS' }, 'next', { useEcs: false }],
    [{ type: 'SetECSOverride', override_existing: true }, 'next', { ecsOverride: true }],
    [{ type: 'SetECSPrefixLength', ipv4: 16, ipv6: 0 }, 'next', { ecsPrefixV4: 16, ecsPrefixV6: 0 }],
    [{ type: 'SetExtendedDNSError', info_code: 15 }, 'next', { ede: 15 }],
    [
      { type: 'SetExtendedDNSError', info_code: 0, extra_text: 'no', clear_existing_entries: false },
      'next',
      { ede: 0, edeText: 'no', edeKeepsOthers: true },
    ],
    [{ type: 'Continue', action: { type: 'Drop' } }, 'next', {}],
    [{ type: 'Continue', action: { type: 'Delay', msec: 1 } }, 'next', { delayMs: 1 }],
  ])('%j', (settings, outcome, decided) => {
    expect(decidedBy(settings)).toEqual([outcome, decided])
  })

  test('tags are set, replaced and unset, each query with its own', () => {
    const set = (tag: string, value: string) => actionOf({ type: 'SetTag', tag, value })
    const [a1, a2, b] = [set('a', '1'), set('a', '2'), set('b', '')]
    const unset = actionOf({ type: 'UnsetTag', tag: 'a' })
    const tagsAfter = (...actions: readonly ReturnType<typeof set>[]) => {
      const t = exchangeOf({})
      for (const action of actions) expect(act(action, t)).toBe('next')
      return t.decided.tags && Object.fromEntries(t.decided.tags)
    }
    expect(tagsAfter(unset)).toBeUndefined()
    expect(tagsAfter(a1, b)).toEqual({ a: '1', b: '' })
    expect(tagsAfter(a1, a2)).toEqual({ a: '2' })
    expect(tagsAfter(a1, b, unset)).toEqual({ b: '' })
    expect(tagsAfter(a1)).toEqual({ a: '1' })
  })
})

describe('routing', () => {
  const pools = new Map(['abuse'].map(name => [name, { ...noPool, name }]))
  const site: ChainSite = siteOf(
    {},
    {
      pool(name) {
        const pool = pools.get(name)
        if (!pool) throw fault('proxy-pool-unknown', `there is no pool "${name}"`)
        return pool
      },
    },
  )

  test.each<[PartSettings, string]>([
    [{ type: 'Pool', pool_name: 'abuse' }, 'done'],
    [{ type: 'Pool', pool_name: 'abuse', stop_processing: false }, 'next'],
    [{ type: 'QPSPool', pool_name: 'abuse', limit: 5 }, 'done'],
    [{ type: 'QPSPool', pool_name: 'abuse', limit: 5, stop_processing: false }, 'next'],
    [{ type: 'Continue', action: { type: 'Pool', pool_name: 'abuse' } }, 'next'],
  ])('%j', (settings, outcome) => {
    const t = exchangeOf({})
    expect(act(actionOf(settings, site), t)).toBe(outcome)
    expect(t.pool.name).toBe('abuse')
  })

  test('a pool that is not there is refused', () => {
    expect(() => actionOf({ type: 'Pool', pool_name: 'none' }, site)).toThrow('proxy-pool-unknown')
  })

  test('limits hold, and let others come when time has passed', () => {
    const clock = { ms: 1_000_000, seconds: 1000 }
    const timed = { ...site, clock }
    const drop = actionOf({ type: 'QPS', limit: 2 }, timed)
    const pool = actionOf(
      { type: 'QPSPool', limit: 1, pool_name: 'abuse' },
      { ...timed, ...siteOf(), clock, pool: site.pool },
    )
    const ask = (action: typeof drop) => Array.from({ length: 3 }, () => act(action, exchangeOf({})))
    expect(ask(drop)).toEqual(['next', 'next', 'drop'])
    expect(ask(pool)).toEqual(['done', 'next', 'next'])
    clock.ms += 1000
    expect(ask(drop)).toEqual(['next', 'next', 'drop'])
  })

  test('copies go to other servers', () => {
    const sent: [string, TeeOptions][] = []
    const teeing = {
      ...site,
      tee: (server: string, _t: unknown, options: TeeOptions) => void sent.push([server, options]),
    }
    expect(act(actionOf({ type: 'Tee', rca: '192.0.2.9:54' }, teeing), exchangeOf({}))).toBe('next')
    actionOf({ type: 'Tee', rca: '2001:db8::9', lca: '2001:db8::1', add_ecs: true }, teeing)(exchangeOf({}))
    expect(sent).toEqual([
      ['192.0.2.9:54', { addEcs: false, source: undefined }],
      ['2001:db8::9', { addEcs: true, source: '2001:db8::1' }],
    ])
    for (const wrong of [
      { rca: '192.0.2.256' },
      { rca: 'ns.example.com' },
      { rca: '192.0.2.1', lca: 'eth0' },
    ])
      expect(() => actionOf({ type: 'Tee', ...wrong }, teeing)).toThrow('proxy-rule-invalid')
  })
})

describe('edits', () => {
  test('RD is cleared and CD is set, and both come back on the answer', () => {
    const t = exchangeOf({ flags: ['rd'] })
    act(actionOf({ type: 'SetNoRecurse' }), t)
    act(actionOf({ type: 'SetDisableValidation' }), t)
    expect(t.message[2]! & 1).toBe(0)
    expect(t.message[3]! & 0x10).toBe(0x10)
    expect(t.decided.restoreFlags).toBe(true)
    act(actionOf({ type: 'RCode', rcode: 0 }), t)
    expect(read(messageOf(t)).bits).toBe(0x0180)
  })

  const option = { type: 'SetEDNSOption', code: 65001, data: 'a\\001' }

  test.each([
    [{ edns: {} }, false],
    [{}, true],
  ])('an option is put into a query with %j', (words, isAdded) => {
    const t = exchangeOf(words)
    expect(act(actionOf(option), t)).toBe('next')
    expect(read(messageOf(t)).opts[0]!.options).toEqual([[65001, '6101']])
    expect(t.decided.addedOpt).toBe(isAdded)
  })

  test.runIf(knowsNeighbours())('a hardware address that is not known is not put', () => {
    const t = exchangeOf({ edns: {}, client: '127.0.0.1' })
    expect(act(actionOf({ type: 'SetMacAddr', code: 5 }), t)).toBe('next')
    expect(read(messageOf(t)).opts[0]!.options).toEqual([])
  })

  const settings = { override: false, prefixV4: 24, prefixV6: 56 }

  test.each([
    [{ type: 'SetECS', ipv4: '198.51.100.0/22' }, '192.0.2.1', '00011600c63364'],
    [{ type: 'SetECS', ipv4: '198.51.100.0/24' }, '2001:db8::1', '00011800c63364'],
    [
      { type: 'SetECS', ipv4: '198.51.100.7', ipv6: '2001:db8:7::/48' },
      '2001:db8::1',
      '0002300020010db80007',
    ],
    [{ type: 'SetECS', ipv4: '0.0.0.0/0' }, '192.0.2.1', '00010000'],
  ])('%j of a client %s', (ecs, client, hex) => {
    const t = exchangeOf({ client })
    expect(act(actionOf(ecs), t)).toBe('next')
    expect(t.decided.useEcs).toBe(true)
    putClientSubnet(t, settings)
    expect(read(messageOf(t)).opts[0]!.options).toEqual([[8, hex]])
  })

  test('a rule that sends no client subnet goes before one that says which', () => {
    const t = exchangeOf({})
    actionOf({ type: 'SetDisableECS' })(t)
    actionOf({ type: 'SetECS', ipv4: '192.0.2.0/24' })(t)
    expect(t.decided.useEcs).toBe(false)
  })
})

describe('mistakes', () => {
  test.each<[PartSettings, string]>([
    [{ type: 'Spof' }, 'did you mean Spoof?'],
    [{ type: 'RCode', rcode: 'NXDOMAN' }, 'rcode "NXDOMAN" is unknown'],
    [{ type: 'RCode', rcode: 'BADVERS' }, 'is above 15'],
    [{ type: 'SetECS', ipv4: '192.0.2.0/33' }, '"192.0.2.0/33" is not a network'],
    [{ type: 'SetECS', ipv4: '192.0.2.0/24', ipv6: 'x' }, '"x" is not a network'],
    [{ type: 'Spoof', ips: ['192.0.2'] }, '"192.0.2" is not an IP address'],
    [{ type: 'SpoofCNAME', cname: 'a..b' }, 'has an empty label'],
    [{ type: 'SpoofRaw', answers: ['\\300'] }, 'escape \\300 is above'],
    [{ type: 'SpoofRaw', answers: ['a'], qtype_for_any: 'NOPE' }, 'record type "NOPE" is unknown'],
    [{ type: 'Continue', action: { type: 'RCode', rcode: 0 } }, 'Continue cannot go on'],
    [{ type: 'HTTPStatus', status: 302, body: 'https://example.com/\r\nx: y' }, 'cannot stand in a header'],
    [{ type: 'HTTPStatus', status: 200, body: '', content_type: '' }, 'content_type "" cannot stand'],
    [{ type: 'Log', file_name: '/nonexistent/file' }, 'file "/nonexistent/file" cannot be written'],
  ])('%j: %s', (settings, message) => {
    expect(() => actionOf(settings)).toThrow(message)
    expect(() => actionOf(settings)).toThrow('proxy-rule-invalid')
  })
})
