// Takes a provider through a sequence: each state is planned and applied, and then planned again, with nothing left to do.
// Then the runs are taken back, the newest first, and each time the provider holds again what it held before.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { problemsOf } from '../../../src/base/errors.ts'
import { silent } from '../../../src/base/io.ts'
import { canonicalRRset } from '../../../src/dns/canonical.ts'
import { parseName } from '../../../src/dns/name.ts'
import type { RunKind } from '../../../src/history/run.ts'
import { type ApplyInput, applyCheckout } from '../../../src/operations/apply/apply-checkout.ts'
import { type Checkout, openCheckout } from '../../../src/operations/checkout.ts'
import { readHeldZone } from '../../../src/operations/held-zone.ts'
import { planOfFiles } from '../../../src/operations/plan-sources.ts'
import type { PlannedZones } from '../../../src/operations/plan-zones.ts'
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
    const hasRun = await reach(state, i, folder)
    if (hasRun) earlier.push(held)
    held = await contentOf(folder)
  }
  expect(earlier[0]).toBeUndefined()
  for (const [i, before] of [...earlier.entries()].reverse()) {
    await change(folder, 'rollback', planOfRollback({ id: undefined, zones: [] }), `run ${i} is taken back`)
    expect(await contentOf(folder), `what was there before run ${i}`).toEqual(before)
  }
}

/** Says whether that took a run. */
async function reach({ file, refused }: State, step: number, cwd: string): Promise<boolean> {
  writeFileSync(join(cwd, 'zones', 'example.com.yaml'), `zone: example.com\nttl: 5m\n${file}`)
  if (refused !== undefined) {
    const error = await plan(cwd).catch((found: unknown) => found)
    expect(problemsOf(error).map(({ code }) => code)).toContain(refused)
    return false
  }
  const hasRun = await change(cwd, 'apply', planOfFiles({ zones: [] }), `state ${step} applies`)
  const again = await plan(cwd)
  expect(again.problems.filter(({ severity }) => severity === 'error')).toEqual([])
  const left = again.plan.zones.flatMap(({ changes }) => changes)
  expect(left, `state ${step} plans empty once it is applied`).toEqual([])
  expect(totalsOf(again.plan.zones)).toEqual({ create: 0, update: 0, delete: 0, zones: 0 })
  return hasRun
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

const contentOf = (cwd: string): Promise<Content> =>
  atProvider(cwd, async (_, provider) => {
    const zone = await readHeldZone(provider, origin)
    return zone && [...zone.rrsets()].map(canonicalRRset).sort()
  })

const plan = (cwd: string): Promise<PlannedZones> =>
  atProvider(cwd, (checkout, _, providers) =>
    planOfFiles({ zones: [] })({ checkout, providers, listener: silent }),
  )

async function atProvider<T>(
  cwd: string,
  work: (checkout: Checkout, provider: Provider, providers: ProviderPool) => Promise<T>,
): Promise<T> {
  const checkout = await openCheckout(cwd, undefined)
  const [name] = Object.keys(checkout.config.config.providers)
  return withProviders(checkout.openProvider, async pool => work(checkout, await pool.get(name!), pool))
}
