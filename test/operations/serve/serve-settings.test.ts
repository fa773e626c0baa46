// Where serve finds its zones, by the command line or dnsctl.yaml.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { loadServeSettings } from '../../../src/operations/serve/serve-settings.ts'

let cwd: string
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'dnsctl-settings-'))
})
afterEach(() => rmSync(cwd, { recursive: true }))

type Wanted = Parameters<typeof loadServeSettings>[0]
const load = (more: Partial<Wanted> = {}) => loadServeSettings({ cwd, env: {}, files: [], ...more })

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

describe('the Route 53 API', () => {
  const apiOf = async (settings: string, more: Partial<Wanted> = {}) => {
    if (settings !== '') writeFileSync(join(cwd, 'dnsctl.yaml'), settings)
    return (await load({ env: { SECRET: 's' }, ...more })).route53Api
  }
  const keys = 'serve: { route53_api: { keys: [{ id: KEY, secret: "${env:SECRET}" }] } }\n'
  const key = { id: 'KEY', secret: 's' }
  const local = { host: '127.0.0.1', port: 8053 }

  // [dnsctl.yaml, the command line, what is served]
  test.each<[string, Partial<Wanted>, object | undefined]>([
    ['', {}, undefined],
    ['serve: { listen: [127.0.0.1:0] }\n', {}, undefined],
    [keys, {}, { listen: local, keys: [key], requestsPerSecond: 5, insyncAfterMs: 0 }],
    [keys, { route53Api: '[::1]:0' }, { listen: { host: '::1', port: 0 }, keys: [key] }],
    [keys, { isInsecure: true }, { listen: local, keys: 'insecure' }],
    [keys, { files: ['a.yaml'] }, undefined],
    [
      '',
      { route53Api: '127.0.0.2', isInsecure: true },
      {
        listen: { host: '127.0.0.2', port: 8053 },
        keys: 'insecure',
        requestsPerSecond: 5,
        insyncAfterMs: 0,
      },
    ],
    ['', { route53Api: '127.0.0.1' }, { keys: [] }],
    [
      'serve: { route53_api: { listen: 192.0.2.1, requests_per_second: 0, insync_after: 1m30s } }\n',
      {},
      { listen: { host: '192.0.2.1', port: 8053 }, requestsPerSecond: 0, insyncAfterMs: 90_000 },
    ],
  ])('%j and %j', async (settings, more, api) => {
    const found = await apiOf(settings, more)
    if (api) expect(found).toMatchObject(api)
    else expect(found).toBeUndefined()
  })

  // [dnsctl.yaml, the command line, the code]
  test.each<[string, Partial<Wanted>, string]>([
    ['', { isInsecure: true }, 'usage-invalid'],
    ['', { route53Api: '127.0.0.1', files: ['a.yaml'] }, 'usage-invalid'],
    ['', { route53Api: '127.0.0.256' }, 'address-syntax'],
    ['serve: { route53_api: { keys: [{ id: KEY }] } }\n', {}, 'config-setting-missing'],
    ['serve: { route53_api: { insync_after: soon } }\n', {}, 'config-setting-invalid'],
    [keys, { env: {} }, 'config-environment-missing'],
    [
      'serve: { route53_api: { keys: [{ id: K, secret: s }, { id: K, secret: t }] } }\n',
      {},
      'config-setting-invalid',
    ],
    [
      'serve: { route53_api: { keys: [{ id: K, secret: s, allow: [List*] }] } }\n',
      {},
      'config-setting-invalid',
    ],
  ])('%j and %j are refused', async (settings, more, code) => {
    await expect(apiOf(settings, more)).rejects.toMatchObject({ code })
  })
})
