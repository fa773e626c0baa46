import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { captureOutput } from '@oclif/test'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import Plan from '../../src/commands/plan.ts'
import { readPlanFile } from '../../src/plan/plan-file.ts'

let folder: string
const put = (file: string, text: string): void => writeFileSync(join(folder, file), text)
const zone = (...records: string[]): void =>
  put(
    'zones/example.com.yaml',
    ['zone: example.com', 'ttl: 1h', 'records:', "  '@': { NS: ns1.example.net. }", ...records, ''].join(
      '\n',
    ),
  )
const held = (...records: string[]): void =>
  put(
    'served/example.com.zone',
    ['$TTL 1h', '@ SOA ns1.example.net. h 7 1h 1h 2w 5m', '@ NS ns1.example.net.', ...records, ''].join('\n'),
  )

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dnsctl-plan-'))
  mkdirSync(join(folder, 'zones'))
  mkdirSync(join(folder, 'served'))
  put('dnsctl.yaml', 'providers: { nsd: { type: zonefile, directory: served } }\n')
  zone('  www: { A: [192.0.2.1, 192.0.2.2] }')
  vi.spyOn(process, 'cwd').mockReturnValue(folder)
})
afterEach(() => {
  vi.restoreAllMocks()
  rmSync(folder, { recursive: true })
  process.exitCode = undefined
})

const run = async (...argv: string[]) => {
  const { stdout, stderr } = await captureOutput(() => Plan.run(argv, import.meta.url), { print: false })
  const exitCode = process.exitCode ?? 0
  process.exitCode = undefined
  return { stdout, stderr, exitCode }
}

test('a changed value shows as that value alone, removed and added', async () => {
  held('www A 192.0.2.1', 'www A 192.0.2.3')
  const { stdout, stderr, exitCode } = await run()
  expect(stdout).toMatchInlineSnapshot(`
    "example.com. at nsd
      ~ www A, TTL 1h
            192.0.2.1
          - 192.0.2.3
          + 192.0.2.2
      resolvers may serve the old answer for up to 1h

    Plan: 0 to create, 1 to update, 0 to delete in 1 zone
    "
  `)
  expect([stderr, exitCode]).toEqual(['', 0])
})

test.each<[string, string[], number]>([
  ['a zone that is as its file says', ['www A 192.0.2.1', 'www A 192.0.2.2'], 0],
  ['something to do', [], 2],
])('--detailed-exitcode with %s', async (_title, records, code) => {
  held(...records)
  expect((await run('--detailed-exitcode')).exitCode).toBe(code)
})

test('--out writes a plan that its owner alone may read, and that can be read back', async () => {
  held()
  const file = join(folder, 'plan.json')
  await run('--out', file)
  expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(readPlanFile(readFileSync(file, 'utf8'), file).zones).toMatchObject([
    { zone: 'example.com.', provider: 'nsd', changes: [{ action: 'create' }] },
  ])
})

test('--json and --format json print the same', async () => {
  const [first, second] = [await run('--json'), await run('--format', 'json')].map(({ stdout }) =>
    JSON.parse(stdout),
  )
  expect(first.totals).toEqual({ create: 2, update: 0, delete: 0, zones: 1 })
  expect({ ...second, created: '' }).toEqual({ ...first, created: '' })
})

test.each([
  ['markdown', '<!-- dnsctl-plan -->'],
  ['html', '<!doctype html>'],
])('--format %s', async (format, start) => {
  const { stdout } = await run('--format', format)
  expect(stdout.startsWith(start)).toBe(true)
})

test('nothing is planned, shown or written if a zone file has an error; all of them are told', async () => {
  zone('  www: { A: 192.0.2 }', "  api: { AAAA: '2001:db8' }")
  const file = join(folder, 'plan.json')
  const { stdout, stderr, exitCode } = await run('--out', file)
  expect([stdout, exitCode]).toEqual(['', 1])
  expect(stderr.match(/zones\/example\.com\.yaml:[56]:/g)).toHaveLength(2)
  expect(() => statSync(file)).toThrow('ENOENT')
})

test('a provider that cannot be read is an error, and no plan is written', async () => {
  put('served/example.com.zone', 'www A 192.0.2.999\n')
  const file = join(folder, 'plan.json')
  const { stdout, stderr, exitCode } = await run('--out', file, '--detailed-exitcode')
  expect([stdout, exitCode]).toEqual(['Nothing planned\n', 1])
  expect(stderr).toContain('192.0.2.999')
  expect(() => statSync(file)).toThrow('ENOENT')
})

test('an argument that is no zone is an error', async () => {
  const { stderr, exitCode } = await run('example.org')
  expect(exitCode).toBe(1)
  expect(stderr).toContain('zone-not-selected')
})
