// Runs in memory, as the history gives them, and a clock that goes on while one sleeps.
import type { ProcessIdentity } from '../../../src/base/process-identity.ts'
import type { Name } from '../../../src/dns/name.ts'
import type { Decision, History, JournalStep, Run, RunHead, ZoneJournal } from '../../../src/history/run.ts'

/** 2026-11-22T10:00:00Z. */
export const start = Date.UTC(2026, 10, 22, 10)
export const at = (seconds: number): string => new Date(start + seconds * 1000).toISOString()

export const applier: ProcessIdentity = { pid: 100, host: 'host', user: 'ada' }
export const other: ProcessIdentity = { pid: 200, host: 'host', user: 'bob' }

export interface RunSetup {
  readonly id?: string
  readonly by?: ProcessIdentity
  readonly undoes?: string
  readonly kind?: RunHead['kind']
  readonly confirmBy?: string
  readonly decision?: Decision
  /** Of each zone. */
  readonly steps?: readonly (readonly JournalStep[])[]
}

/** A run of zones of which one is worked on for each list of steps. */
export function heldRun(setup: RunSetup = {}): Run {
  const { id = 'run-1', by = applier, undoes, kind = 'apply', steps = [applied] } = setup
  let { confirmBy, decision } = setup
  return {
    head: {
      id,
      kind,
      began: at(0),
      by,
      tool: '0.1.0',
      plan: '00',
      ...(undoes !== undefined && { undoes }),
    },
    zones: steps.map((each, i) => journalOf(`zone${i}.example.com.` as Name, each)),
    get confirmBy() {
      return confirmBy
    },
    get decision() {
      return decision
    },
    async awaitConfirmation(until) {
      confirmBy = until
    },
    async decide(wanted) {
      decision ??= wanted
      return decision
    },
  }
}

function journalOf(zone: Name, steps: readonly JournalStep[]): ZoneJournal {
  const records = steps.map(step => ({ ...step, at: at(0) }))
  return {
    intent: { zone, provider: 'local', stages: [] },
    totals: { create: 0, update: 0, delete: 0 },
    records,
    async append(step) {
      records.push({ ...step, at: at(0) })
    },
  }
}

export const ended = (
  status: Extract<JournalStep, { step: 'ended' }>['status'],
  problems: Extract<JournalStep, { step: 'ended' }>['problems'] = [],
): JournalStep => ({ step: 'ended', status, problems })

export const sending: JournalStep = { step: 'sending', stage: 0, batch: 1, batches: 1, rrsets: [] }

/** A zone that is done. */
export const applied: readonly JournalStep[] = [
  { step: 'leased', token: 1 },
  sending,
  { step: 'applied', stage: 0, problems: [] },
  ended('applied'),
]

/** A history of runs, the newest first. */
export const historyOf = (runs: readonly Run[]): Pick<History, 'run' | 'runs' | 'unsettled'> => ({
  async *runs() {
    yield* runs
  },
  async *unsettled() {
    yield* runs
  },
  async run(id) {
    return runs.find(({ head }) => head.id === id)!
  },
})
