// An apply is killed (-9) at each step that it writes down, at every provider; going on leads to the desired state, with
// every change made once and no lock left.
import { execFile } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { silent } from '../../../src/base/io.ts'
import { parseName } from '../../../src/dns/name.ts'
import { applyCheckout } from '../../../src/operations/apply/apply-checkout.ts'
import { withSession } from '../../../src/operations/apply/apply-session.ts'
import type { ApplyResult } from '../../../src/operations/apply/outcome.ts'
import { resumeCheckout } from '../../../src/operations/apply/resume.ts'
import { planOfFiles } from '../../../src/operations/plan-sources.ts'
import { type Guard, guards, isEmptyPlan } from '../../../src/plan/plan.ts'
import { type CheckoutAtProvider, checkouts } from '../../providers/checkouts.ts'
import type { KilledApply } from './killed-apply.ts'

/** Beside the packages, which it needs. */
const program = join(import.meta.dirname, '../../../node_modules/.cache/dnsctl-killed-apply.mjs')
beforeAll(async () => {
  await build({
    entryPoints: [join(import.meta.dirname, 'killed-apply.ts')],
    outfile: program,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'error',
  })
})
afterAll(() => rmSync(program))

interface Scenario {
  readonly name: string
  readonly before?: string
  readonly after: string
  readonly lowerTtlTo?: number
  /** RRsets that the provider itself writes once, before they are replaced. */
  readonly brought?: readonly string[]
  /** Requests to the provider, where there are several. */
  readonly batches?: number
}

const ns = "  '@': { NS: [ns1.example.net., ns2.example.net.] }\n"
/** More characters than a request takes. */
const text = Array(15).fill('x'.repeat(250)).join(' ')
const many = Array.from({ length: 10 }, (_, i) => `  h${i}: { TXT: '${text}' }\n`).join('')
const before = `${ns}  old: { A: 192.0.2.1 }\n  same: { A: 192.0.2.2 }\n  other: { TXT: a }\n  web: { CNAME: same }\n`
const after = `${ns}  new: { A: 192.0.2.1 }\n  same: { A: 192.0.2.2 }\n  other: { TXT: b }\n  web: { A: 192.0.2.3 }\n`

const scenarios: Readonly<Record<string, readonly Scenario[]>> = {
  local: [
    { name: 'changes of a zone', before, after },
    { name: 'a new zone', after },
    { name: 'changes with lowered TTLs', before, after, lowerTtlTo: 0 },
  ],
  zonefile: [
    { name: 'changes of a zone', before, after },
    { name: 'a new zone', after },
  ],
  route53: [
    { name: 'changes in several batches', before, after: after + many, batches: 2 },
    { name: 'a new zone', after, brought: ['example.com./NS'] },
  ],
}

describe.each(Object.keys(checkouts))('an apply at %s that is killed', kind => {
  it.each(scenarios[kind]!)('within $name is finished', { timeout: 300_000 }, async scenario => {
    const steps = await at(kind, scenario, place => killedApply(place, scenario))
    expect(steps.length).toBeGreaterThan(5)
    if (scenario.batches !== undefined)
      expect(steps.filter(name => name === 'sending').length).toBe(scenario.batches)
    for (const [step, name] of steps.entries())
      for (const when of ['before', 'after'] as const)
        await at(kind, scenario, async place => {
          const told = `killed ${when} step ${step}, ${name}`
          const atStart = await place.writes()
          expect(await killedApply(place, scenario, { step, when }), told).toEqual(['SIGKILL'])
          // What was not written down has not begun, so there is nothing to resume.
          const isKnown = step > 0 || when === 'after'
          const hasEnded = name === 'ended' && when === 'after'
          const { zones } = isKnown ? await resume(place) : await apply(place)
          const found = zones.map(({ status, problems }) => [status, ...problems])
          expect(found, told).toEqual(hasEnded ? [] : [['applied']])
          await expectDone(place, told)
          expectWrittenOnce(atStart, await place.writes(), scenario, told)
          expect(await resume(place), told).toEqual({ zones: [] })
        })
  })
})

/** Runs `work` at a fresh place that is where the scenario starts, with the zone file as it is to be. */
async function at<T>(
  kind: string,
  scenario: Scenario,
  work: (place: CheckoutAtProvider) => Promise<T>,
): Promise<T> {
  const place = await checkouts[kind]!()
  for (const [name, value] of Object.entries(place.env)) vi.stubEnv(name, value)
  try {
    if (scenario.before !== undefined) {
      place.state(scenario.before)
      await apply(place)
    }
    place.state(scenario.after)
    return await work(place)
  } finally {
    vi.unstubAllEnvs()
    await place.remove()
  }
}

/** The steps that the program took, or what killed it. */
async function killedApply(
  { cwd, env }: CheckoutAtProvider,
  { lowerTtlTo }: Scenario,
  kill?: KilledApply['kill'],
): Promise<string[]> {
  const told: KilledApply = { cwd, ...(lowerTtlTo !== undefined && { lowerTtlTo }), ...(kill && { kill }) }
  const run = promisify(execFile)(process.execPath, [program, JSON.stringify(told)], {
    env: { ...process.env, ...env },
  })
  return run.then(
    ({ stdout }) => JSON.parse(stdout) as string[],
    (error: { signal?: string; stderr?: string }) => [error.signal ?? error.stderr ?? 'ended'],
  )
}

const common = { configFile: undefined, listener: silent, signal: new AbortController().signal }
const options = { lockWaitMs: 0, proof: 'never' } as const

const resume = ({ cwd }: CheckoutAtProvider): Promise<ApplyResult> =>
  resumeCheckout({ ...common, cwd, options })

const apply = ({ cwd }: CheckoutAtProvider): Promise<ApplyResult> =>
  applyCheckout({
    ...common,
    cwd,
    kind: 'apply',
    makePlan: planOfFiles({ zones: [] }),
    options: { ...options, lift: new Set(Object.keys(guards) as Guard[]) },
    show: async () => {},
    agree: async () => true,
  })

/** The provider holds what the file says, and nobody its lock. */
async function expectDone({ cwd }: CheckoutAtProvider, told: string): Promise<void> {
  await withSession({ ...common, cwd }, async session => {
    const { plan } = await planOfFiles({ zones: [] })(session)
    expect(
      plan.zones.flatMap(({ changes }) => changes),
      told,
    ).toEqual([])
    expect(isEmptyPlan(plan), told).toBe(true)
    const provider = await session.providers.get('it')
    expect(await provider.leaseOf(parseName('example.com.')), told).toBeUndefined()
  })
}

/** Twice where TTLs were lowered first, or the provider has written something of its own. */
function expectWrittenOnce(
  before: ReadonlyMap<string, number>,
  after: ReadonlyMap<string, number>,
  { lowerTtlTo, brought = [] }: Scenario,
  told: string,
): void {
  const often = [...after].filter(([key, count]) => {
    const most = brought.includes(key) || (lowerTtlTo !== undefined && before.has(key)) ? 2 : 1
    return count - (before.get(key) ?? 0) > most
  })
  expect(often, told).toEqual([])
}
