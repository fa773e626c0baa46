import { readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import Validate from '../../src/commands/validate.ts'
import { pathOf, put, runCommand, useFolder } from './workspace-folder.ts'

useFolder()
const validate = (...argv: string[]) => runCommand(Validate, ...argv)

const zone = (...records: string[]): void =>
  put('zones/example.com.yaml', ['zone: example.com', 'ttl: 1h', 'records:', ...records, ''].join('\n'))
const apex = "  '@': { NS: ns1.example.net. }"
const alias = '  www: { ALIAS: web.example.net. }'

describe('what a provider of the zone cannot hold', () => {
  test('is a warning at its place, for each provider', async () => {
    zone(apex, alias)
    put(
      'dnsctl.yaml',
      'providers: { a: { type: local }, b: { type: zonefile, directory: served } }\nzones: [{ files: zones/*.yaml, providers: [a, b] }]\n',
    )
    const { stdout, exitCode } = await validate()
    const message = 'www.example.com. ALIAS is left out:'
    const outside = 'web.example.net. is outside the zone, where the bundled server knows no addresses'
    expect(stdout.trimEnd().split('\n')).toEqual([
      `zones/example.com.yaml:5:10: plan-alias-unserved: a: ${message} ${outside} (warning)`,
      `zones/example.com.yaml:5:10: plan-type-unsupported: b: ${message} the provider has no such type (warning)`,
    ])
    expect(exitCode).toBe(0)
    expect(readdirSync(pathOf('.')).sort()).toEqual(['dnsctl.yaml', 'zones'])
  })

  test.each([
    ['the zone', ['example.com']],
    ['its file', ['zones/example.com.yaml']],
    ['its file, spelled otherwise', ['./zones/../zones/example.com.yaml']],
  ])('is said of %s if that is named', async (_what, argv) => {
    zone(apex, alias)
    expect((await validate(...argv)).stdout).toContain(
      'zones/example.com.yaml:5:10: plan-alias-unserved: local',
    )
  })

  test('is not said of what is ignored, or of files that belong to no provider', async () => {
    zone(apex, alias, 'ignore: [www]')
    put(
      'other/example.org.yaml',
      'zone: example.org\nttl: 1h\nrecords:\n  www: { ALIAS: web.example.net. }\n',
    )
    const { stdout } = await validate('zones/example.com.yaml', 'other/example.org.yaml')
    expect(stdout).not.toContain('plan-type-unsupported')
    expect(stdout).toContain('other/example.org.yaml')
  })
})

test.each<[string, string, string]>([
  ['a type that is unknown', '{ type: locl }', 'dnsctl.yaml:1:19: provider-unknown: "locl" is neither'],
  [
    'a setting that is missing',
    '{ type: zonefile }',
    'dnsctl.yaml:1:14: config-setting-missing: "providers.p.directory"',
  ],
])('%s is an error at its place', async (_what, settings, message) => {
  zone(apex)
  put('dnsctl.yaml', `providers: { p: ${settings} }\n`)
  const { stdout, exitCode } = await validate()
  expect(stdout).toContain(message)
  expect(exitCode).toBe(1)
  expect((await validate('example.com')).stdout).toContain(message)
})
