import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { beforeEach, describe, expect, test } from 'vitest'
import Apply from '../../src/commands/apply.ts'
import ZonesCreate from '../../src/commands/zones/create.ts'
import ZonesDelete from '../../src/commands/zones/delete.ts'
import ZonesList from '../../src/commands/zones/list.ts'
import ZonesShow from '../../src/commands/zones/show.ts'
import { pathOf, put, runCommand, useFolder } from './workspace-folder.ts'

useFolder()
const create = (...argv: string[]) => runCommand(ZonesCreate, ...argv)
const remove = (...argv: string[]) => runCommand(ZonesDelete, ...argv)
const list = (...argv: string[]) => runCommand(ZonesList, ...argv)
const show = (...argv: string[]) => runCommand(ZonesShow, ...argv)
const apply = () => runCommand(Apply, '--yes')

const zone = (name = 'example.com') =>
  put(
    `zones/${name}.yaml`,
    `zone: ${name}\nttl: 1h\nrecords:\n  '@': { NS: [ns1.example.net., ns2.example.net.] }\n  www: { A: [192.0.2.1, 192.0.2.2] }\n`,
  )
const config = (zones: string) =>
  put(
    'dnsctl.yaml',
    `providers: { a: { type: local }, b: { type: zonefile, directory: served } }\nzones: [${zones}]\n`,
  )
const master = 'served/example.com.zone'
const held = '$TTL 1h\n@ SOA ns1.example.net. h 7 1h 1h 2w 5m\n@ NS ns1.example.net.\nwww A 192.0.2.1\n'

describe('zones create', () => {
  test('creates a zone once', async () => {
    expect(await create('example.com')).toMatchObject({
      stdout: 'example.com. at local: created\n',
      exitCode: 0,
    })
    const again = await create('EXAMPLE.com.')
    expect(again.stderr).toBe('error: zone-exists: example.com. is in the store .dnsctl/store already\n')
    expect(again.exitCode).toBe(1)
    expect((await list('--json')).stdout).toContain('"rrsets": 1')
  })

  test('--json says what came about', async () => {
    const { stdout } = await create('bücher.example', '--json')
    expect(JSON.parse(stdout)).toEqual({
      zone: 'xn--bcher-kva.example.',
      provider: 'local',
      nameServers: [],
    })
  })

  test.each<[string, string, string[], string]>([
    ['to which the zone file sends it', '{ files: zones/*.yaml, providers: [b] }', [], 'at b: created'],
    ['that is named', '{ files: zones/*.yaml, providers: [b] }', ['--provider', 'a'], 'at a: created'],
  ])('creates it at the provider %s', async (_what, zones, argv, text) => {
    zone()
    config(zones)
    expect((await create('example.com', ...argv)).stdout).toContain(text)
  })

  test.each<[string, string, string]>([
    ['no file states it', 'example.org', 'configured are: a, b'],
    ['its file goes to several', 'example.com', 'zone files send it to: a, b'],
  ])('asks for the provider if %s', async (_what, name, text) => {
    zone()
    config('{ files: zones/*.yaml, providers: [a, b] }')
    const { stderr, exitCode } = await create(name)
    expect(stderr).toContain(`provider-unclear: ${name}. could be created at several providers; ${text}`)
    expect(exitCode).toBe(1)
  })
})

describe('zones delete', () => {
  beforeEach(() => {
    config('{ files: none/*.yaml, providers: [a] }')
    put(master, held)
  })

  test('shows what goes, and deletes it at the provider that holds it', async () => {
    const { stdout, exitCode } = await remove('example.com', '--yes')
    expect(stdout).toBe(
      'example.com. at b has 3 records in 3 RRsets; all of them go\nexample.com. at b: deleted\n',
    )
    expect(exitCode).toBe(0)
    expect(existsSync(pathOf(master))).toBe(false)
    expect((await remove('example.com', '--yes')).stderr).toContain(
      'zone-missing: example.com. is not at a, b',
    )
  })

  test('--json says what went', async () => {
    const { stdout } = await remove('example.com', '--yes', '--json')
    const run = expect.stringMatching(/^\d{8}-\d{6}-[0-9a-f]{4}$/)
    expect(JSON.parse(stdout)).toEqual({ zone: 'example.com.', provider: 'b', rrsets: 3, records: 3, run })
  })

  test('deletes nothing that nobody agreed to', async () => {
    const { stdout, stderr, exitCode } = await remove('example.com')
    expect(stdout).toContain('3 records')
    expect(stderr).toBe('error: plan-unconfirmed: there is no terminal to ask on; use --yes\n')
    expect(exitCode).toBe(1)
    expect(readFileSync(pathOf(master), 'utf8')).toBe(held)
  })

  test('does not delete what a zone file states there, unless forced', async () => {
    zone()
    config('{ files: zones/*.yaml, providers: [a, b] }')
    const { stderr, exitCode } = await remove('example.com', '--yes')
    expect(stderr).toBe(
      'error: zone-stated: zones/example.com.yaml states example.com. at b; the next apply would create it again\n',
    )
    expect(exitCode).toBe(4)
    expect(existsSync(pathOf(master))).toBe(true)
    expect((await remove('example.com', '--yes', '--force')).exitCode).toBe(0)
    expect(existsSync(pathOf(master))).toBe(false)
  })

  test('deletes what a zone file states at another provider', async () => {
    zone()
    config('{ files: zones/*.yaml, providers: [a] }')
    await apply()
    const unclear = await remove('example.com', '--yes')
    expect(unclear.stderr).toContain('provider-unclear: example.com. is at several providers: a, b')
    expect((await remove('example.com', '--yes', '--provider', 'b')).exitCode).toBe(0)
    expect((await remove('example.com', '--yes', '--provider', 'a')).exitCode).toBe(4)
    expect((await list('--json')).stdout).not.toContain('"provider": "b"')
  })

  test('deletes nothing of a zone that cannot be read', async () => {
    put(master, `${held}b A 192.0.2.300\n`)
    const { stderr, exitCode } = await remove('example.com', '--yes')
    expect(stderr).toContain('example.com.zone:5:')
    expect(exitCode).toBe(1)
    expect(existsSync(pathOf(master))).toBe(true)
  })
})

describe('zones list', () => {
  test('lists what there is though a master file is broken', async () => {
    zone('example.org')
    config('{ files: zones/*.yaml, providers: [b] }')
    put(master, `${held}b A 192.0.2.300\n`)
    put('served/example.net.zone', held)
    const { stdout, exitCode } = await list()
    const lines = stdout.trimEnd().split('\n')
    expect(lines[0]).toBe('ZONE          PROVIDER  SERIAL  RRSETS  FILE')
    expect(lines[1]).toMatch(
      /^example\.com\. {2}b {25}\(no file\); .*example\.com\.zone:5:\d+: rdata-syntax: /,
    )
    expect(lines.slice(2)).toEqual([
      'example.net.  b         7       3       (no file)',
      'example.org.  b         -       -       zones/example.org.yaml (not applied yet)',
    ])
    expect(exitCode).toBe(0)
    expect(JSON.parse((await list('--json')).stdout).zones[0]).toMatchObject({
      zone: 'example.com.',
      held: true,
      problems: [{ code: 'rdata-syntax' }],
    })
  })

  test('lists the other providers if one cannot be asked', async () => {
    config('{ files: none/*.yaml, providers: [a] }')
    put('served/example.com.zone', held)
    put('.dnsctl/store/data.mdb', 'no store')
    const { stdout, stderr, exitCode } = await list()
    expect(stdout).toContain('example.com.  b')
    expect(stderr).toContain('error: store-unusable: a: the store at')
    expect(exitCode).toBe(1)
    const alone = await list('--provider', 'a')
    expect([alone.stdout, alone.exitCode]).toEqual(['', 1])
  })
})

describe('zones show', () => {
  test('shows what is known of a zone, then its records', async () => {
    zone()
    config('{ files: zones/*.yaml, providers: [b] }')
    await apply()
    const { stdout } = await show('example.com')
    expect(
      stdout
        .replace(/\d{4}-\d\d-\d\dT\S+ by [^,]+/, 'TIME by WHO')
        .trimEnd()
        .split('\n'),
    ).toEqual([
      '; file: served/example.com.zone',
      '; last change: TIME by WHO, number 1',
      expect.stringMatching(/^example\.com\. {6}3600 {2}SOA {2}ns1\.example\.net\. /),
      'example.com.      3600  NS   ns1.example.net.',
      'example.com.      3600  NS   ns2.example.net.',
      'www.example.com.  3600  A    192.0.2.1',
      'www.example.com.  3600  A    192.0.2.2',
    ])
    expect(JSON.parse((await show('example.com', '--json')).stdout)).toMatchObject({
      details: { file: 'served/example.com.zone' },
    })
  })

  test('shows a file that dnsctl has not written', async () => {
    config('{ files: none/*.yaml, providers: [a] }')
    put(master, held)
    const { stdout } = await show('example.com', '--provider', 'b')
    expect(stdout.split('\n')[0]).toBe('; file: served/example.com.zone')
    expect(existsSync(pathOf('served/.dnsctl'))).toBe(false)
  })
})

test('a zone that is deleted and applied again goes on with its journal', async () => {
  zone()
  await apply()
  await remove('example.com', '--yes', '--force')
  expect((await list()).stdout).toContain('not applied yet')
  await apply()
  expect((await show('example.com')).stdout).toMatch(
    /; store: \.dnsctl\/store\n; last change: .*, number 3\n/,
  )
  writeFileSync(pathOf('zones/example.com.yaml'), 'zone: [')
  expect((await remove('example.com', '--yes')).stderr).toContain('zones/example.com.yaml:1:')
})
