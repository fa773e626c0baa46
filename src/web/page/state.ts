// What the page shows: the last seconds, and the newest state, as the server sends them.
import type { Block, Change, Pool, Report, Rule, Sample, Server, TopEntry } from '../schemas.ts'

/** One event of the stream. */
export interface Live {
  readonly sample?: Sample
  readonly report: Report
  readonly isReadWrite: boolean
  readonly servers: readonly Server[]
  readonly pools: readonly Pool[]
  readonly rules: readonly Rule[]
  readonly ruleCount: number
  readonly blocks: readonly Block[]
  readonly blockCount: number
  readonly changes: readonly Change[]
  readonly top?: { readonly names: readonly TopEntry[]; readonly clients: readonly TopEntry[] }
}

export interface PageState {
  readonly live: Live | undefined
  readonly samples: readonly Sample[]
  readonly isConnected: boolean
}

/** Before anything has come. */
export const atFirst: PageState = { live: undefined, samples: [], isConnected: false }

/** Seconds that charts show. */
const kept = 600

/** Tells of each state from now on; the function that is given back ends it. */
export function follow(onState: (change: (state: PageState) => PageState) => void): () => void {
  const stream = new EventSource('api/v1/live')
  const addSamples = (samples: readonly Sample[]): void =>
    onState(state => ({
      ...state,
      samples: [
        ...samples.filter(({ time }) => time < (state.samples[0]?.time ?? Number.POSITIVE_INFINITY)),
        ...state.samples,
      ].slice(-kept),
    }))
  stream.onopen = () => {
    onState(state => ({ ...state, isConnected: true }))
    void fetch('api/v1/history')
      .then(answer => (answer.ok ? answer.json() : []))
      .then((samples: readonly Sample[]) => addSamples(samples))
      .catch(() => {})
  }
  stream.onmessage = ({ data }: MessageEvent<string>) => {
    const live = JSON.parse(data) as Live
    onState(state => ({
      live,
      isConnected: true,
      samples: live.sample ? [...state.samples, live.sample].slice(-kept) : state.samples,
    }))
  }
  stream.onerror = () => onState(state => ({ ...state, isConnected: false }))
  return () => stream.close()
}
