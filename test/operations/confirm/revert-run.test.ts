import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fault } from '../../../src/base/errors.ts'
import { silent } from '../../../src/base/io.ts'
import { type Name, parseName } from '../../../src/dns/name.ts'
import type { Run } from '../../../src/history/run.ts'
import { applyCheckout } from '../../../src/operations/apply/apply-checkout.ts'
import { applyPlan } from '../../../src/operations/apply/apply-plan.ts'
import { type ApplySession, withSession } from '../../../src/operations/apply/apply-session.ts'
import { siteOf } from '../../../src/operations/apply/site.ts'
import { openRuns } from '../../../src/operations/confirm/open-runs.ts'
import { revertOnce } from '../../../src/operations/confirm/revert-run.ts'
import { planOfRollback } from '../../../src/operations/rollback/plan-of-rollback.ts'
import type { ZonePlan } from '../../../src/plan/plan.ts'
import { memoryFolder } from '../../memory-folder.ts'
import { rrset } from '../../plan/rrsets.ts'

const zones = { one: parseName('example.com.'), two: parseName('example.org.') }
type ProviderName = keyof typeof zones
const names = Object.keys(zones) as ProviderName[]

let cwd: string
beforeEach(() => {
  cwd = memoryFolder('revert')
  const providers = names.map(name => `${name}: { type: local, store: ${name} }`).join(', ')
  writeFileSync(join(cwd, 'dnsctl.yaml'), `providers: { ${providers} }\nzones: []\n`)
})
afterEach(() => rmSync(cwd, { recursive: true }))

const place = () => ({ cwd, configFile: undefined, listener: silent })
const { signal } = new AbortController()
const options = { lockWaitMs: 0, proof: 'never' } as const

const creationOf = (provider: ProviderName, zone: Name): ZonePlan => {
  const after = { ...rrset('www 300 A 192.0.2.1'), owner: parseName('www', zone) }
  return {
    zone,
    provider,
    createsZone: true,
    serial: 'increment',
    fingerprint: '',
    existing: 0,
    ignored: 0,
    unmanaged: [],
    changes: [{ action: 'create', owner: after.owner, type: 'A', after }],
    cachedFor: 0,
    safety: [],
    warnings: [],
  }
}

/** Creates a zone at each provider in one run, which waits to be confirmed. */
async function heldRun(session: ApplySession): Promise<Run> {
  const plan = {
    version: 2,
    created: '2026-01-01T00:00:00.000Z',
    tool: '1',
    configuration: 'c',
    zones: names.map(name => creationOf(name, zones[name])),
  } as const
  const site = siteOf(session, options, 'apply', signal)
  const head = { kind: 'apply', tool: '1', plan: 'p', confirmWithinMs: 60_000 } as const
  const { run } = await applyPlan({ plan, site, history: session.history, head })
  await run.awaitConfirmation(new Date(Date.now() + 60_000).toISOString())
  return run
}

const held = async ({ providers }: ApplySession): Promise<string[]> => {
  const found = await Promise.all(names.map(async name => (await providers.get(name)).findZone(zones[name])))
  return names.filter((_, i) => found[i])
}

describe('a run of two providers', () => {
  it('is not taken back while one of them cannot be reached, and is once it can', () =>
    withSession(place(), async session => {
      const run = await heldRun(session)
      await run.decide({ verdict: 'reverted', at: new Date().toISOString(), by: 'ada@host' })
      const down: ApplySession = {
        ...session,
        providers: {
          get: async name => {
            if (name === 'two') throw fault('route53-unreachable', 'no answer')
            return session.providers.get(name)
          },
        },
      }
      expect((await revertOnce(down, run, options)).left).toMatchObject([{ code: 'route53-unreachable' }])
      expect(await held(session)).toEqual(['two'])
      expect(await openRuns(session.history)).toMatchObject([{ state: 'reverting' }])
      expect(await revertOnce(session, run, options)).toEqual({ left: [], kept: [] })
      expect(await held(session)).toEqual([])
      expect(await openRuns(session.history)).toEqual([])
    }))

  it('of which one zone is rolled back waits on for the other to be confirmed', () =>
    withSession(place(), async session => {
      const run = await heldRun(session)
      const rollback = (selected: readonly string[]) =>
        applyCheckout({
          ...place(),
          kind: 'rollback',
          makePlan: planOfRollback({ id: run.head.id, zones: selected }),
          options: { ...options, lift: new Set(['deletes', 'empty'] as const) },
          signal,
          show: async () => {},
          agree: async () => true,
        })
      expect((await rollback(['example.com'])).zones).toMatchObject([{ status: 'applied' }])
      expect(await held(session)).toEqual(['two'])
      expect(await openRuns(session.history)).toMatchObject([{ state: 'waiting' }])
      expect((await rollback([])).zones).toMatchObject([{ status: 'applied' }])
      expect(await held(session)).toEqual([])
      expect(await openRuns(session.history)).toEqual([])
    }))
})
