import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { loadZone } from '../../src/zonefile/load.ts'
import type { LoadResult } from '../../src/zonefile/loaded-zone.ts'

const yaml = 'zone: example.com\nrecords: { www: { A: 192.0.2.1 } }\n'
const master = '$TTL 60\n@ SOA ns1 hostmaster 1 2 3 4 5\nwww A 192.0.2.1\n'

const folder = mkdtempSync(join(tmpdir(), 'dnsctl-load-'))
afterAll(() => rmSync(folder, { recursive: true }))

const owners = ({ zone }: LoadResult): string[] => [...zone!.zone.owners()]

test.each([
  ['zones/a.yaml', yaml, ['www.example.com.']],
  ['zones/a.YML', yaml, ['www.example.com.']],
  ['example.com.zone', master, ['example.com.', 'www.example.com.']],
])('%s is read in its form', async (file, text, expected) => {
  const result = await loadZone(file, { readFile: () => text })
  expect(result.problems).toEqual([])
  expect(owners(result)).toEqual(expected)
})

test('files are read from the folder that is given, and named as they were', async () => {
  writeFileSync(join(folder, 'a.yaml'), yaml)
  const result = await loadZone('a.yaml', { cwd: folder })
  expect([result.problems, result.zone!.files]).toEqual([[], ['a.yaml']])
})

test('a file that is not there or not in UTF-8 is a problem', async () => {
  writeFileSync(join(folder, 'latin1.yaml'), Buffer.from([0x23, 0xfc, 0x0a]))
  for (const [file, reason] of [
    ['none.yaml', /^none\.yaml cannot be read: ENOENT/],
    ['latin1.yaml', /^latin1\.yaml cannot be read: it is not in UTF-8$/],
  ] as const)
    expect(await loadZone(file, { cwd: folder })).toEqual({
      problems: [{ code: 'file-unreadable', severity: 'error', message: expect.stringMatching(reason) }],
    })
})
