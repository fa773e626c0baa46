import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ownIdentity } from '../../src/base/process-identity.ts'
import { parseName } from '../../src/dns/name.ts'
import { openStore, type Store } from '../../src/store/store.ts'

const origin = parseName('example.com.')
const script = join(import.meta.dirname, 'child.ts')

let folder: string
let store: Store
let child: ChildProcess
const start = async (task: string): Promise<void> => {
  child = fork(script, [folder, task], { execArgv: ['--import', 'tsx'] })
  await once(child, 'message')
}
const kill = async (): Promise<void> => {
  child.kill('SIGKILL')
  await once(child, 'exit')
}
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dnsctl-processes-'))
  store = openStore(folder, { create: true, clock: Date.now })
})
afterEach(async () => {
  if (child.exitCode === null && child.signalCode === null) await kill()
  await store.close()
  rmSync(folder, { recursive: true })
})

describe('several processes at one store', () => {
  it('see each other’s leases, and swap none that they have not seen', async () => {
    await start('take-lease')
    const held = store.lease(origin)!
    expect(held.holder.pid).toBe(child.pid)
    const mine = { ...held, id: 'mine', holder: ownIdentity() }
    expect(await store.swapLease(origin, undefined, mine)).toBe(false)
    await kill()
    expect(await store.swapLease(origin, held, mine)).toBe(true)
  })

  it('see each other’s commits within 100 ms', async () => {
    await start('commit')
    const lateMs: number[] = []
    for (let i = 1; i <= 20; i++) {
      const seen = new Promise<bigint>(resolve => {
        const end = store.onCommit(zones => {
          end()
          expect(zones).toEqual([origin])
          expect([...store.readZone(origin)].flat()).toMatchObject([{ ttl: i }])
          resolve(process.hrtime.bigint())
        })
      })
      child.send('commit')
      const [done] = (await once(child, 'message')) as [string]
      lateMs.push(Number((await seen) - BigInt(done)) / 1e6)
    }
    expect(lateMs.sort((a, b) => a - b)[10]).toBeLessThan(100)
  })

  it('never see half of a commit, not even of one whose process was killed', async () => {
    for (let round = 0; round < 3; round++) {
      await start('rewrite')
      let reads = 0
      while (child.signalCode === null) {
        // By what was read and not by time, of which a busy machine gives either process little.
        if (reads === 4 + 3 * round) child.kill('SIGKILL')
        const ttls = new Set([...store.readZone(origin)].flat().map(({ ttl }) => ttl))
        expect([...ttls]).toHaveLength(1)
        reads++
        await new Promise(setImmediate)
      }
      const rrsets = [...store.readZone(origin)].flat()
      expect(rrsets).toHaveLength(1000)
      expect(new Set(rrsets.map(({ ttl }) => ttl))).toEqual(new Set([store.zone(origin)!.serial]))
      const [newest] = store.journal(origin)
      expect(newest?.serial).toBe(store.zone(origin)!.serial)
    }
  }, 60_000)
})
