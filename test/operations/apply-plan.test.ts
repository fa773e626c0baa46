import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fault } from '../../src/base/errors.ts'
import { type Event, silent } from '../../src/base/io.ts'
import { type Name, parseName } from '../../src/dns/name.ts'
import { typeOf } from '../../src/dns/rr/table.ts'
import type { RRset } from '../../src/dns/rrset.ts'
import { type ApplyPlanInput, applyPlan } from '../../src/operations/apply-plan.ts'
import type { Change, Plan, ZonePlan } from '../../src/plan/plan.ts'
import type { Provider } from '../../src/providers/contract.ts'
import { local } from '../../src/providers/local/index.ts'

const [com, net] = [parseName('example.com.'), parseName('example.net.')]
const a = (zone: Name, address: string): RRset => ({
  owner: parseName('www', zone),
  type: 'A',
  ttl: 300,
  rdatas: [typeOf('A').parse(address)],
})
const place = ({ owner, type }: RRset) => ({ owner, type })
const create = (after: RRset): Change => ({ action: 'create', ...place(after), after })
const remove = (before: RRset): Change => ({ action: 'delete', ...place(before), before })
const zonePlan = (zone: Name, changes: readonly Change[], rest: Partial<ZonePlan> = {}): ZonePlan => ({
  zone,
  provider: 'local',
  createsZone: false,
  serial: 'increment',
  fingerprint: '',
  existing: 0,
  ignored: 0,
  unmanaged: [],
  changes,
  cachedFor: 0,
  safety: [],
  warnings: [],
  ...rest,
})
const creation = (zone: Name, ...rrsets: RRset[]): ZonePlan =>
  zonePlan(zone, rrsets.map(create), { createsZone: true })

let folder: string
let provider: Provider
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'dnsctl-apply-'))
  const dependencies = { name: 'local', clock: Date.now, baseDir: folder, lockWaitMs: 0 }
  provider = await local.open({ store: 'store' }, dependencies)
})
afterEach(async () => {
  await provider.close()
  rmSync(folder, { recursive: true })
})

const run = (zones: readonly ZonePlan[], input: Partial<ApplyPlanInput> = {}) => {
  const plan: Plan = { version: 1, created: '2026-01-01T00:00:00.000Z', zones }
  const providers = { get: async () => provider }
  const { signal } = new AbortController()
  return applyPlan({ plan, providers, listener: silent, force: false, signal, ...input })
}
const serials = async () => {
  const found: Record<string, number | undefined> = {}
  for await (const { origin, serial } of provider.listZones()) found[origin] = serial
  return found
}

describe('applyPlan', () => {
  it('applies every zone that has something to do', async () => {
    const events: Event[] = []
    const zones = [creation(com, a(com, '192.0.2.1')), zonePlan(net, []), creation(net)]
    expect(await run(zones, { listener: event => events.push(event) })).toEqual([
      { zone: com, provider: 'local', status: 'applied', changes: 1, serial: 1, id: '1', problems: [] },
      { zone: net, provider: 'local', status: 'applied', changes: 0, serial: 1, id: '2', problems: [] },
    ])
    expect(events.at(-1)).toEqual({ kind: 'progress', task: 'applying zones', done: 2, total: 2 })
    expect(await serials()).toEqual({ [com]: 1, [net]: 1 })
  })

  it('writes no zone if one of them has moved, and names all that has', async () => {
    await run([creation(com, a(com, '192.0.2.1'))])
    const stale = zonePlan(com, [remove(a(com, '192.0.2.9')), create(a(com, '192.0.2.2'))])
    await expect(run([creation(net), stale])).rejects.toMatchObject({
      problems: [{ code: 'plan-stale' }, { code: 'plan-stale' }],
    })
    expect(await serials()).toEqual({ [com]: 1 })
  })

  it('refuses what a safety rule objects to, unless forced', async () => {
    const safety = [{ rule: 'protected', message: 'protected by "@/NS"' }] as const
    const dangerous = { ...creation(com), safety }
    await expect(run([creation(net), dangerous])).rejects.toThrow(
      'plan-refused: example.com. at local: protected by "@/NS"',
    )
    expect(await serials()).toEqual({})
    expect(await run([dangerous], { force: true })).toMatchObject([{ status: 'applied' }])
  })

  it('goes on with other zones when one fails', async () => {
    await provider.withLock(com, async () => {
      expect(await run([creation(com), creation(net)])).toMatchObject([
        { zone: com, status: 'failed', problems: [{ code: 'zone-locked' }] },
        { zone: net, status: 'applied', problems: [] },
      ])
    })
    expect(await serials()).toEqual({ [net]: 1 })
  })

  it('tells a zone that was applied in part from one that was not', async () => {
    const landed = fault('apply-partial', '1000 of 1500 changes of example.com. are in place')
    const apply = async () => Promise.reject(landed)
    const providers = { get: async () => ({ ...provider, apply }) }
    expect(await run([creation(com)], { providers })).toMatchObject([
      { status: 'partial', problems: [{ code: 'apply-partial', message: landed.problems[0].message }] },
    ])
  })

  it('says what a single zone that has moved is, as that zone’s failure', async () => {
    await run([creation(com, a(com, '192.0.2.1'))])
    expect(await run([zonePlan(com, [create(a(com, '192.0.2.2'))])])).toMatchObject([
      { status: 'failed', problems: [{ code: 'plan-stale' }] },
    ])
  })

  it('ends between two zones when it is told to', async () => {
    const end = new AbortController()
    const listener = ({ kind, task }: Event & { task?: string }) => {
      if (kind === 'progress' && task === 'applying zones') end.abort()
    }
    const outcomes = await run([creation(com), creation(net)], { listener, signal: end.signal })
    expect(outcomes.map(({ status }) => status)).toEqual(['applied', 'skipped'])
    expect(await serials()).toEqual({ [com]: 1 })
  })
})
