import { mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { changedSince, headCommit } from '../../src/operations/git.ts'
import { type GitFolder, gitFolder } from './git-folder.ts'

let folder: GitFolder
let first: string
const long = Array.from({ length: 40 }, (_, i) => `line ${i}\n`).join('')

beforeAll(() => {
  folder = gitFolder()
  for (const file of ['same', 'committed', 'staged', 'unstaged', 'gone', 'linked'])
    folder.put(`z/${file}.yaml`, 'a\n')
  folder.put('z/before.yaml', long)
  folder.put('z/mit leer ü.yaml', 'a\n')
  folder.put('.gitignore', 'ignored.yaml\n')
  symlinkSync('linked.yaml', join(folder.path, 'z/link.yaml'))
  symlinkSync('same.yaml', join(folder.path, 'z/still.yaml'))
  first = folder.commit()
  folder.put('z/committed.yaml', 'b\n')
  folder.commit()
  folder.put('z/staged.yaml', 'b\n')
  folder.put('z/mit leer ü.yaml', 'b\n')
  folder.git('mv', 'z/before.yaml', 'z/after.yaml')
  folder.git('add', '--all')
  for (const file of ['unstaged', 'untracked', 'ignored', 'linked']) folder.put(`z/${file}.yaml`, 'b\n')
  rmSync(join(folder.path, 'z/gone.yaml'))
})
afterAll(() => folder.remove())

describe('what has changed since a revision', () => {
  test.each<[string, boolean]>([
    ['z/same.yaml', false],
    ['z/still.yaml', false],
    ['z/committed.yaml', true],
    ['z/staged.yaml', true],
    ['z/unstaged.yaml', true],
    ['z/untracked.yaml', true],
    ['z/ignored.yaml', true],
    ['z/after.yaml', true],
    ['z/mit leer ü.yaml', true],
    ['z/linked.yaml', true],
    ['z/link.yaml', true],
    ['../elsewhere.yaml', true],
  ])('%s: %s', async (file, changed) => {
    for (const at of [folder.path, join(folder.path, 'z')]) {
      const files = await changedSince(at, first)
      expect([file, files.has(join(folder.path, file))]).toEqual([file, changed])
    }
  })

  test('what was renamed is not gone', async () => {
    expect((await changedSince(folder.path, 'HEAD~1')).deleted).toEqual([join(folder.path, 'z/gone.yaml')])
  })

  test.each([
    ['nonsense', /^revision-unknown: --only-changed-since nonsense: Needed a single revision$/],
    ['--help', /^revision-unknown: --only-changed-since --help: /],
    ['HEAD:z', /^revision-unknown: /],
  ])('the revision %s is refused', async (revision, message) => {
    await expect(changedSince(folder.path, revision)).rejects.toThrow(message)
  })
})

test('the commit that is checked out', async () => {
  expect(await headCommit(join(folder.path, 'z'))).toBe(folder.git('rev-parse', 'HEAD').trim())
})

test('where there is no checkout there is no commit, and nothing can have changed', async () => {
  const bare = mkdtempSync(join(tmpdir(), 'dnsctl-bare-'))
  try {
    expect(await headCommit(bare)).toBeUndefined()
    await expect(changedSince(bare, 'HEAD')).rejects.toThrow('not a git repository')
    vi.stubEnv('PATH', '')
    expect(await headCommit(folder.path)).toBeUndefined()
    await expect(changedSince(folder.path, 'HEAD')).rejects.toThrow('git is not installed')
  } finally {
    vi.unstubAllEnvs()
    rmSync(bare, { recursive: true })
  }
})
