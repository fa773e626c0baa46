import { describe, expect, it } from 'vitest'
import type { History, Run } from '../../../src/history/run.ts'
import { confirmRun } from '../../../src/operations/confirm/confirm-run.ts'
import { applier, at, heldRun, historyOf, start } from './held-run.ts'

async function confirmed(runs: readonly Run[], id?: string, atWorkMs = 0) {
  let waited = 0
  return confirmRun({
    history: historyOf(runs) as History,
    id,
    by: 'ada@host',
    clock: () => start,
    atWork: ({ pid }) => pid === applier.pid && waited < atWorkMs,
    async sleep(ms) {
      waited += ms
    },
  })
}

const reverted = { verdict: 'reverted', at: at(-60), by: 'nobody confirmed it in time' } as const

describe('confirming', () => {
  it('takes the only run that waits', async () => {
    const run = heldRun({ confirmBy: at(60) })
    const result = await confirmed([heldRun({ id: 'run-2' }), run])
    expect(result).toEqual({
      run: 'run-1',
      zones: [{ zone: 'zone0.example.com.', provider: 'local' }],
      confirmed: { at: at(0), by: 'ada@host' },
    })
    expect(run.decision).toEqual({ verdict: 'confirmed', at: at(0), by: 'ada@host' })
  })

  it('takes the run that is named', async () => {
    const runs = ['run-3', 'run-2', 'run-1'].map(id => heldRun({ id, confirmBy: at(60) }))
    expect((await confirmed(runs, 'run-2')).run).toBe('run-2')
    expect(runs.map(({ decision }) => decision?.verdict)).toEqual([undefined, 'confirmed', undefined])
  })

  it('gives the process that applied it a moment to end', async () => {
    expect((await confirmed([heldRun({ confirmBy: at(60) })], undefined, 900)).run).toBe('run-1')
  })

  const late = heldRun({ confirmBy: at(-60), decision: reverted })
  const done = heldRun({ confirmBy: at(60), decision: { ...reverted, verdict: 'confirmed', by: 'bob@host' } })
  it.each<[string, Run[], string | undefined, number, string]>([
    ['none', [], undefined, 0, 'run-unknown: no run waits to be confirmed'],
    [
      'two',
      ['run-2', 'run-1'].map(id => heldRun({ id, confirmBy: at(60) })),
      undefined,
      0,
      'run-unclear: 2 runs wait to be confirmed: run-2, run-1; name one',
    ],
    [
      'one that is applied',
      [heldRun({ confirmBy: at(60) })],
      undefined,
      60_000,
      'run-unfinished: run run-1 is still being applied, by process 100',
    ],
    [
      'one that need not be confirmed',
      [heldRun()],
      'run-1',
      0,
      'run-decided: run run-1 does not wait to be confirmed: it was applied without --confirm-within',
    ],
    [
      'one too late',
      [late],
      undefined,
      0,
      'run-decided: it is too late: run run-1 was taken back at 2026-11-22T09:59:00.000Z (nobody confirmed it in time)',
    ],
    [
      'one twice',
      [done],
      'run-1',
      0,
      'run-decided: run run-1 was confirmed at 2026-11-22T09:59:00.000Z by bob@host',
    ],
  ])('%s: refused', async (_name, runs, id, atWorkMs, message) => {
    await expect(confirmed(runs, id, atWorkMs)).rejects.toThrow(message)
  })

  it('comes too late where the watcher decides first', async () => {
    const run = heldRun({ confirmBy: at(60) })
    const raced: Run = {
      ...run,
      confirmBy: at(60),
      decision: undefined,
      decide: async () => reverted,
    }
    await expect(confirmed([raced])).rejects.toThrow('it is too late')
  })
})
