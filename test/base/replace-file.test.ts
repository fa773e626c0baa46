import { execFileSync } from 'node:child_process'
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { replaceFile } from '../../src/base/replace-file.ts'

const folder = () => mkdtempSync(join(tmpdir(), 'dnsctl-replace-'))

test('a link goes on pointing to the file that is replaced', async () => {
  const within = folder()
  writeFileSync(join(within, 'file'), 'old', { mode: 0o600 })
  symlinkSync('file', join(within, 'link'))
  await replaceFile(join(within, 'link'), ['new', '\n'])
  expect(readFileSync(join(within, 'file'), 'utf8')).toBe('new\n')
  expect(lstatSync(join(within, 'link')).isSymbolicLink()).toBe(true)
  expect(lstatSync(join(within, 'file')).mode & 0o777).toBe(0o600)
  expect(readdirSync(within).sort()).toEqual(['file', 'link'])
})

test('a pipe is written to and stays a pipe', async () => {
  const pipe = join(folder(), 'pipe')
  execFileSync('mkfifo', [pipe])
  const [read] = await Promise.all([readFile(pipe, 'utf8'), replaceFile(pipe, ['one\n', 'two\n'])])
  expect(read).toBe('one\ntwo\n')
  expect(lstatSync(pipe).isFIFO()).toBe(true)
})

test('a folder in the place of the file is a fault that leaves nothing behind', async () => {
  const within = folder()
  mkdirSync(join(within, 'taken'))
  await expect(replaceFile(join(within, 'taken'), 'text')).rejects.toThrow(
    /taken cannot be written: EISDIR.*open/,
  )
  expect(readdirSync(within)).toEqual(['taken'])
})

test('a text that breaks off leaves the file as it was, and nothing behind', async () => {
  const within = folder()
  writeFileSync(join(within, 'file'), 'old')
  const broken = function* () {
    yield 'half'
    throw new Error('no more')
  }
  await expect(replaceFile(join(within, 'file'), broken())).rejects.toThrow(/no more/)
  expect(readFileSync(join(within, 'file'), 'utf8')).toBe('old')
  expect(readdirSync(within)).toEqual(['file'])
})
