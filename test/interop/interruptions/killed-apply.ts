// An apply that kills itself: run as a program of its own, it plans and applies the checkout of a folder, and ends by
// SIGKILL right before or after the step of the history that it is told. Without one it prints the steps it took.
import { silent } from '../../../src/base/io.ts'
import type { History, Run, ZoneJournal } from '../../../src/history/run.ts'
import { applyPlanned } from '../../../src/operations/apply/apply-planned.ts'
import { withSession } from '../../../src/operations/apply/apply-session.ts'
import { planOfFiles } from '../../../src/operations/plan-sources.ts'

/** What the program is told, as JSON in its only argument. */
export interface KilledApply {
  readonly cwd: string
  /** Seconds. */
  readonly lowerTtlTo?: number
  /** The step counts from 0; beginning the run is the first. */
  readonly kill?: { readonly step: number; readonly when: 'before' | 'after' }
}

const { cwd, lowerTtlTo, kill } = JSON.parse(process.argv[2]!) as KilledApply
const taken: string[] = []

/** Takes a step, or dies beside it. */
async function step<T>(name: string, take: () => Promise<T>): Promise<T> {
  const number = taken.push(name) - 1
  if (kill?.step === number && kill.when === 'before') await die()
  const result = await take()
  if (kill?.step === number) await die()
  return result
}

function die(): Promise<never> {
  process.kill(process.pid, 'SIGKILL')
  return new Promise(() => {})
}

const mortal = (journal: ZoneJournal): ZoneJournal => ({
  intent: journal.intent,
  totals: journal.totals,
  records: journal.records,
  append: one => step(one.step, () => journal.append(one)),
})

const mortalHistory = (history: History): History => ({
  ...history,
  begin: async (head, intents) => {
    const run: Run = await step('begin', () => history.begin(head, intents))
    return { ...run, zones: run.zones.map(mortal) }
  },
})

await withSession({ cwd, configFile: undefined, listener: silent }, async session => {
  const { plan, problems } = await planOfFiles({ zones: [] })(session)
  if (problems.some(({ severity }) => severity === 'error')) throw new Error(JSON.stringify(problems))
  const options = { lockWaitMs: 0, proof: 'never' } as const
  const history = mortalHistory(session.history)
  const { signal } = new AbortController()
  const { zones } = await applyPlanned(
    { ...session, history },
    { kind: 'apply', plan, lowerTtlTo },
    options,
    signal,
  )
  if (zones.some(({ status }) => status !== 'applied')) throw new Error(JSON.stringify(zones))
})
process.stdout.write(JSON.stringify(taken))
