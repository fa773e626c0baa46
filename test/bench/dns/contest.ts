// Offers the same load to several servers in turn, round after round, and takes the medians of what they do.
import { type Load, type LoadResult, offer } from './load.ts'
import { cpuSeconds } from './programs.ts'
import type { Server } from './servers.ts'

/** The medians of one server; times are microseconds. */
export interface Standing {
  readonly name: string
  /** Answers a second. */
  readonly qps: number
  /** Processor time of all its threads and processes for one answer. */
  readonly cpu: number
  readonly p50: number
  readonly p99: number
  readonly under1ms: number
  readonly under10ms: number
  /** The share of the queries that had no answer. */
  readonly lost: number
}

export interface Effort {
  readonly rounds: number
  readonly seconds: number
}

/** The load of a round; all servers get the same. */
export type LoadOfRound = (round: number) => Omit<Load, 'seconds'> & { readonly seconds?: number }

/**
 * Measures servers that run, the first of them ours. Before the rounds each gets one that does not count.
 * Throws if what comes back is not answers with records: anything else would be measured in vain.
 */
export async function contest(
  servers: readonly Server[],
  loadOf: LoadOfRound,
  effort: Effort,
): Promise<readonly Standing[]> {
  const rounds = new Map(servers.map(server => [server, [] as Standing[]]))
  for (const server of servers) await measureRound(server, { seconds: effort.seconds, ...loadOf(0) }, 0)
  for (let round = 1; round <= effort.rounds; round++)
    for (let i = 0; i < servers.length; i++) {
      // Each is the first in some rounds.
      const server = servers[(i + round) % servers.length]!
      const load = { seconds: effort.seconds, ...loadOf(round) }
      rounds.get(server)!.push(await measureRound(server, load, round))
    }
  return servers.map(server => mediansOf(server.name, rounds.get(server)!))
}

async function measureRound(server: Server, load: Load, seed: number): Promise<Standing> {
  const before = cpuSeconds(server.pid)
  const result = await offer(server.port, load, seed)
  const cpu = cpuSeconds(server.pid) - before
  refuseOtherAnswers(server.name, result)
  const { received, seconds, sent, p50, p99, under1ms, under10ms } = result
  return {
    name: server.name,
    qps: received / seconds,
    cpu: (cpu * 1e6) / received,
    ...{ p50, p99, under1ms, under10ms },
    lost: 1 - received / sent,
  }
}

const leastPositive = 0.99

function refuseOtherAnswers(name: string, result: LoadResult): void {
  if (result.received === 0 || result.positive < result.received * leastPositive)
    throw new Error(`${name} does not answer what is asked: ${JSON.stringify(result)}`)
}

function mediansOf(name: string, rounds: readonly Standing[]): Standing {
  const median = (figure: (round: Standing) => number): number =>
    rounds.map(figure).sort((a, b) => a - b)[Math.floor(rounds.length / 2)]!
  return {
    name,
    qps: median(({ qps }) => qps),
    cpu: median(({ cpu }) => cpu),
    p50: median(({ p50 }) => p50),
    p99: median(({ p99 }) => p99),
    under1ms: median(({ under1ms }) => under1ms),
    under10ms: median(({ under10ms }) => under10ms),
    lost: median(({ lost }) => lost),
  }
}
