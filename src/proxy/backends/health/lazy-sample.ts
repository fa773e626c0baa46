// Watches what becomes of queries, for servers that are checked only once those fail.
import type { BackendState, LazySettings } from '../backend.ts'

/** Takes in what was counted since the last time; true if too many of the last queries failed. */
export type LazySample = () => boolean

interface Slice {
  readonly ended: number
  readonly failed: number
}

/** Starts to watch; queries from before do not count. */
export function createLazySample(state: BackendState, settings: LazySettings): LazySample {
  let last = totalsOf(state, settings)
  /** The last slices that hold as many queries as are looked at. */
  const slices: Slice[] = []

  return () => {
    const now = totalsOf(state, settings)
    const slice = { ended: now.ended - last.ended, failed: now.failed - last.failed }
    last = now
    if (slice.ended > 0) slices.push(slice)
    let ended = slices.reduce((sum, each) => sum + each.ended, 0)
    while (slices.length > 1 && ended - slices[0]!.ended >= settings.sampleSize)
      ended -= slices.shift()!.ended
    const failed = slices.reduce((sum, each) => sum + each.failed, 0)
    return ended >= settings.minSamples && failed >= ended * settings.threshold && failed > 0
  }
}

/** Queries that have come to an end, and those of them without a good one. */
function totalsOf(state: BackendState, { countsServfail }: LazySettings): Slice {
  const lost = state.total('timeouts') + state.total('sendErrors') + state.total('tcpErrors')
  const failed = lost + (countsServfail ? state.total('servfail') : 0)
  return { ended: lost + state.total('responses'), failed }
}
