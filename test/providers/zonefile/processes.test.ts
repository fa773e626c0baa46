import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Provider } from '../../../src/providers/contract.ts'
import { zonefile } from '../../../src/providers/zonefile/index.ts'
import { atOnce, change, contextOf, creation, ns, origin, rrset, update } from '../contract/notation.ts'

const script = join(import.meta.dirname, 'child.ts')
const counted = (count: number) => rrset('counter', 'TXT', String(count))

let folder: string
let provider: Provider
let children: ChildProcess[]
const start = async (task: string, greeting: string): Promise<ChildProcess> => {
  const child = fork(script, [folder, task], { execArgv: ['--import', 'tsx'] })
  children.push(child)
  expect(await once(child, 'message')).toEqual([greeting, undefined])
  return child
}
const heldCount = async () => {
  const held = await provider.readRRsets(origin, [counted(0)])
  return held.get(counted(0).owner, 'TXT')?.rdatas
}
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'dnsctl-folder-'))
  children = []
  provider = await zonefile.open(
    { directory: '.', pattern: '%s.zone' },
    { name: 'files', clock: Date.now, baseDir: folder },
  )
  await provider.withLease(origin, atOnce, lease =>
    provider.apply(creation([ns, counted(0)]), contextOf(lease)),
  )
})
afterEach(async () => {
  for (const child of children)
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGKILL')
      await once(child, 'exit')
    }
  await provider.close()
  rmSync(folder, { recursive: true })
})

describe('several processes at one folder', () => {
  it('change a zone one after the other, and none on top of what it has not seen', async () => {
    const counters = await Promise.all(Array.from({ length: 3 }, () => start('count', 'ready')))
    const ends = counters.map(child => once(child, 'message'))
    for (const child of counters) child.send('go')
    for (const end of ends) expect(await end).toEqual(['done', undefined])
    expect(await heldCount()).toEqual(counted(12).rdatas)
    expect(await provider.leaseOf(origin)).toBeUndefined()
  })

  it('take over from one that stands still, which writes nothing once it goes on', async () => {
    const still = await start('stand-still', 'sending')
    still.kill('SIGSTOP')
    await provider.withLease(origin, { purpose: 'apply', waitMs: 30_000 }, lease =>
      provider.apply(change(update(counted(0), counted(100))), contextOf(lease)),
    )
    const end = once(still, 'message')
    still.send('go')
    still.kill('SIGCONT')
    expect(await end).toEqual(['lease-lost', undefined])
    expect(await heldCount()).toEqual(counted(100).rdatas)
    expect(readdirSync(folder).sort()).toEqual(['.dnsctl', 'example.com.zone'])
  })

  it('take over at once from one that was killed', async () => {
    const killed = await start('stand-still', 'sending')
    await expect(provider.withLease(origin, atOnce, async () => {})).rejects.toThrow(
      `process ${killed.pid} (count)`,
    )
    killed.kill('SIGKILL')
    await once(killed, 'exit')
    expect(await provider.withLease(origin, atOnce, async () => 'taken')).toBe('taken')
    expect(await heldCount()).toEqual(counted(0).rdatas)
  })
})
