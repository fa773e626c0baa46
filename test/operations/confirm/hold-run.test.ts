import { describe, expect, it } from 'vitest'
import { fault } from '../../../src/base/errors.ts'
import type { Checkout } from '../../../src/operations/checkout.ts'
import { type HoldInput, holdRun } from '../../../src/operations/confirm/hold-run.ts'
import { at, heldRun, sending, start } from './held-run.ts'

const checkout = { config: { baseDir: '/zones', config: { state: '.dnsctl/state' } } } as Checkout
const input = (starting: HoldInput['start']): HoldInput => ({
  checkout,
  cwd: '/zones',
  configFile: 'other.yaml',
  withinMs: 600_000,
  clock: () => start,
  start: starting!,
})

describe('a run that is held', () => {
  it('has a watcher before its time begins', async () => {
    const run = heldRun({ steps: [[]] })
    const seen: unknown[] = []
    await holdRun(
      run,
      input(async (_run, place) => void seen.push(place, run.confirmBy)),
    )
    expect(seen).toEqual([
      { cwd: '/zones', configFile: 'other.yaml', logFile: '/zones/.dnsctl/state/runs/run-1/watch.log' },
      undefined,
    ])
    expect(run.confirmBy).toBe(at(600))
  })

  it('is over before anything is changed if it has none', async () => {
    const run = heldRun({ steps: [[], []] })
    const starting = input(async () => {
      throw fault('watcher-missing', 'none')
    })
    await expect(holdRun(run, starting)).rejects.toThrow('watcher-missing')
    expect(run.confirmBy).toBeUndefined()
    expect(run.zones.map(({ records }) => records.at(-1))).toEqual(
      [0, 1].map(() => expect.objectContaining({ step: 'ended', status: 'skipped' })),
    )
  })

  it('that is finished by another process stays to be finished if it has none', async () => {
    const run = heldRun({ steps: [[sending], []] })
    const starting = input(async () => {
      throw fault('watcher-missing', 'none')
    })
    await expect(holdRun(run, starting)).rejects.toThrow('watcher-missing')
    expect(run.zones.map(({ records }) => records.at(-1)?.step)).toEqual(['sending', 'ended'])
  })
})
