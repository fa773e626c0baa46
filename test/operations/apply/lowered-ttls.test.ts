import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { problem } from '../../../src/base/errors.ts'
import { type Listener, silent } from '../../../src/base/io.ts'
import { interruptedZones } from '../../../src/history/interrupted.ts'
import { openHistory } from '../../../src/history/open-history.ts'
import type { History } from '../../../src/history/run.ts'
import { applyPlan } from '../../../src/operations/apply/apply-plan.ts'
import { applyZone, type ZoneSite } from '../../../src/operations/apply/apply-zone.ts'
import type { Change, ZonePlan } from '../../../src/plan/plan.ts'
import type { Proof } from '../../../src/proof/proof.ts'
import type { Provider } from '../../../src/providers/contract.ts'
import { local } from '../../../src/providers/local/index.ts'
import { creation, held, origin, rrset, update } from '../../providers/contract/notation.ts'

const old = { ...rrset('www', 'A', '192.0.2.1'), ttl: 3600 }
const next = { ...rrset('www', 'A', '192.0.2.2'), ttl: 3600 }
const start = Date.UTC(2026, 5, 7)

let folder: string
let provider: Provider
let history: History
let now: number
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'dnsctl-lowered-'))
  now = start
  provider = await local.open({ store: 'store' }, { name: 'local', clock: () => now, baseDir: folder })
  history = openHistory(join(folder, 'state'), { clock: () => now, listener: silent })
  await provider.withLease(origin, { purpose: 'test', waitMs: 0 }, lease =>
    provider.apply(creation([old]), { lease, listener: silent, record: async () => {} }),
  )
})
afterEach(async () => {
  await provider.close()
  rmSync(folder, { recursive: true })
})

const proof: Proof = { zone: origin, servers: [], asked: 1, unequal: [], unresolved: [] } as never

/** Its sleep lets the time pass at once, and hears the TTL that the zone has meanwhile. */
const site = (rest: Partial<ZoneSite> = {}): ZoneSite => ({
  providers: { get: async () => provider },
  clock: () => now,
  listener: silent,
  signal: new AbortController().signal,
  purpose: 'apply',
  lockWaitMs: 0,
  prove: async () => proof,
  objectionsTo: () => [],
  sleep: async ms => {
    now += ms
  },
  ...rest,
})

const plan = (...changes: Change[]): ZonePlan => ({
  zone: origin,
  provider: 'local',
  createsZone: false,
  serial: 'increment',
  fingerprint: '',
  existing: 2,
  ignored: 0,
  unmanaged: [],
  changes,
  cachedFor: 3600,
  safety: [],
  warnings: [],
})

async function apply(where: ZoneSite) {
  const whole = {
    version: 2,
    created: '',
    tool: '1',
    configuration: 'c',
    zones: [plan(update(old, next))],
  } as const
  const head = { kind: 'apply', tool: '1', plan: 'p' } as const
  const { zones } = await applyPlan({ plan: whole, site: where, history, head, lowerTo: 60 })
  return zones[0]!
}

const www = async () => (await held(provider)).find(({ type }) => type === 'A')!

describe('a change with lowered TTLs', () => {
  it('waits until the old TTL has run out, and ends with the stated one', async () => {
    const meanwhile: number[] = []
    const sleep = async (ms: number) => {
      meanwhile.push((await www()).ttl)
      now += ms
    }
    expect(await apply(site({ sleep }))).toMatchObject({ status: 'applied', problems: [] })
    expect(new Set(meanwhile)).toEqual(new Set([60]))
    expect(now - start).toBe(3_600_000)
    expect(await www()).toMatchObject({ ttl: 3600, rdatas: next.rdatas })
  })

  it('tells once until when it waits', async () => {
    const notes: string[] = []
    const listener: Listener = event => event.kind === 'note' && notes.push(event.text)
    await apply(site({ listener }))
    expect(notes).toEqual([
      'example.com.: TTLs are lowered; goes on at 2026-06-07T01:00:00.000Z, when no resolver has the old ones any more',
    ])
  })

  it('holds no lock while it waits', async () => {
    const sleep = async (ms: number) => {
      expect(await provider.leaseOf(origin)).toBeUndefined()
      now += ms
    }
    expect(await apply(site({ sleep }))).toMatchObject({ status: 'applied' })
  })

  it('does not go on where a server does not answer the low TTL', async () => {
    const objectionsTo = () => [problem('proof-missing', 'ns1 answers the TTL 3600')]
    expect(await apply(site({ objectionsTo }))).toMatchObject({
      status: 'partial',
      problems: [{ code: 'proof-missing' }],
    })
    expect(await www()).toMatchObject({ ttl: 60, rdatas: old.rdatas })
    expect(now).toBe(start)
  })

  it('stays where it is if it is ended while it waits, and goes on from there', async () => {
    const end = new AbortController()
    const sleep = async () => {
      now += 1_000_000
      end.abort()
    }
    expect(await apply(site({ sleep, signal: end.signal }))).toMatchObject({
      status: 'partial',
      problems: [{ code: 'apply-interrupted' }],
    })
    expect(await www()).toMatchObject({ ttl: 60, rdatas: old.rdatas })
    const [left, ...others] = await interruptedZones(history)
    expect(others).toEqual([])
    expect(left).toMatchObject({ stage: 1, waitingUntil: start + 3_600_000 })
    expect(await applyZone(left!.journal, site(), { first: left!.stage })).toMatchObject({
      status: 'applied',
    })
    expect(await www()).toMatchObject({ ttl: 3600, rdatas: next.rdatas })
    expect(await interruptedZones(history)).toEqual([])
  })

  it('gives way to what somebody else has changed meanwhile', async () => {
    const other = rrset('www', 'A', '192.0.2.9')
    const sleep = async (ms: number) => {
      now += ms
      const low = { ...old, ttl: 60 }
      if ((await www()).rdatas[0] === '192.0.2.1')
        await provider.withLease(origin, { purpose: 'test', waitMs: 0 }, lease =>
          provider.apply(
            { ...creation([]), createsZone: false, changes: [update(low, other)] },
            { lease, listener: silent, record: async () => {} },
          ),
        )
    }
    expect(await apply(site({ sleep }))).toMatchObject({
      status: 'partial',
      problems: [{ code: 'plan-stale' }],
    })
    expect(await www()).toMatchObject({ ttl: 300, rdatas: other.rdatas })
  })
})
