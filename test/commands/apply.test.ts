import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { captureOutput } from '@oclif/test'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import Apply from '../../src/commands/apply.ts'
import Plan from '../../src/commands/plan.ts'
import ZonesList from '../../src/commands/zones/list.ts'
import ZonesShow from '../../src/commands/zones/show.ts'

const startedIn = process.cwd()
let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dnsctl-apply-'))
  mkdirSync(join(folder, 'zones'))
  process.chdir(folder)
})
afterEach(() => {
  process.chdir(startedIn)
  rmSync(folder, { recursive: true })
  process.exitCode = undefined
})

const put = (file: string, text: string): void => writeFileSync(join(folder, file), text)
const zone = (name: string, ...lines: string[]): string =>
  [
    `zone: ${name}`,
    'ttl: 300',
    'records:',
    "  '@': { NS: [ns1.example.net., ns2.example.net.] }",
    ...lines,
    '',
  ].join('\n')
const www = (address: string): string => `  www: { A: ${address} }`

interface Runnable {
  run(argv: string[], url: string): Promise<unknown>
}
const run = async (command: Runnable, ...argv: string[]) => {
  process.exitCode = undefined
  const { stdout, stderr } = await captureOutput(() => command.run(argv, import.meta.url), { print: false })
  return { stdout, stderr, exitCode: process.exitCode ?? 0 }
}

/** All that an apply says beside its result. */
const ofRun = /^run (\S+); what it did: dnsctl show \1\n$/

describe('dnsctl apply', () => {
  it('applies what it shows, and then has nothing to do', async () => {
    put('zones/example.com.yaml', zone('example.com', www('192.0.2.1')))
    const first = await run(Apply, '--yes')
    expect(first).toMatchObject({ stderr: expect.stringMatching(ofRun), exitCode: 0 })
    expect(first.stdout).toContain('      + 192.0.2.1\n')
    expect(first.stdout).toContain('example.com. at local: applied 2 changes, serial 1\n1 zone applied\n')
    const second = await run(Apply)
    expect(second).toMatchObject({ stderr: '', exitCode: 0 })
    expect(second.stdout).toContain('Nothing to do')
    expect((await run(Plan, '--detailed-exitcode')).exitCode).toBe(0)
  })

  it('does nothing where nobody can agree', async () => {
    put('zones/example.com.yaml', zone('example.com'))
    const result = await run(Apply)
    expect(result).toMatchObject({ stderr: expect.stringContaining('plan-unconfirmed: '), exitCode: 1 })
    expect(existsSync(join(folder, '.dnsctl'))).toBe(false)
  })

  it('applies nothing if one zone file is wrong', async () => {
    put('zones/example.com.yaml', zone('example.com'))
    put('zones/example.org.yaml', zone('example.org', www('192.0.2.300')))
    const result = await run(Apply, '--yes')
    expect(result).toMatchObject({
      stderr: expect.stringContaining('zones/example.org.yaml:5:'),
      exitCode: 1,
    })
    expect(existsSync(join(folder, '.dnsctl'))).toBe(false)
  })

  it('applies a saved plan, once, whatever the files say by then', async () => {
    put('zones/example.com.yaml', zone('example.com', www('192.0.2.1')))
    await run(Plan, '--out', join(folder, 'saved'))
    put('zones/example.com.yaml', zone('example.com', www('192.0.2.2')))
    const file = join(folder, 'saved')
    expect((await run(Apply, file, '--yes')).exitCode).toBe(0)
    expect((await run(ZonesShow, 'example.com')).stdout).toContain('192.0.2.1')
    const again = await run(Apply, file, '--yes')
    expect(again.exitCode).toBe(3)
    expect(again.stdout).toContain('plan-stale: example.com. has been created since the plan')
  })

  it('refuses a saved plan for any zone that has moved, and names each RRset', async () => {
    for (const name of ['example.com', 'example.org']) put(`zones/${name}.yaml`, zone(name, www('192.0.2.1')))
    await run(Apply, '--yes')
    for (const name of ['example.com', 'example.org']) put(`zones/${name}.yaml`, zone(name, www('192.0.2.2')))
    await run(Plan, '--out', join(folder, 'plan.json'))
    put('zones/example.org.yaml', zone('example.org', www('192.0.2.9')))
    await run(Apply, 'example.org', '--yes')
    const stale = await run(Apply, join(folder, 'plan.json'), '--yes')
    expect(stale).toMatchObject({
      stderr:
        'error: plan-stale: local: www.example.org. A: the plan saw "300 192.0.2.1", the zone has "300 192.0.2.9"\n',
      exitCode: 3,
    })
    expect((await run(ZonesShow, 'example.com')).stdout).toContain('192.0.2.1')
  })

  it('refuses dangerous plans unless their guard is lifted', async () => {
    put('zones/example.com.yaml', zone('example.com', www('192.0.2.1')))
    put('dnsctl.yaml', 'safety: { protect: [www/A] }\n')
    await run(Apply, '--yes')
    put('zones/example.com.yaml', zone('example.com', www('192.0.2.2')))
    const refused = await run(Apply, '--yes')
    expect(refused).toMatchObject({ stderr: expect.stringContaining('plan-refused: '), exitCode: 4 })
    expect((await run(Apply, '--yes', '--force=deletes,apex')).exitCode).toBe(4)
    expect((await run(Apply, '--yes', '--force=protected')).exitCode).toBe(0)
    expect((await run(ZonesShow, 'example.com')).stdout).toContain('192.0.2.2')
  })

  it('exits 5 if a server could not be told', async () => {
    put(
      'dnsctl.yaml',
      'providers: { files: { type: zonefile, directory: out, reload: [dnsctl-no-such-program] } }\n',
    )
    put('zones/example.com.yaml', zone('example.com'))
    const result = await run(Apply, '--yes')
    expect(result.exitCode).toBe(5)
    expect(result.stdout).toContain('  warning: reload-failed: example.com. has changed, but')
    expect(readFileSync(join(folder, 'out/example.com.zone'), 'utf8')).toContain('ns1.example.net.')
  })

  it('gives its result as JSON', async () => {
    put('zones/example.com.yaml', zone('example.com'))
    const { stdout } = await run(Apply, '--yes', '--json')
    expect(JSON.parse(stdout)).toEqual({
      run: expect.any(String),
      zones: [
        {
          zone: 'example.com.',
          provider: 'local',
          status: 'applied',
          changes: 1,
          serial: 1,
          id: '1',
          problems: [],
        },
      ],
    })
  })

  it.each<[string, string[], string, number]>([
    ['a plan file beside zones', ['plan.json', 'example.com'], 'usage-invalid', 2],
    ['a plan file beside --resume', ['plan.json', '--resume'], 'leave out plan.json, or', 2],
    ['a choice of zones beside --resume', ['--resume', '--zone', 'example.com'], 'leave out --zone, or', 2],
    ['a canary beside --resume', ['--resume', '--canary', 'true'], 'leave out --canary, or', 2],
    ['a plan file that is not there', ['plan.json'], 'file-unreadable', 1],
    ['a provider of an unknown type', [], 'provider-unknown: "locl" is neither', 1],
  ])('refuses %s', async (_what, argv, message, exitCode) => {
    put('zones/example.com.yaml', zone('example.com'))
    put('dnsctl.yaml', 'providers: { p: { type: locl } }\n')
    const result = await run(Apply, ...argv, '--yes')
    expect(result).toMatchObject({ stderr: expect.stringContaining(message), exitCode })
  })

  it('resumes nothing without a question', async () => {
    put('zones/example.com.yaml', zone('example.com'))
    expect(await run(Apply, '--resume', '--yes')).toMatchObject({
      stdout: 'Nothing to resume\n',
      exitCode: 0,
    })
  })

  it.each([
    ['an unknown flag', ['--nope'], 'Nonexistent flag: --nope'],
    ['a flag without its value', ['--force'], 'Flag --force expects '],
    ['a time that is none', ['--lock-timeout', '5 days'], '--lock-timeout is "5 days", not a time such as'],
  ])('with --json says as data what is wrong: %s', async (_what, argv, message) => {
    const { stdout, exitCode } = await run(Apply, ...argv, '--json')
    const { error } = JSON.parse(stdout)
    expect([exitCode, error.code]).toEqual([2, 'usage-invalid'])
    expect(error.problems).toEqual([
      { code: 'usage-invalid', severity: 'error', message: expect.stringContaining(message) },
    ])
  })
})

describe('dnsctl zones', () => {
  it('lists what files state and what providers hold', async () => {
    put('zones/example.com.yaml', zone('example.com'))
    put('zones/reverse.yaml', zone('2.0.192.in-addr.arpa'))
    await run(Apply, '--yes')
    rmSync(join(folder, 'zones/reverse.yaml'))
    put('zones/example.org.yaml', zone('example.org'))
    expect((await run(ZonesList)).stdout).toBe(
      [
        'ZONE                   PROVIDER  SERIAL  RRSETS  FILE',
        '2.0.192.in-addr.arpa.  local     1       2       (no file)',
        'example.com.           local     1       2       zones/example.com.yaml',
        'example.org.           local     -       -       zones/example.org.yaml (not applied yet)',
        '',
      ].join('\n'),
    )
    rmSync(join(folder, 'zones'), { recursive: true })
    const { stdout } = await run(ZonesList, '--json')
    expect(JSON.parse(stdout).zones).toEqual(
      ['2.0.192.in-addr.arpa.', 'example.com.'].map(name => ({
        zone: name,
        provider: 'local',
        held: true,
        serial: 1,
        rrsets: 2,
      })),
    )
  })

  it('shows the records of a zone in order', async () => {
    put(
      'zones/example.com.yaml',
      zone('example.com', '  a: { TXT: x, A: 192.0.2.1 }', '  b.a: { A: 192.0.2.2 }'),
    )
    await run(Apply, '--yes')
    const { stdout } = await run(ZonesShow, 'example.com.')
    expect(stdout.replace(/^;.*\n/gm, '')).toBe(
      [
        'example.com.      3600  SOA  ns1.example.net. hostmaster.example.com. 1 7200 3600 1209600 300',
        'example.com.      300   NS   ns1.example.net.',
        'example.com.      300   NS   ns2.example.net.',
        'a.example.com.    300   A    192.0.2.1',
        'a.example.com.    300   TXT  "x"',
        'b.a.example.com.  300   A    192.0.2.2',
        '',
      ].join('\n'),
    )
    const missing = await run(ZonesShow, 'bücher.example.org')
    expect(missing).toMatchObject({
      stderr: 'error: zone-missing: xn--bcher-kva.example.org. is not at local\n',
      exitCode: 1,
    })
  })
})
