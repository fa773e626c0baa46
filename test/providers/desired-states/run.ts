// Takes a provider through a sequence: each state is planned and applied, and then planned again, with nothing left to do.
// Then the runs are taken back, the newest first, and each time the provider holds again what it held before.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { systemClock } from '../../../src/base/clock.ts'
import { problemsOf } from '../../../src/base/errors.ts'
import { silent } from '../../../src/base/io.ts'
import { canonicalRRset } from '../../../src/dns/canonical.ts'
import { parseName } from '../../../src/dns/name.ts'
import type { RunKind } from '../../../src/history/run.ts'
import { type ApplyInput, applyCheckout } from '../../../src/operations/apply/apply-checkout.ts'
import { type Checkout, openCheckout } from '../../../src/operations/checkout.ts'
import { readHeldZone } from '../../../src/operations/held-zone.ts'
import { planOfFiles } from '../../../src/operations/plan-sources.ts'
import { type PlannedZones, planZones } from '../../../src/operations/plan-zones.ts'
import { type ProviderPool, withProviders } from '../../../src/operations/provider-pool.ts'
import { planOfRollback } from '../../../src/operations/rollback/plan-of-rollback.ts'
import { type Guard, guards, totalsOf } from '../../../src/plan/plan.ts'
import type { Provider } from '../../../src/providers/contract.ts'
import type { Sequence, State } from './sequence.ts'

const origin = parseName('example.com.')

/** Takes the provider that `settings` (a dnsctl.yaml) configures through the states, in a folder of its own, and back. */
export async function runSequence({ states }: Sequence, folder: string, settings: string): Promise<void> {
  mkdirSync(join(folder, 'zones'), { recursive: true })
  writeFileSync(join(folder, 'dnsctl.yaml'), settings)
  /** What the provider held before each run that has changed something. */
  const earlier: Content[] = []
  let held: Content
  for (const [i, state] of states.entries()) {
    if (await reach(state, i, folder)) earlier.push(held)
    held = await atProvider(folder, async site => {
      if (state.refused === undefined) expectNothingLeft(await planned(site), i)
      return contentOf(site)
    })
  }
  for (const [i, before] of [...earlier.entries()].reverse()) {
    await change(folder, 'rollback', planOfRollback({ id: undefined, zones: [] }), `run ${i} is taken back`)
    expect(await atProvider(folder, contentOf), `what was there before run ${i}`).toEqual(before)
  }
}

/** Says whether that took a run. */
async function reach({ file, refused }: State, step: number, cwd: string): Promise<boolean> {
  writeFileSync(join(cwd, 'zones', 'example.com.yaml'), `zone: example.com\nttl: 5m\n${file}`)
  if (refused !== undefined) {
    const error = await atProvider(cwd, planned).catch((found: unknown) => found)
    expect(problemsOf(error).map(({ code }) => code)).toContain(refused)
    return false
  }
  return change(cwd, 'apply', planOfFiles({ zones: [] }), `state ${step} applies`)
}

function expectNothingLeft({ plan, problems }: PlannedZones, step: number): void {
  expect(problems.filter(({ severity }) => severity === 'error')).toEqual([])
  const left = plan.zones.flatMap(({ changes }) => changes)
  expect(left, `state ${step} plans empty once it is applied`).toEqual([])
  expect(totalsOf(plan.zones)).toEqual({ create: 0, update: 0, delete: 0, zones: 0 })
}

async function change(
  cwd: string,
  kind: RunKind,
  makePlan: ApplyInput['makePlan'],
  what: string,
): Promise<boolean> {
  const { run, zones } = await applyCheckout({
    cwd,
    configFile: undefined,
    kind,
    makePlan,
    options: { lift: new Set(Object.keys(guards) as Guard[]), lockWaitMs: 0, proof: 'never' },
    listener: silent,
    signal: new AbortController().signal,
    show: async () => {},
    agree: async () => true,
  })
  const failures = zones.flatMap(({ problems }) => problems.map(({ message }) => message))
  expect(failures, what).toEqual([])
  return run !== undefined
}

/** The canonical forms of all RRsets, sorted; the SOA's serial does not count. Undefined if the zone is not there. */
type Content = readonly string[] | undefined

async function contentOf({ provider }: Site): Promise<Content> {
  const zone = await readHeldZone(provider, origin)
  return zone && [...zone.rrsets()].map(canonicalRRset).sort()
}

async function planned({ checkout, providers }: Site): Promise<PlannedZones> {
  return planZones({
    workspace: await checkout.openWorkspace({ zones: [] }),
    safety: checkout.config.config.safety,
    providers,
    origin: { tool: '1.2.3', configuration: '' },
    clock: systemClock,
    listener: silent,
  })
}

interface Site {
  readonly checkout: Checkout
  readonly providers: ProviderPool
  readonly provider: Provider
}

async function atProvider<T>(cwd: string, work: (site: Site) => Promise<T>): Promise<T> {
  const checkout = await openCheckout(cwd, undefined)
  const [name] = Object.keys(checkout.config.config.providers)
  return withProviders(checkout.openProvider, async providers =>
    work({ checkout, providers, provider: await providers.get(name!) }),
  )
}
