import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { listFiles } from '../../src/config/list-files.ts'

test('files and links to files, in order, but nothing hidden', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'dnsctl-list-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  for (const below of ['b/c', '.git', 'node_modules/x', 'empty'])
    mkdirSync(join(folder, below), { recursive: true })
  for (const file of ['b/c/d', 'a', '.git/x', 'node_modules/x/y']) writeFileSync(join(folder, file), '')
  symlinkSync('a', join(folder, 'link'))
  symlinkSync('b', join(folder, 'link-to-folder'))
  symlinkSync('gone', join(folder, 'link-to-nothing'))
  expect(await listFiles(folder)).toEqual(['a', 'b/c/d', 'link'])
  expect(await listFiles(join(folder, 'not-there'))).toEqual([])
  expect(await listFiles(join(folder, 'a'))).toEqual([])
})

test('a folder that cannot be read is a fault that names it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'dnsctl-list-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  symlinkSync('loop', join(folder, 'loop'))
  await expect(listFiles(join(folder, 'loop'))).rejects.toThrow(
    `file-unreadable: ${folder}/loop cannot be read`,
  )
})
