// Where serve finds its zones, by the command line or dnsctl.yaml.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { loadServeSettings } from '../../src/operations/serve-settings.ts'

let cwd: string
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'dnsctl-settings-'))
})
afterEach(() => rmSync(cwd, { recursive: true }))

const load = (more: { files?: string[]; store?: string } = {}) =>
  loadServeSettings({ cwd, env: {}, files: [], ...more })

test('the store is the one of the local provider, unless another is named', async () => {
  expect(await load()).toEqual({
    listen: [{ host: '127.0.0.1', port: 5300 }],
    source: { store: join(cwd, '.dnsctl/store') },
    locations: [],
  })
  expect((await load({ store: 'other' })).source).toEqual({ store: join(cwd, 'other') })
})

test('a local provider is needed only where its store is served', async () => {
  writeFileSync(
    join(cwd, 'dnsctl.yaml'),
    'providers: { out: { type: zonefile, directory: out } }\nzones: []\n',
  )
  expect((await load({ files: ['a.yaml'] })).source).toEqual({ files: ['a.yaml'] })
  expect((await load({ store: 'other' })).source).toEqual({ store: join(cwd, 'other') })
  await expect(load()).rejects.toMatchObject({ code: 'usage-invalid' })
})
