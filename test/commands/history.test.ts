import { describe, expect, it } from 'vitest'
import Apply from '../../src/commands/apply.ts'
import History from '../../src/commands/history.ts'
import Rollback from '../../src/commands/rollback.ts'
import Show from '../../src/commands/show.ts'
import ZonesShow from '../../src/commands/zones/show.ts'
import type { RunSummary } from '../../src/operations/history/list-runs.ts'
import { put, runCommand as run, useFolder } from './workspace-folder.ts'

useFolder()

async function apply(address: string, zone = 'example.com'): Promise<void> {
  const lines = ["'@': { NS: ns1.example.net. }", `www: { A: ${address} }`, 'b: { A: 192.0.2.9 }']
  put(
    `zones/${zone}.yaml`,
    [`zone: ${zone}`, 'ttl: 300', 'records:', ...lines.map(line => `  ${line}`), ''].join('\n'),
  )
  expect(await run(Apply, '--yes', '--no-verify')).toMatchObject({ exitCode: 0 })
}
const rollback = (...args: string[]) => run(Rollback, '--yes', '--no-verify', ...args)
const runs = async (...args: string[]): Promise<RunSummary[]> =>
  JSON.parse((await run(History, ...args, '--json')).stdout).runs
const held = async (): Promise<string | undefined> =>
  /www.*\sA\s+(\S+)/.exec((await run(ZonesShow, 'example.com', '--provider', 'local')).stdout)?.[1]

describe('history', () => {
  it('lists runs, the newest first, and those of one zone', async () => {
    await apply('192.0.2.1')
    await apply('192.0.2.1', 'example.org')
    await apply('192.0.2.2')
    expect((await runs()).map(({ status, totals, zones }) => [status, totals, zones[0]!.zone])).toEqual([
      ['applied', { create: 0, update: 1, delete: 0 }, 'example.com.'],
      ['applied', { create: 3, update: 0, delete: 0 }, 'example.org.'],
      ['applied', { create: 3, update: 0, delete: 0 }, 'example.com.'],
    ])
    expect(await runs('example.org')).toHaveLength(1)
    expect(await runs('*.org', '--limit', '5')).toHaveLength(1)
    expect(await runs('--limit', '2')).toHaveLength(2)
    const { stdout } = await run(History)
    expect(stdout.split('\n')[1]).toMatch(
      /^\d{8}-\d{6}-[0-9a-f]{4} {2}\S+ \S+ {2}\S+ +apply {2}[0-9a-f]{12} {2}- +\+0 ~1 -0 {2}example.com. at local {2}applied$/,
    )
  })

  it('is empty at first', async () => {
    expect((await run(History)).stdout).toBe('no runs\n')
  })
})

describe('show', () => {
  it('tells what changed and how far it came', async () => {
    await apply('192.0.2.1')
    await apply('192.0.2.2')
    const [{ id } = { id: '' }] = await runs()
    const { stdout } = await run(Show, id)
    expect(stdout).toMatch(new RegExp(`^Run ${id}\\n  what +apply\\n`))
    expect(stdout).toContain('  ~ www A, TTL 5m\n      - 192.0.2.1\n      + 192.0.2.2\n')
    expect(stdout).toMatch(
      /locked \(token \d+\)\n.*sending batch 1 of 1, 1 RRset\n.*landed.*\n.*applied, serial 2\n.*ended: applied\n$/,
    )
    const json = JSON.parse((await run(Show, id, '--json')).stdout)
    expect(json).toMatchObject({ id, zones: [{ stages: [{ changes: [{ action: 'update' }] }] }] })
  })

  it('knows no run that is not there', async () => {
    expect(await run(Show, '2020')).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('run-unknown'),
    })
  })
})

describe('rollback', () => {
  it('goes back step by step, and forth again by the id of a rollback', async () => {
    for (const address of ['192.0.2.1', '192.0.2.2', '192.0.2.3']) await apply(address)
    const [third, second] = await runs()
    expect((await rollback()).stderr).toContain(`Takes back run ${third!.id}, the apply of `)
    expect(await held()).toBe('192.0.2.2')
    await rollback()
    expect(await held()).toBe('192.0.2.1')
    const [newest] = await runs()
    expect(newest).toMatchObject({ kind: 'rollback', undoes: second!.id })
    await rollback(newest!.id)
    expect(await held()).toBe('192.0.2.2')
    const list = await runs()
    expect(list.map(({ undoneBy }) => undoneBy)).toEqual([
      undefined,
      list[0]!.id,
      undefined,
      list[2]!.id,
      undefined,
      undefined,
    ])
    expect((await rollback()).stderr).toContain(`Takes back run ${second!.id}`)
    expect(await held()).toBe('192.0.2.1')
    expect(await rollback()).toMatchObject({ exitCode: 4 })
    expect(await rollback('--force=empty')).toMatchObject({ exitCode: 0 })
    expect(await held()).toBeUndefined()
    expect(await rollback()).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('rollback-unsuited'),
    })
  })

  it('refuses where later changes are in the way, and has nothing to do where all is as before', async () => {
    for (const address of ['192.0.2.1', '192.0.2.2', '192.0.2.3']) await apply(address)
    const [, second] = await runs()
    const refused = await rollback(second!.id)
    expect(refused.exitCode).toBe(3)
    expect(refused.stderr.match(/rollback-conflict: .*/g)).toEqual([
      'rollback-conflict: local: www.example.com. A: the run left "300 192.0.2.2", the zone has "300 192.0.2.3"',
    ])
    await apply('192.0.2.1')
    expect(await rollback(second!.id)).toMatchObject({
      exitCode: 0,
      stdout: 'Nothing to do: all is as it was before the run\n',
    })
  })

  it('takes back some zones of a run, and then the rest', async () => {
    put(
      'zones/example.org.yaml',
      "zone: example.org\nrecords: { '@': { NS: ns1.example.net. }, a: { A: 192.0.2.1 } }\n",
    )
    await apply('192.0.2.1')
    expect(await rollback('--zone', 'example.net')).toMatchObject({ exitCode: 1 })
    expect(await rollback('--zone', '*.com', '--force=empty')).toMatchObject({ exitCode: 0 })
    expect(await held()).toBeUndefined()
    const { stdout } = await rollback('--force=empty')
    expect(stdout).toContain('example.org. at local: applied')
    expect(stdout).not.toContain('example.com. at local: applied')
  })

  it('asks, and does nothing where nobody can answer', async () => {
    await apply('192.0.2.1')
    await apply('192.0.2.2')
    expect(await run(Rollback)).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('plan-unconfirmed'),
    })
    expect(await held()).toBe('192.0.2.2')
  })
})
