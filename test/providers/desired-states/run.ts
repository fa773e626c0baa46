// Takes a provider through a sequence: each state is planned and applied, and then planned again, with nothing left to do.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { problemsOf } from '../../../src/base/errors.ts'
import { silent } from '../../../src/base/io.ts'
import { applyCheckout } from '../../../src/operations/apply-checkout.ts'
import { planCheckout } from '../../../src/operations/plan-checkout.ts'
import type { PlannedZones } from '../../../src/operations/plan-zones.ts'
import { totalsOf } from '../../../src/plan/plan.ts'
import type { Sequence, State } from './sequence.ts'

/** Takes the provider that `settings` (a dnsctl.yaml) configures through the states, in a folder of its own. */
export async function runSequence({ states }: Sequence, folder: string, settings: string): Promise<void> {
  mkdirSync(join(folder, 'zones'), { recursive: true })
  writeFileSync(join(folder, 'dnsctl.yaml'), settings)
  for (const [i, state] of states.entries()) await reach(state, i, folder)
}

async function reach({ file, refused }: State, step: number, cwd: string): Promise<void> {
  writeFileSync(join(cwd, 'zones', 'example.com.yaml'), `zone: example.com\nttl: 5m\n${file}`)
  if (refused !== undefined) {
    const error = await plan(cwd).catch((found: unknown) => found)
    expect(problemsOf(error).map(({ code }) => code)).toContain(refused)
    return
  }
  const outcomes = await applyCheckout({
    cwd,
    configFile: undefined,
    from: { select: [] },
    force: true,
    listener: silent,
    signal: new AbortController().signal,
    show: async () => {},
    agree: async () => true,
  })
  const failures = outcomes.flatMap(({ problems }) => problems.map(({ message }) => message))
  expect(failures, `state ${step} applies`).toEqual([])
  const again = await plan(cwd)
  expect(again.problems.filter(({ severity }) => severity === 'error')).toEqual([])
  const left = again.plan.zones.flatMap(({ changes }) => changes)
  expect(left, `state ${step} plans empty once it is applied`).toEqual([])
  expect(totalsOf(again.plan.zones)).toEqual({ create: 0, update: 0, delete: 0, zones: 0 })
}

const plan = (cwd: string): Promise<PlannedZones> =>
  planCheckout({ cwd, configFile: undefined, select: [], listener: silent })
