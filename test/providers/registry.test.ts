import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { loadConfig } from '../../src/config/load-config.ts'
import { openProvider } from '../../src/providers/registry.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dnsctl-registry-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const open = async (settings: string, name = 'p') => {
  const text = `providers:\n  p: ${settings}\n`
  const config = await loadConfig({ cwd: folder, file: 'dnsctl.yaml', env: {}, readFile: async () => text })
  return openProvider(config, name, Date.now)
}
const install = (name: string, text: string): void => {
  const path = join(folder, 'node_modules', name)
  mkdirSync(path, { recursive: true })
  writeFileSync(join(path, 'package.json'), JSON.stringify({ name, type: 'module', main: 'index.js' }))
  writeFileSync(join(path, 'index.js'), text)
}

test.each(['{ type: local }', '{ type: zonefile, directory: zones }'])('opens %s', async settings => {
  const provider = await open(settings)
  expect(provider).toMatchObject({ name: 'p', capabilities: { types: 'all', atomic: true } })
  await provider.close()
})

test('opens a provider of another package, with its settings and their defaults', async () => {
  install(
    'dnsctl-provider-x',
    `const configSchema = { type: 'object', properties: { speed: { type: 'integer', default: 7 } } }
     const open = async (settings, { name, baseDir }) => ({ name, settings, baseDir })
     export default { id: 'x', configSchema, open }`,
  )
  expect(await open('{ type: dnsctl-provider-x }')).toEqual({
    name: 'p',
    settings: { speed: 7 },
    baseDir: folder,
  })
})

test.each([
  [
    'a type',
    '{ type: locl }',
    'dnsctl.yaml:2:8: provider-unknown: "locl" is neither',
    'did you mean "local"?',
  ],
  [
    'a package',
    '{ type: dnsctl-provider-y }',
    'provider-unknown: "dnsctl-provider-y" is',
    'built in are: local, zonefile',
  ],
  [
    'a setting',
    '{ type: local, stor: x }',
    'dnsctl.yaml:2:',
    'config-setting-unknown: there is no setting "providers.p.stor"',
  ],
  ['a folder', '{ type: zonefile }', 'dnsctl.yaml:2:', 'config-setting-missing: "providers.p.directory"'],
  [
    'a pattern',
    '{ type: zonefile, directory: x, pattern: y }',
    'dnsctl.yaml:2:',
    'a file name with %s in it',
  ],
])('refuses %s that is not right', async (_what, settings, ...messages) => {
  const error = await open(settings).catch((error: Error) => error)
  for (const message of messages) expect((error as Error).message).toContain(message)
})

test('refuses settings that the schema of another package does not take', async () => {
  install(
    'dnsctl-provider-v',
    `const configSchema = { type: 'object', properties: { speed: { type: 'integer', maximum: 9 } }, required: ['key'] }
     export default { id: 'v', configSchema, open: async () => ({}) }`,
  )
  await expect(open('{ type: dnsctl-provider-v, speed: 10 }')).rejects.toThrow(
    [
      'dnsctl.yaml:2:3: config-setting-missing: "providers.p.key" is missing',
      'dnsctl.yaml:2:33: config-setting-invalid: "providers.p.speed" is 10, not a whole number up to 9',
    ].join('\n'),
  )
})

test.each(['undefined', '{ type: "objekt" }'])('refuses a package whose schema is %s', async schema => {
  install('dnsctl-provider-w', `export default { id: 'w', configSchema: ${schema}, open: async () => ({}) }`)
  await expect(open('{ type: dnsctl-provider-w }')).rejects.toThrow(
    'dnsctl.yaml:2:8: provider-unknown: the package "dnsctl-provider-w" has no JSON Schema of its settings',
  )
})

test('refuses a package that is no provider', async () => {
  install('dnsctl-provider-z', 'export default { open: true }')
  await expect(open('{ type: dnsctl-provider-z }')).rejects.toThrow('does not export a provider by default')
})

test('refuses a name that is not configured', async () => {
  await expect(open('{ type: local }', 'q')).rejects.toThrow('there is no provider "q"; configured are: p')
})
