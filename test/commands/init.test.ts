import { expect, test } from 'vitest'
import Fmt from '../../src/commands/fmt.ts'
import Init from '../../src/commands/init.ts'
import Validate from '../../src/commands/validate.ts'
import { put, read, runCommand, useFolder } from './workspace-folder.ts'

useFolder()
const run = (...argv: string[]) => runCommand(Init, ...argv)

test('sets up a folder that validates without a warning and is in canonical form', async () => {
  expect(await run()).toEqual({
    stdout: `created   dnsctl.yaml
created   zones/example.com.yaml
created   schemas/config.schema.json
created   schemas/zone.schema.json
extended  .gitignore
`,
    stderr: '',
    exitCode: 0,
  })
  expect(read('zones/example.com.yaml')).toMatch(
    /^# yaml-language-server: \$schema=\.\.\/schemas\/zone\.schema\.json\nzone: example\.com\n/,
  )
  expect(read('dnsctl.yaml')).toMatch(/^# yaml-language-server: \$schema=schemas\/config\.schema\.json\n/)
  expect(JSON.parse(read('schemas/zone.schema.json'))).toHaveProperty('properties')
  expect(read('.gitignore')).toBe('.dnsctl/\n')
  expect(await runCommand(Validate)).toMatchObject({ stdout: '', exitCode: 0 })
  expect(await runCommand(Fmt, '--check', 'dnsctl.yaml', 'zones')).toMatchObject({ stdout: '', exitCode: 0 })
})

test('nothing that is there is overwritten', async () => {
  put('dnsctl.yaml', '# mine\n')
  put('zones/example.org.yaml', '# mine\n')
  put('.gitignore', 'node_modules')
  const { stdout } = await run('--zone', 'example.org')
  expect(stdout).toContain('kept      dnsctl.yaml\nkept      zones/example.org.yaml\n')
  expect(read('dnsctl.yaml')).toBe('# mine\n')
  expect(read('zones/example.org.yaml')).toBe('# mine\n')
  expect(read('.gitignore')).toBe('node_modules\n.dnsctl/\n')
  const second = JSON.parse((await run('--json')).stdout) as object
  expect(second).toEqual({
    created: [],
    extended: [],
    kept: ['dnsctl.yaml', 'schemas/config.schema.json', 'schemas/zone.schema.json'],
  })
})

test('a name that is none is refused before anything is written', async () => {
  expect(await run('--zone', 'a..b')).toMatchObject({ exitCode: 1, stdout: '' })
  expect(() => read('dnsctl.yaml')).toThrow('ENOENT')
})
