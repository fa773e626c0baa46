import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fault } from '../../../src/base/errors.ts'
import { type Event, silent } from '../../../src/base/io.ts'
import { type Name, parseName } from '../../../src/dns/name.ts'
import { typeOf } from '../../../src/dns/rr/table.ts'
import type { RRset } from '../../../src/dns/rrset.ts'
import { openHistory } from '../../../src/history/open-history.ts'
import { applyPlan } from '../../../src/operations/apply/apply-plan.ts'
import type { ZoneSite } from '../../../src/operations/apply/apply-zone.ts'
import type { Change, Plan, ZonePlan } from '../../../src/plan/plan.ts'
import type { Provider } from '../../../src/providers/contract.ts'
import { local } from '../../../src/providers/local/index.ts'

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
  const dependencies = { name: 'local', clock: Date.now, baseDir: folder }
  provider = await local.open({ store: 'store' }, dependencies)
})
afterEach(async () => {
  await provider.close()
  rmSync(folder, { recursive: true })
})

const history = () => openHistory(join(folder, 'state'), { clock: Date.now, listener: silent })
const site = (rest: Partial<ZoneSite> = {}): ZoneSite => ({
  providers: { get: async () => provider },
  clock: Date.now,
  listener: silent,
  signal: new AbortController().signal,
  purpose: 'apply',
  lockWaitMs: 0,
  prove: async () => undefined,
  objectionsTo: () => [],
  ...rest,
})
const run = async (zones: readonly ZonePlan[], rest: Partial<ZoneSite> = {}) => {
  const head = { tool: '1.0.0', configuration: 'c' } as const
  const plan: Plan = { version: 2, created: '2026-01-01T00:00:00.000Z', ...head, zones }
  const input = { plan, site: site(rest), history: history() }
  const applied = await applyPlan({ ...input, head: { kind: 'apply', tool: '1.0.0', plan: 'p' } })
  return applied.zones
}
/** The steps that the newest run has written down, zone by zone. */
async function steps(): Promise<string[][]> {
  for await (const { zones } of history().runs())
    return zones.map(({ records }) => records.map(({ step }) => step))
  return []
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
      {
        zone: com,
        provider: 'local',
        status: 'applied',
        changes: 1,
        serial: 1,
        id: expect.any(String),
        problems: [],
      },
      {
        zone: net,
        provider: 'local',
        status: 'applied',
        changes: 0,
        serial: 1,
        id: expect.any(String),
        problems: [],
      },
    ])
    expect(events.at(-1)).toEqual({ kind: 'progress', task: 'applying zones', done: 2, total: 2 })
    expect(await serials()).toEqual({ [com]: 1, [net]: 1 })
    const whole = ['leased', 'creating-zone', 'sending', 'zone-created', 'landed', 'applied', 'ended']
    expect(await steps()).toEqual([whole, whole.filter(step => step !== 'sending' && step !== 'landed')])
  })

  it('writes no zone if one of them has moved, and names all that has', async () => {
    await run([creation(com, a(com, '192.0.2.1'))])
    const stale = zonePlan(com, [remove(a(com, '192.0.2.9')), create(a(com, '192.0.2.2'))])
    await expect(run([creation(net), stale])).rejects.toMatchObject({
      problems: [{ code: 'plan-stale' }, { code: 'plan-stale' }],
    })
    expect(await serials()).toEqual({ [com]: 1 })
  })

  it('goes on with other zones when one fails', async () => {
    await provider.withLease(com, { purpose: 'test', waitMs: 0 }, async () => {
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
    const zones = Array.from({ length: 20 }, (_, i) => creation(parseName(`z${i}.example.org.`)))
    const outcomes = await run(zones, { listener, signal: end.signal })
    const statuses = outcomes.map(({ status }) => status)
    expect(new Set(statuses)).toEqual(new Set(['applied', 'skipped']))
    expect(Object.keys(await serials())).toHaveLength(statuses.filter(one => one === 'applied').length)
  })
})
