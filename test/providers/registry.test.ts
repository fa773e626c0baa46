import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { loadConfig } from '../../src/config/load-config.ts'
import { capabilitiesOf, openProvider } from '../../src/providers/registry.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dnsctl-registry-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const configOf = (settings: string) => {
  const text = `providers:\n  p: ${settings}\n`
  return loadConfig({ cwd: folder, file: 'dnsctl.yaml', env: {}, readFile: async () => text })
}
const open = async (settings: string, name = 'p') => openProvider(await configOf(settings), name, Date.now)
const capabilities = async (settings: string) => capabilitiesOf(await configOf(settings), 'p')
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
     const capabilities = ({ speed }) => ({ minTtl: speed })
     export default { id: 'x', configSchema, open, capabilities }`,
  )
  expect(await open('{ type: dnsctl-provider-x }')).toEqual({
    name: 'p',
    settings: { speed: 7 },
    baseDir: folder,
  })
  expect(await capabilities('{ type: dnsctl-provider-x, speed: 9 }')).toEqual({ minTtl: 9 })
})

test('says what a provider can hold without opening it', async () => {
  expect(await capabilities('{ type: local }')).toMatchObject({ types: 'all', aliases: true })
  expect(await capabilities('{ type: zonefile, directory: x }')).toMatchObject({
    policies: [],
    aliases: false,
  })
  expect(readdirSync(folder)).toEqual([])
  await expect(capabilities('{ type: zonefile }')).rejects.toThrow('"providers.p.directory" is missing')
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
    'built in are: local, route53, zonefile',
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
     export default { id: 'v', configSchema, open: async () => ({}), capabilities: () => ({}) }`,
  )
  await expect(open('{ type: dnsctl-provider-v, speed: 10 }')).rejects.toThrow(
    [
      'dnsctl.yaml:2:3: config-setting-missing: "providers.p.key" is missing',
      'dnsctl.yaml:2:33: config-setting-invalid: "providers.p.speed" is 10, not a whole number up to 9',
    ].join('\n'),
  )
})

test.each(['undefined', '{ type: "objekt" }'])('refuses a package whose schema is %s', async schema => {
  install(
    'dnsctl-provider-w',
    `export default { id: 'w', configSchema: ${schema}, open() {}, capabilities() {} }`,
  )
  await expect(open('{ type: dnsctl-provider-w }')).rejects.toThrow(
    'dnsctl.yaml:2:8: provider-unknown: the package "dnsctl-provider-w" has no JSON Schema of its settings',
  )
})

test.each(['open: true', 'open() {}'])('refuses a package that is no provider, with %s', async member => {
  install('dnsctl-provider-z', `export default { ${member} }`)
  await expect(open('{ type: dnsctl-provider-z }')).rejects.toThrow('does not export a provider by default')
})

test('refuses a name that is not configured', async () => {
  await expect(open('{ type: local }', 'q')).rejects.toThrow('there is no provider "q"; configured are: p')
})
