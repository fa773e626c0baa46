import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parseName } from '../../src/dns/name.ts'
import type { RRset } from '../../src/dns/rrset.ts'
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
    expect(hold(one, origin)).toMatchObject({ rrsets: [one], objections: codes.map(code => ({ code })) })
  })
})
