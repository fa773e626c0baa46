// Runs the health checks of all zones that are served, each check once however many sets refer to it, and writes what it
// finds where answers are chosen.
import { canonicalText } from '../../dns/canonical.ts'
import type { CalculatedCheck, HealthCheck, ProbeCheck } from '../../dns/routing.ts'
import { type HealthReport, type Looking, lookRegularly } from './look-regularly.ts'

export type { HealthReport } from './look-regularly.ts'

/** A check has changed its mind. */
export interface HealthEvent {
  readonly event: 'health'
  /** Its name, or its id. */
  readonly check: string
  readonly isWell: boolean
  readonly detail: string
}

export interface MonitorOptions extends Looking {
  /** The check that goes by an id; one that nobody knows counts as well. */
  readonly resolve: (id: string) => HealthCheck | undefined
  readonly onEvent: (event: HealthEvent) => void
}

export interface Monitor {
  /**
   * Runs the checks and keeps `health[i]` at 1 while `checks[i]` is well and at 0 while it is ill, in place of what was
   * watched for that array or the one `before`; checks of both go on.
   */
  watch(checks: readonly (HealthCheck | undefined)[], health: Uint8Array, before?: Uint8Array): void
  /** Takes back a `watch`; checks that nobody watches any more end. */
  unwatch(health: Uint8Array): void
  /** What is known of a check; undefined if nobody watches it. */
  report(check: HealthCheck): HealthReport | undefined
  /** Resolves every id anew, as what stands behind it may have changed. */
  refresh(): void
  stop(): void
}

/** First looks come within this time or, of many checks, at about this rate, but within an interval. */
const spreadMs = 1000
const firstLooksPerSecond = 50

/** A check that runs. */
interface Runner {
  readonly check: HealthCheck
  /** What it is known by, and the check as it is written out, which is found out faster. */
  readonly key: string
  readonly text: string
  users: number
  report: HealthReport
  /** Where its state is written to. */
  readonly places: Map<Uint8Array, number>
  /** Checks that sum it up, or stand for it. */
  readonly parents: Set<Runner>
  /** What it makes of its children, if it has any. */
  judge?: () => HealthReport
  /** True while those that depend on it are told, so that a circle of checks comes to an end. */
  isTelling: boolean
  /** Ends what it does. */
  end: () => void
}

/** Makes a monitor that checks nothing yet. */
export function createMonitor(options: MonitorOptions): Monitor {
  const runners = new Map<string, Runner>()
  const watched = new Map<Uint8Array, readonly (Runner | undefined)[]>()

  /** Zones come again with thousands of checks that are as they were: those are the ones that stood at their places. */
  function take(check: HealthCheck, likely?: Runner): Runner {
    const text = JSON.stringify(check)
    const runner = text === likely?.text ? likely : find(check, text)
    runner.users++
    return runner
  }

  function find(check: HealthCheck, text: string): Runner {
    const key = canonicalText(check)
    let runner = runners.get(key)
    if (!runner) {
      runner = {
        check,
        key,
        text,
        users: 0,
        report: { isWell: true, detail: 'not checked yet' },
        places: new Map(),
        parents: new Set(),
        isTelling: false,
        end: () => {},
      }
      runners.set(key, runner)
      start(runner)
    }
    return runner
  }

  function give(runner: Runner): void {
    if (--runner.users > 0) return
    end(runner)
  }

  function end(runner: Runner): void {
    if (!runners.delete(runner.key)) return
    runner.end()
  }

  function start(runner: Runner): void {
    const { check } = runner
    switch (check.type) {
      case 'calculated':
        return follow(runner, check.checks, children => sumUp(check, children))
      case 'reference':
        return followReference(runner, check.id)
      default:
        return startLooking(runner, check)
    }
  }

  function startLooking(runner: Runner, check: ProbeCheck): void {
    const spread = Math.max(spreadMs, (runners.size * 1000) / firstLooksPerSecond)
    runner.end = lookRegularly(check, spread, options, report => settle(runner, report))
  }

  /** Lets a check be what others make it. */
  function follow(
    runner: Runner,
    checks: readonly HealthCheck[],
    judge: (children: readonly Runner[]) => HealthReport,
  ): void {
    const children = checks.map(child => take(child))
    for (const child of children) child.parents.add(runner)
    runner.judge = () => judge(children)
    settle(runner, runner.judge())
    runner.end = () => {
      for (const child of children) {
        child.parents.delete(runner)
        give(child)
      }
    }
  }

  function followReference(runner: Runner, id: string): void {
    const wasWell = runner.report.isWell
    const check = options.resolve(id)
    follow(runner, check ? [check] : [], ([target]) =>
      target ? target.report : { isWell: true, detail: 'no such check' },
    )
    if (!wasWell && runner.report.isWell) tell(runner)
  }

  /** Notes what is known now, and tells who depends on it. */
  function settle(runner: Runner, report: HealthReport): void {
    const hasChanged = report.isWell !== runner.report.isWell
    runner.report = report
    for (const [health, index] of runner.places) health[index] = Number(report.isWell)
    // What an id stands for tells of itself, by the same name.
    if (hasChanged && runner.check.type !== 'reference') tell(runner)
    if (runner.isTelling) return
    runner.isTelling = true
    for (const parent of runner.parents) settle(parent, parent.judge!())
    runner.isTelling = false
  }

  function tell({ check, report: { isWell, detail } }: Runner): void {
    options.onEvent({ event: 'health', check: nameOf(check), isWell, detail })
  }

  function forget(before: readonly (Runner | undefined)[], health: Uint8Array): void {
    for (const runner of before) {
      if (!runner) continue
      runner.places.delete(health)
      give(runner)
    }
  }

  function unwatch(health: Uint8Array): void {
    const before = watched.get(health) ?? []
    watched.delete(health)
    forget(before, health)
  }

  return {
    watch(checks, health, before = health) {
      const old = watched.get(before) ?? []
      watched.delete(before)
      const taken = checks.map((check, index) => check && take(check, old[index]))
      watched.set(health, taken)
      // Only now, so that checks of both go on.
      forget(old, before)
      for (const [index, runner] of taken.entries()) {
        if (!runner) continue
        runner.places.set(health, index)
        health[index] = Number(runner.report.isWell)
      }
    },
    unwatch,
    report: check => runners.get(canonicalText(check))?.report,
    refresh() {
      for (const runner of [...runners.values()]) {
        // One that is gone meanwhile, with what summed it up, has given back what it held.
        if (runner.check.type !== 'reference' || runners.get(runner.key) !== runner) continue
        // Held meanwhile, so that a target that stays goes on with what it knows.
        const next = options.resolve(runner.check.id)
        const held = next && take(next)
        runner.end()
        followReference(runner, runner.check.id)
        if (held) give(held)
      }
    },
    stop() {
      for (const health of [...watched.keys()]) unwatch(health)
      // Checks that sum each other up hold each other.
      for (const runner of [...runners.values()]) end(runner)
    },
  }
}

function sumUp({ healthy, inverted }: CalculatedCheck, children: readonly Runner[]): HealthReport {
  const well = children.filter(({ report }) => report.isWell).length
  return {
    isWell: well >= healthy !== (inverted ?? false),
    detail: `${well} of ${children.length} checks are well, ${healthy} are needed`,
  }
}

const nameOf = (check: HealthCheck): string => (check.type === 'reference' ? check.id : check.name)
