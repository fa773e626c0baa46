import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parseName } from '../../src/dns/name.ts'
import { typeOf } from '../../src/dns/rr/table.ts'
import type { RRset } from '../../src/dns/rrset.ts'
import { Zone } from '../../src/dns/zone.ts'
import { hold } from '../../src/providers/local/hold.ts'
import { local } from '../../src/providers/local/index.ts'
import { rrset, testContract } from './contract-suite.ts'

const settings = { store: 'store' }
testContract('local', {
  open: dependencies => local.open(settings, dependencies),
  capabilities: local.capabilities(settings),
})

test('reading makes no store', async () => {
  const baseDir = join(tmpdir(), 'dnsctl-no-such-folder')
  const provider = await local.open({ store: 'store' }, { name: 'local', clock: Date.now, baseDir })
  expect(await provider.findZone(parseName('example.com.'))).toBeUndefined()
  await provider.close()
  expect(existsSync(baseDir)).toBe(false)
})

describe('the bundled server', () => {
  const origin = parseName('example.com.')
  const alias = (target: string): RRset => ({
    ...rrset('www', 'A'),
    ttl: 0,
    alias: { target: parseName(target), evaluateHealth: false },
  })
  test.each<[string, RRset, string[]]>([
    ['answers values', rrset('www', 'A', '192.0.2.1'), []],
    ['answers an alias within its zone', alias('web.example.com.'), []],
    ['does not answer one that leads out of it', alias('www.example.net.'), ['plan-alias-unserved']],
    [
      'knows no distances',
      {
        ...rrset('www', 'A', '192.0.2.1'),
        rdatas: [],
        policy: { kind: 'latency', sets: [{ id: 'a', region: 'eu-west-1', rdatas: [] }] },
      },
      ['plan-policy-distance'],
    ],
  ])('%s', (_what, one, codes) => {
    const held = hold(one, origin, new Zone(origin))
    expect(held).toMatchObject({ rrsets: [one], objections: codes.map(code => ({ code })) })
  })

  const zone = new Zone(origin)
  for (const one of [
    rrset('four', 'A', '192.0.2.1'),
    rrset('six', 'AAAA', '2001:db8::1'),
    rrset('both', 'A', '192.0.2.1'),
    rrset('both', 'AAAA', '2001:db8::1'),
    rrset('named', 'CNAME', 'both.example.com.'),
    rrset('next', 'ALIAS', 'four.example.com.'),
    rrset('round', 'ALIAS', 'round.example.com.'),
    rrset('away', 'ALIAS', 'www.example.net.'),
  ])
    zone.add(one)

  test.each([
    ['both', ['A', 'AAAA']],
    ['four', ['A']],
    ['six', ['AAAA']],
    ['next', ['A']],
  ])('answers an ALIAS of %s with aliases of type %j', (name, types) => {
    const target = parseName(`${name}.example.com.`)
    expect(hold(rrset('@', 'ALIAS', target), origin, zone)).toEqual({
      rrsets: types.map(type => ({ ...alias(target), owner: origin, type })),
      objections: [],
    })
  })

  test.each([
    ['www.example.net.', 'www.example.net. is outside the zone'],
    ['named.example.com.', 'named.example.com. has neither A nor AAAA'],
    ['round.example.com.', 'round.example.com. has neither A nor AAAA'],
    ['away.example.com.', 'away.example.com. has neither A nor AAAA'],
    ['none.example.com.', 'none.example.com. has neither A nor AAAA'],
  ])('leaves out an ALIAS of %s and says why', (target, why) => {
    expect(hold(rrset('www', 'ALIAS', target), origin, zone)).toEqual({
      rrsets: [],
      objections: [{ code: 'plan-alias-unserved', why: expect.stringContaining(`is left out: ${why}`) }],
    })
  })

  test('answers the sets of an ALIAS as far as all their targets have addresses', () => {
    const routed = (...targets: string[]): RRset => ({
      ...rrset('www', 'ALIAS'),
      policy: {
        kind: 'weighted' as const,
        sets: targets.map(target => ({
          id: target,
          weight: 1,
          ttl: 5,
          rdatas: [typeOf('ALIAS').parse(target)],
        })),
      },
    })
    const [four, six, both] = ['four', 'six', 'both'].map(name => `${name}.example.com.`) as [
      string,
      string,
      string,
    ]
    const held = hold(routed(four, both), origin, zone)
    expect(held.rrsets.map(({ type, ttl }) => [type, ttl])).toEqual([['A', 0]])
    expect(held.rrsets[0]!.policy!.sets).toEqual(
      [four, both].map(target => ({
        id: target,
        weight: 1,
        rdatas: [],
        alias: { target, evaluateHealth: false },
      })),
    )
    expect(hold(routed(four, six), origin, zone)).toMatchObject({
      rrsets: [],
      objections: [{ why: expect.stringContaining('neither all A nor all AAAA') }],
    })
  })
})
