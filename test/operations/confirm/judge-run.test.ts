import { tmpdir } from 'node:os'
import { describe, expect, it } from 'vitest'
import { problem } from '../../../src/base/errors.ts'
import { silent } from '../../../src/base/io.ts'
import type { Run } from '../../../src/history/run.ts'
import { type JudgeInput, judgeRun } from '../../../src/operations/confirm/judge-run.ts'
import { at, ended, heldRun, start } from './held-run.ts'

const stuck = problem('route53-unreachable', 'no answer')

async function judged(run: Run, options: Partial<JudgeInput>) {
  const reasons: string[] = []
  const judgement = await judgeRun({
    run,
    zones: [],
    cwd: tmpdir(),
    canary: undefined,
    confirmWithinMs: undefined,
    listener: silent,
    signal: new AbortController().signal,
    clock: () => start,
    async revert(reason) {
      reasons.push(reason)
      return [stuck]
    },
    ...options,
  })
  return { judgement, reasons, confirmBy: run.confirmBy, decision: run.decision }
}

const passing = { command: 'true', timeoutMs: 60_000 }
const failing = { command: 'false', timeoutMs: 60_000 }

describe('a run that was applied', () => {
  it('is left alone if nobody has to say yes', async () => {
    expect(await judged(heldRun(), {})).toEqual({ judgement: {}, reasons: [] })
  })

  it('waits to be confirmed from now on', async () => {
    const result = await judged(heldRun({ confirmBy: at(1) }), { confirmWithinMs: 600_000 })
    expect(result).toEqual({ judgement: { confirmBy: at(600) }, reasons: [], confirmBy: at(600) })
  })

  it('is confirmed by its canary', async () => {
    const { decision, judgement } = await judged(heldRun({ confirmBy: at(1) }), { canary: passing })
    expect(judgement).toEqual({})
    expect(decision).toEqual({ verdict: 'confirmed', at: at(0), by: 'the canary' })
  })

  it('waits to be confirmed once its canary is content', async () => {
    const { decision, judgement } = await judged(heldRun({ confirmBy: at(1) }), {
      canary: passing,
      confirmWithinMs: 60_000,
    })
    expect(judgement).toEqual({ confirmBy: at(60) })
    expect(decision).toBeUndefined()
  })

  it('is taken back if its canary fails', async () => {
    const { judgement, reasons } = await judged(heldRun({ confirmBy: at(1) }), {
      canary: failing,
      confirmWithinMs: 60_000,
    })
    expect(judgement.reverted).toMatchObject({
      why: [{ code: 'canary-failed' }],
      left: [{ code: 'route53-unreachable' }],
    })
    expect(reasons).toEqual(['the canary failed'])
  })

  it('waits for nobody if nothing was changed', async () => {
    const run = heldRun({ confirmBy: at(1), steps: [[ended('failed', [problem('zone-locked', 'by bob')])]] })
    const { decision, judgement, reasons } = await judged(run, { canary: failing, confirmWithinMs: 60_000 })
    expect(judgement).toEqual({})
    expect(reasons).toEqual([])
    expect(decision?.by).toBe('nothing was changed')
  })
})
