import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parseName } from '../../src/dns/name.ts'
import { local } from '../../src/providers/local/index.ts'
import { testContract } from './contract-suite.ts'

testContract('local', dependencies => local.open({ store: 'store' }, dependencies))

test('reading makes no store', async () => {
  const baseDir = join(tmpdir(), 'dnsctl-no-such-folder')
  const provider = await local.open({ store: 'store' }, { name: 'local', clock: Date.now, baseDir })
  expect(await provider.findZone(parseName('example.com.'))).toBeUndefined()
  await provider.close()
  expect(existsSync(baseDir)).toBe(false)
})
