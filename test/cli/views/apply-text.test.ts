import { expect, test } from 'vitest'
import { problem } from '../../../src/base/errors.ts'
import { exitCodeOfResult } from '../../../src/cli/exit-codes.ts'
import { applyText } from '../../../src/cli/views/apply-text.ts'
import { parseName } from '../../../src/dns/name.ts'
import type { ZoneOutcome } from '../../../src/operations/apply/outcome.ts'

const outcome = (rest: Partial<ZoneOutcome>): ZoneOutcome => ({
  zone: parseName('example.com.'),
  provider: 'local',
  status: 'applied',
  changes: 1,
  problems: [],
  ...rest,
})
const applied = outcome({ serial: 7 })
const untold = outcome({ problems: [problem('reload-failed', 'no server')] })
const stale = outcome({ status: 'failed', problems: [problem('plan-stale', 'it has moved')] })
const broken = outcome({ status: 'failed', problems: [problem('store-unusable', 'the disk is full')] })
const partial = outcome({
  status: 'partial',
  problems: [problem('plan-stale', 'it has moved'), problem('apply-partial', '1000 of 1500 changes landed')],
})
const skipped = outcome({ status: 'skipped' })

test('each zone has a line, its problems below it, and the whole a summary', () => {
  expect(applyText({ zones: [applied, untold, stale, partial, skipped] })).toBe(
    [
      'example.com. at local: applied 1 change, serial 7',
      'example.com. at local: applied 1 change',
      '  warning: reload-failed: no server',
      'example.com. at local: failed',
      '  error: plan-stale: it has moved',
      'example.com. at local: applied in part only; `dnsctl apply --resume` goes on',
      '  error: plan-stale: it has moved',
      '  error: apply-partial: 1000 of 1500 changes landed',
      'example.com. at local: skipped',
      '2 zones applied, 1 in part, 1 failed, 1 skipped',
    ].join('\n'),
  )
})

test('what waits to be confirmed says so, and what was taken back why', () => {
  const lines = applyText({
    zones: [applied],
    run: '20261122-023012-7f3a',
    confirmBy: '2026-11-22T02:40:12.000Z',
    reverted: {
      why: [problem('canary-failed', 'the canary ended with 1')],
      left: [problem('rollback-conflict', 'www A has changed since')],
    },
  }).split('\n')
  expect(lines.slice(2)).toEqual([
    'error: canary-failed: the canary ended with 1',
    'not all of it could be taken back:',
    '  error: rollback-conflict: www A has changed since',
    'taken back at 2026-11-22T02:40:12.000Z unless it is confirmed: dnsctl confirm 20261122-023012-7f3a',
  ])
})

test.each<[string, ZoneOutcome[], number]>([
  ['nothing to do', [], 0],
  ['all applied', [applied, applied], 0],
  ['a server not told', [applied, untold], 5],
  ['a zone that moved', [untold, stale, applied], 3],
  ['a zone that failed', [stale, broken, untold], 1],
  ['a zone that was applied in part', [stale, partial, applied], 1],
  ['a zone that was skipped', [stale, skipped], 1],
])('the exit code of %s', (_what, outcomes, code) => {
  expect(exitCodeOfResult({ zones: outcomes })).toBe(code)
})
