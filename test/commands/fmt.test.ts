import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { captureOutput } from '@oclif/test'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import Fmt from '../../src/commands/fmt.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dnsctl-fmt-'))
  mkdirSync(join(folder, 'zones'))
  vi.spyOn(process, 'cwd').mockReturnValue(folder)
})
afterEach(() => {
  vi.restoreAllMocks()
  rmSync(folder, { recursive: true })
  process.exitCode = undefined
})

const put = (file: string, text: string, mode = 0o644): void =>
  writeFileSync(join(folder, file), text, { mode })
const read = (file: string): string => readFileSync(join(folder, file), 'utf8')

const run = async (...argv: string[]) => {
  const { stdout, stderr } = await captureOutput(() => Fmt.run(argv, import.meta.url), { print: false })
  return { stdout, stderr, exitCode: process.exitCode ?? 0 }
}

const untidy = 'ttl:  60\nzone: "example.com"\n'
const tidy = 'zone: example.com\nttl: 60\n'

test('formats the zone files of the configuration, and names those it changed', async () => {
  put('zones/a.yaml', untidy, 0o640)
  put('zones/b.yaml', tidy)
  put('zones/notes.txt', untidy)
  expect(await run()).toEqual({ stdout: 'zones/a.yaml\n', stderr: '', exitCode: 0 })
  expect(read('zones/a.yaml')).toBe(tidy)
  expect(statSync(join(folder, 'zones/a.yaml')).mode & 0o777).toBe(0o640)
  expect(read('zones/notes.txt')).toBe(untidy)
  expect(await run()).toEqual({ stdout: '', stderr: '', exitCode: 0 })
})

test('--check changes nothing and exits 1 if something would change', async () => {
  put('zones/a.yaml', untidy)
  expect(await run('--check')).toEqual({ stdout: 'zones/a.yaml\n', stderr: '', exitCode: 1 })
  expect(read('zones/a.yaml')).toBe(untidy)
  await run()
  process.exitCode = undefined
  expect(await run('--check')).toEqual({ stdout: '', stderr: '', exitCode: 0 })
})

test('takes files and folders; a file that cannot be read does not keep the others from it', async () => {
  mkdirSync(join(folder, 'shared/deep'), { recursive: true })
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
    exitCode: 1,
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
