import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { describe, expect, it, test } from 'vitest'
import { problem } from '../../../src/base/errors.ts'
import { ownIdentity, type ProcessIdentity } from '../../../src/base/process-identity.ts'
import { isUntouched } from '../../../src/history/run-state.ts'
import { isAtWork, openRuns } from '../../../src/operations/confirm/open-runs.ts'
import { applied, applier, at, ended, heldRun, historyOf, type RunSetup, sending, start } from './held-run.ts'

const reverted = { verdict: 'reverted', at: at(60), by: 'nobody' } as const
const conflict = [problem('rollback-conflict', 'www.example.com. A is in the way')]
const working = (process: ProcessIdentity) => process.pid === applier.pid

describe('a run', () => {
  const cases: readonly [string, RunSetup, RunSetup | undefined, boolean, string | undefined][] = [
    ['that need not be confirmed', {}, undefined, false, undefined],
    ['in its time', { confirmBy: at(1) }, undefined, false, 'waiting'],
    ['after its time', { confirmBy: at(0) }, undefined, false, 'overdue'],
    ['after its time, still applied', { confirmBy: at(0) }, undefined, true, 'waiting'],
    [
      'after its time, finished by another process',
      { confirmBy: at(0), by: { ...applier, pid: 1 }, steps: [[sending, { step: 'resumed', by: applier }]] },
      undefined,
      true,
      'waiting',
    ],
    [
      'that is confirmed',
      { confirmBy: at(0), decision: { ...reverted, verdict: 'confirmed' } },
      undefined,
      false,
      undefined,
    ],
    ['to be taken back', { confirmBy: at(0), decision: reverted }, undefined, false, 'reverting'],
    ['taken back', { confirmBy: at(0), decision: reverted }, { steps: [applied] }, false, undefined],
    [
      'taken back in part, as the rest has changed since',
      { confirmBy: at(0), decision: reverted },
      { steps: [applied, [ended('skipped', conflict)]] },
      false,
      undefined,
    ],
    [
      'with nothing left to take back',
      { confirmBy: at(0), decision: reverted, steps: [applied, applied] },
      { steps: [[ended('skipped')], [ended('skipped')]] },
      false,
      undefined,
    ],
    [
      'of which taking back failed',
      { confirmBy: at(0), decision: reverted, steps: [applied, applied] },
      { steps: [applied, [ended('failed')]] },
      false,
      'reverting',
    ],
    [
      'of which a zone could not be taken back yet',
      { confirmBy: at(0), decision: reverted, steps: [applied, applied] },
      { steps: [applied] },
      false,
      'reverting',
    ],
    [
      'of which taking back was interrupted',
      { confirmBy: at(0), decision: reverted },
      { steps: [[sending]] },
      false,
      'reverting',
    ],
    [
      'that has changed nothing',
      { confirmBy: at(0), decision: reverted, steps: [[ended('skipped')]] },
      undefined,
      false,
      undefined,
    ],
  ]
  it.each(cases)('%s', async (_name, setup, undoing, isWorking, expected) => {
    const run = heldRun(setup)
    const undo = undoing && heldRun({ id: 'run-2', kind: 'revert', undoes: run.head.id, ...undoing })
    const history = historyOf(undo ? [undo, run] : [run])
    const open = await openRuns(
      history,
      () => start,
      process => isWorking && working(process),
    )
    expect(open.map(({ state }) => state)).toEqual(expected === undefined ? [] : [expected])
  })
})

describe('what is untouched', () => {
  const stale = [problem('plan-stale', 'www.example.com. A has changed')]
  const lost = [problem('route53-unreachable', 'no answer')]
  it.each([
    [[], false],
    [[ended('skipped')], true],
    [[ended('failed', lost)], true],
    [[sending, ended('failed', lost)], false],
    [[sending, ended('failed', stale)], true],
    [[sending, ended('partial', stale)], false],
    [applied, false],
  ])('%j: %j', (steps, expected) => {
    expect(isUntouched(heldRun({ steps: [steps] }).zones[0]!)).toBe(expected)
  })
})

test('a process that was stopped is not at work, nor is one that has ended', async () => {
  expect(isAtWork(ownIdentity())).toBe(true)
  const child = spawn('sleep', ['600'], { stdio: 'ignore' })
  const stopped = { ...ownIdentity(), pid: child.pid!, started: startOf(child.pid!) }
  expect(isAtWork(stopped)).toBe(true)
  child.kill('SIGSTOP')
  while (isAtWork(stopped)) await new Promise(resolve => setImmediate(resolve))
  child.kill('SIGKILL')
  await once(child, 'close')
  expect(isAtWork(stopped)).toBe(false)
})

const startOf = (pid: number): string =>
  readFileSync(`/proc/${pid}/stat`, 'latin1')
    .replace(/^.*\) /, '')
    .split(' ')[19]!
