import { describe, expect, it } from 'vitest'
import { problem } from '../../../src/base/errors.ts'
import type { History, Run } from '../../../src/history/run.ts'
import { unconfirmed, type WatchInput, watchRun } from '../../../src/operations/confirm/watch-run.ts'
import { applied, applier, at, ended, heldRun, historyOf, other, start } from './held-run.ts'

interface Story {
  readonly run: Run
  /** Later runs, the newest first; the story may add some. */
  readonly later?: Run[]
  /** What happens when so many seconds have passed. */
  readonly events?: Readonly<Record<number, () => unknown>>
  /** Until when the processes are at work, in seconds. */
  readonly atWorkUntil?: Readonly<Record<number, number>>
  /** What each attempt gives. */
  readonly attempts?: readonly (readonly ReturnType<typeof problem>[] | Error)[]
}

/** Watches through a story; gives the log with seconds, and when attempts were made. */
async function watched({ run, later = [], events = {}, atWorkUntil = {}, attempts = [] }: Story) {
  let now = start
  const seconds = (): number => (now - start) / 1000
  const log: string[] = []
  const tries: number[] = []
  const history = historyOf([run])
  const input: WatchInput = {
    id: run.head.id,
    history: { ...history, unsettled: () => historyOf([...later, run]).unsettled() } as History,
    clock: () => now,
    async sleep(ms) {
      const before = seconds()
      now += ms
      for (const [when, event] of Object.entries(events))
        if (Number(when) > before && Number(when) <= seconds()) await event()
    },
    isAtWork: ({ pid }) => seconds() < (atWorkUntil[pid] ?? 0),
    async revert() {
      tries.push(seconds())
      const problems = attempts[tries.length - 1] ?? []
      if (problems instanceof Error) throw problems
      if (problems.length === 0)
        later.unshift(heldRun({ id: `undo-${tries.length}`, undoes: run.head.id, kind: 'revert' }))
      return { left: problems, kept: [] }
    },
    log: text => log.push(`${seconds()} ${text}`),
  }
  await watchRun(input)
  return { log, tries, decision: run.decision }
}

const unreachable = [problem('route53-unreachable', 'no answer')]

describe('the watcher', () => {
  it('takes back what nobody confirms, on time', async () => {
    const { tries, decision } = await watched({ run: heldRun({ confirmBy: at(599) }) })
    expect(tries).toEqual([599])
    expect(decision).toEqual({ verdict: 'reverted', at: at(599), by: unconfirmed })
  })

  it('ends when the run is confirmed', async () => {
    const run = heldRun({ confirmBy: at(600) })
    const events = { 100: () => run.decide({ verdict: 'confirmed', at: at(100), by: 'ada@host' }) }
    const { log, tries } = await watched({ run, events })
    expect(tries).toEqual([])
    expect(log).toEqual(['100 confirmed by ada@host'])
  })

  it('lets the time begin anew when all is applied', async () => {
    const run = heldRun({ confirmBy: at(60) })
    const { tries } = await watched({
      run,
      atWorkUntil: { [applier.pid]: 100 },
      events: { 99: () => run.awaitConfirmation(at(159)) },
    })
    expect(tries).toEqual([159])
  })

  it('takes back at once what is late when the process that applies is killed', async () => {
    const run = heldRun({ confirmBy: at(60), steps: [[]] })
    const { tries } = await watched({ run, atWorkUntil: { [applier.pid]: 100 } })
    expect(tries).toHaveLength(1)
    expect(tries[0]).toBeGreaterThanOrEqual(100)
    expect(tries[0]).toBeLessThan(101)
  })

  it('sees what the process that applied wrote just before its end', async () => {
    const run = heldRun({ confirmBy: at(60) })
    const { tries } = await watched({
      run,
      atWorkUntil: { [applier.pid]: 100 },
      events: { 99.9: () => run.awaitConfirmation(at(160)) },
    })
    expect(tries).toEqual([160])
  })

  it('ends when the process ended before it changed anything', async () => {
    const { log, tries } = await watched({
      run: heldRun({ steps: [[ended('skipped')]] }),
      atWorkUntil: { [applier.pid]: 5 },
    })
    expect(tries).toEqual([])
    expect(log).toHaveLength(1)
    expect(log[0]).toContain('nothing was changed')
  })

  it('tries again in growing steps while the provider cannot be reached', async () => {
    const attempts = Array.from({ length: 12 }, () => unreachable)
    const { log, tries } = await watched({ run: heldRun({ confirmBy: at(10) }), attempts })
    const waits = tries.slice(1).map((time, i) => time - tries[i]!)
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300])
    expect(log.filter(line => line.includes('route53-unreachable: no answer'))).toHaveLength(12)
    expect(log.at(-1)).toContain('it is taken back')
  })

  it('tries again after a fault of ours', async () => {
    const { log } = await watched({ run: heldRun({ confirmBy: at(10) }), attempts: [new Error('broken')] })
    expect(log.join('\n')).toContain('broken')
  })

  it('gives up after a day', async () => {
    const attempts = Array.from({ length: 1000 }, () => unreachable)
    const { log, tries } = await watched({ run: heldRun({ confirmBy: at(0) }), attempts })
    expect(tries.length).toBeLessThan(400)
    expect(log.at(-1)).toContain('given up')
  })

  it('leaves it to the process whose canary failed, and goes on if that one dies', async () => {
    const decision = { verdict: 'reverted', at: at(5), by: 'the canary failed' } as const
    const run = heldRun({ confirmBy: at(60), decision })
    const finished = await watched({
      run,
      later: [heldRun({ id: 'run-2', kind: 'revert', undoes: 'run-1' })],
      atWorkUntil: { [applier.pid]: 30 },
    })
    expect(finished.tries).toEqual([])
    const died = await watched({
      run,
      later: [heldRun({ id: 'run-2', kind: 'revert', undoes: 'run-1', steps: [[]] })],
      atWorkUntil: { [applier.pid]: 30 },
    })
    expect(died.tries).toEqual([30])
  })

  it('leaves it to another process that decided first', async () => {
    const run = heldRun({ confirmBy: at(60) })
    const later: Run[] = []
    const { tries } = await watched({
      run,
      later,
      atWorkUntil: { [other.pid]: 80 },
      events: {
        60: () => run.decide({ verdict: 'reverted', at: at(60), by: 'bob@host' }),
        61: () => later.unshift(heldRun({ id: 'run-2', by: other, undoes: 'run-1', steps: [[]] })),
        79: () => later.splice(0, 1, heldRun({ id: 'run-2', by: other, undoes: 'run-1', steps: [applied] })),
      },
    })
    expect(tries).toEqual([])
  })
})
