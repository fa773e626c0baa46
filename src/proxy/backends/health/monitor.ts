// Checks the servers again and again, in the main thread, and writes what it finds where all threads see it.
import type { Clock } from '../../../base/clock.ts'
import type { Backend, BackendSettings } from '../backend.ts'
import { afterCheck, type HealthCourse, unchecked } from './health-course.ts'
import { createLazySample, type LazySample } from './lazy-sample.ts'
import type { Probe } from './probe.ts'

/** Calls back once, after so many milliseconds, unless what it returns is called before. */
export type Schedule = (ms: number, work: () => void) => () => void

/** A server has come up or gone down. */
export interface BackendHealthEvent {
  readonly event: 'backend-health'
  readonly backend: string
  readonly isHealthy: boolean
  /** What the last check found. */
  readonly detail: string
}

export interface HealthMonitorOptions {
  readonly backends: readonly Backend[]
  readonly clock: Clock
  readonly schedule: Schedule
  readonly probe: Probe
  readonly onEvent: (event: BackendHealthEvent) => void
}

export interface HealthMonitor {
  /** Resolves once each of the first servers was checked, or need not be. */
  readonly ready: Promise<void>
  /** Watches these servers from now on. Those whose ids were known go on as they are. */
  watch(backends: readonly Backend[]): void
  /** What is known of a server, by its id. */
  report(id: string): HealthCourse | undefined
  stop(): void
}

/** A server that is watched. */
interface Watched {
  backend: Backend
  course: HealthCourse
  /** Set while it is up, and queries tell whether it has to be checked. */
  sample: LazySample | undefined
  /** Too many queries have failed. */
  isSuspect: boolean
  isFirst: boolean
  /** Ends the check that runs, and takes back the next. */
  stopping: AbortController
  cancel: () => void
  /** The first check, or what takes its place, is over. */
  readonly settled: PromiseWithResolvers
}

interface PromiseWithResolvers {
  readonly promise: Promise<void>
  readonly resolve: () => void
}

/** How often it is looked at what becomes of queries, or whether a forced state is still wanted. */
const watchMs = 1000

/** Makes a monitor and starts to check; the first checks come at once. */
export function createHealthMonitor(options: HealthMonitorOptions): HealthMonitor {
  const { clock, schedule, probe, onEvent } = options
  let watched = new Map<string, Watched>()

  function start(backend: Backend): Watched {
    backend.state.setMode(backend.settings.mode)
    const isHealthy = backend.state.isHealthy
    const each: Watched = {
      backend,
      course: { ...unchecked, isHealthy, wasHealthy: isHealthy },
      sample: undefined,
      isSuspect: false,
      isFirst: true,
      stopping: new AbortController(),
      cancel: () => {},
      settled: withResolvers(),
    }
    each.cancel = schedule(0, () => look(each))
    return each
  }

  /** Goes on with the settings of now; if they are others, with a check at once. */
  function goOn(each: Watched, backend: Backend): void {
    const { settings: before } = each.backend
    const { settings } = backend
    each.backend = backend
    if (settings.mode !== before.mode) backend.state.setMode(settings.mode)
    if (checkedAlike(settings, before)) return
    const { isHealthy } = each.course
    each.course = { ...each.course, wasHealthy: isHealthy, good: 0, failed: 0 }
    watchAnew(each)
    end(each)
    each.stopping = new AbortController()
    each.cancel = schedule(0, () => look(each))
  }

  function end(each: Watched): void {
    each.stopping.abort()
    each.cancel()
  }

  function leave(each: Watched): void {
    end(each)
    each.settled.resolve()
  }

  async function look(each: Watched): Promise<void> {
    const begun = clock()
    const { signal } = each.stopping
    const { settings } = each.backend
    if (isDue(each)) {
      const result = await probe(settings, signal)
      if (signal.aborted) return
      take(each, result)
    }
    each.settled.resolve()
    const interval = restOf(each)
    const rest = Math.min(Math.max(0, interval - (clock() - begun)), interval)
    // All began together; from the second check on they are spread over the interval.
    each.cancel = schedule(each.isFirst ? rest * placeOf(each) : rest, () => look(each))
    each.isFirst = false
  }

  /** From 0 to 1, by where a server stands among all. */
  function placeOf(each: Watched): number {
    return ([...watched.values()].indexOf(each) + 1) / watched.size
  }

  function take(each: Watched, result: { isGood: boolean; detail: string }): void {
    const { settings, state } = each.backend
    const before = each.course.isHealthy
    each.course = afterCheck(each.course, result, settings.health)
    const { isHealthy, good } = each.course
    state.setHealthy(isHealthy)
    if (isHealthy !== before || good >= settings.health.rise) watchAnew(each)
    if (isHealthy !== before)
      onEvent({ event: 'backend-health', backend: settings.name, isHealthy, detail: result.detail })
  }

  const watch = (backends: readonly Backend[]): void => {
    const before = watched
    watched = new Map()
    for (const backend of backends) {
      const known = before.get(backend.settings.id)
      before.delete(backend.settings.id)
      if (known) goOn(known, backend)
      watched.set(backend.settings.id, known ?? start(backend))
    }
    for (const gone of before.values()) leave(gone)
  }
  watch(options.backends)

  return {
    ready: Promise.all(Array.from(watched.values(), ({ settled }) => settled.promise)).then(() => {}),
    watch,
    report: id => watched.get(id)?.course,
    stop() {
      for (const each of watched.values()) leave(each)
      watched.clear()
    },
  }
}

/** Whether to ask now: not where it is forced up or down, nor of a lazy one that queries show to be well. */
function isDue(each: Watched): boolean {
  const { settings, state } = each.backend
  if (state.mode === 'up' || state.mode === 'down') return false
  const { lazy } = settings.health
  if (!lazy || !each.course.isHealthy) return true
  each.sample ??= createLazySample(state, lazy)
  if (each.sample() && !each.isSuspect) {
    each.isSuspect = true
    each.course = { ...each.course, good: 0 }
  }
  return each.isSuspect
}

/** What queries have told so far counts no more. */
function watchAnew(each: Watched): void {
  each.isSuspect = false
  each.sample = undefined
}

/** Milliseconds from the last look to the next. */
function restOf({ backend: { settings, state }, course, isSuspect }: Watched): number {
  const { intervalMs, lazy } = settings.health
  if (state.mode === 'up' || state.mode === 'down') return watchMs
  if (!lazy || isSuspect) return intervalMs
  if (course.isHealthy) return Math.min(watchMs, intervalMs)
  // One that begins to come back is soon asked again.
  if (course.good > 0) return intervalMs
  const doublings = Math.max(0, course.failed - settings.health.maxFailures)
  return Math.min(lazy.intervalMs * 2 ** doublings, lazy.maxIntervalMs)
}

/** Whether what was found with one set of settings holds for another. */
const checkedAlike = (a: BackendSettings, b: BackendSettings): boolean => checkText(a) === checkText(b)

const checkText = ({ endpoint, source, health, tcp }: BackendSettings): string =>
  JSON.stringify([endpoint, source, { ...health, query: [...health.query] }, tcp])

function withResolvers(): PromiseWithResolvers {
  let resolve = (): void => {}
  const promise = new Promise<void>(done => {
    resolve = done
  })
  return { promise, resolve }
}
