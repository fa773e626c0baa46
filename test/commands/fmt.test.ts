import { statSync } from 'node:fs'
import { expect, test } from 'vitest'
import Fmt from '../../src/commands/fmt.ts'
import { pathOf, put, read, runCommand, useFolder } from './workspace-folder.ts'

useFolder()
const run = (...argv: string[]) => runCommand(Fmt, ...argv)

const untidy = 'ttl:  60\nzone: "example.com"\n'
const tidy = 'zone: example.com\nttl: 60\n'

test('formats the zone files of the configuration, and names those it changed', async () => {
  put('zones/a.yaml', untidy, 0o640)
  put('zones/b.yaml', tidy)
  put('zones/notes.txt', untidy)
  expect(await run()).toEqual({ stdout: 'zones/a.yaml\n', stderr: '', exitCode: 0 })
  expect(read('zones/a.yaml')).toBe(tidy)
  expect(statSync(pathOf('zones/a.yaml')).mode & 0o777).toBe(0o640)
  expect(read('zones/notes.txt')).toBe(untidy)
  expect(await run()).toEqual({ stdout: '', stderr: '', exitCode: 0 })
})

test('--check changes nothing and exits 1 if something would change', async () => {
  put('zones/a.yaml', untidy)
  expect(await run('--check')).toEqual({ stdout: 'zones/a.yaml\n', stderr: '', exitCode: 1 })
  expect(read('zones/a.yaml')).toBe(untidy)
  await run()
  expect(await run('--check')).toEqual({ stdout: '', stderr: '', exitCode: 0 })
})

test('takes files and folders; a file that cannot be read does not keep the others from it', async () => {
  put('shared/deep/a.yml', untidy)
  put('x.yaml', 'a: [\n')
  put('zones/a.yaml', untidy)
  const { stdout, stderr, exitCode } = await run('x.yaml', 'shared', 'gone.yaml')
  expect(stdout).toBe('shared/deep/a.yml\n')
  expect(stderr).toMatch(
    /^error: x\.yaml:2:1: yaml-syntax: .*\nerror: file-unreadable: gone\.yaml cannot be read: .*\n$/,
  )
  expect(exitCode).toBe(1)
  expect(read('zones/a.yaml')).toBe(untidy)
})

test('master files are refused', async () => {
  put('a.zone', '')
  expect(await run('a.zone')).toMatchObject({
    stderr: 'error: usage-invalid: a.zone is not a YAML file; master files are not formatted\n',
    exitCode: 2,
  })
})

test('--json', async () => {
  put('zones/a.yaml', untidy)
  put('zones/b.yaml', tidy)
  expect(JSON.parse((await run('--json')).stdout)).toEqual({
    changed: ['zones/a.yaml'],
    unchanged: ['zones/b.yaml'],
    problems: [],
  })
})
