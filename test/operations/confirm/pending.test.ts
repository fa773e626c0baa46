import { describe, expect, it } from 'vitest'
import { DnsctlError, fault } from '../../../src/base/errors.ts'
import type { Name } from '../../../src/dns/name.ts'
import type { History } from '../../../src/history/run.ts'
import { openWarnings, refusePending } from '../../../src/operations/confirm/pending.ts'
import { applied, heldRun, historyOf } from './held-run.ts'

const future = new Date(Date.now() + 3_600_000).toISOString()
const past = new Date(Date.now() - 3_600_000).toISOString()
const reverted = { verdict: 'reverted', at: past, by: 'nobody confirmed it in time' } as const
const zone = (name: string, provider = 'local') => ({ zone: name as Name, provider })

const runs = [
  heldRun({ id: 'run-4' }),
  heldRun({ id: 'run-3', confirmBy: past, decision: reverted, steps: [applied] }),
  heldRun({ id: 'run-2', confirmBy: past, steps: [applied] }),
  heldRun({ id: 'run-1', confirmBy: future, steps: [applied, applied] }),
]
const history = historyOf(runs) as History

const refusal = async (zones: readonly ReturnType<typeof zone>[], undoes?: string): Promise<string[]> => {
  const error = await refusePending(history, zones, undoes).catch((error: unknown) => error)
  return error instanceof DnsctlError ? error.problems.map(({ message }) => message) : []
}

describe('a zone', () => {
  it.each([
    ['of another name', [zone('example.org.')], undefined, []],
    ['at another provider', [zone('zone1.example.com.', 'aws')], undefined, []],
    [
      'that waits',
      [zone('example.org.'), zone('zone1.example.com.')],
      undefined,
      [
        `zone1.example.com. at local: run run-1 waits until ${future} to be confirmed; confirm it with \`dnsctl confirm run-1\` or take it back with \`dnsctl rollback run-1\``,
      ],
    ],
    [
      'that waits, named in other letters',
      [zone('Zone1.Example.com.')],
      undefined,
      [expect.stringContaining('Zone1.Example.com. at local: run run-1 waits until')],
    ],
    ['whose run is undone now', [zone('zone1.example.com.')], 'run-1', []],
    [
      'of several runs',
      [zone('zone0.example.com.')],
      'run-1',
      [
        'zone0.example.com. at local: run run-3 is being taken back; see how far that is with `dnsctl show run-3`',
        'zone0.example.com. at local: run run-2 was not confirmed in time and is going to be taken back',
      ],
    ],
  ])('%s', async (_name, zones, undoes, expected) => {
    expect(await refusal(zones, undoes)).toEqual(expected)
  })

  it('is warned of where nothing is changed', async () => {
    const warnings = await openWarnings(history)
    expect(warnings.map(({ severity }) => severity)).toEqual(['warning', 'warning', 'warning'])
  })

  it('is not known to those who may not read the history', async () => {
    const refused = (): never => {
      throw fault('history-unusable', 'state/runs cannot be read: EACCES')
    }
    const closed = { runs: refused, unsettled: refused } as unknown as History
    expect(await openWarnings(closed)).toEqual([
      { code: 'history-unusable', severity: 'warning', message: 'state/runs cannot be read: EACCES' },
    ])
  })
})
