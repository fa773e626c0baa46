// What is measured: dnsctl as a name server and as a proxy, beside NSD, Knot and dnsdist.
import { contest, type Effort, type LoadOfRound, type Standing } from './contest.ts'
import { offer } from './load.ts'
import { residentOctets, stopPrograms } from './programs.ts'
import {
  benchZone,
  type Server,
  startAnswerer,
  startDnsdist,
  startKnot,
  startNsd,
  startProxy,
  startServe,
  writeZone,
} from './servers.ts'
import type { Row } from './table.ts'

/** A benchmark: starts its servers, and yields rows as it gets them. */
export type DnsBench = (effort: Effort) => AsyncIterable<Row>

/** Under saturation, and the rate of a busy but not overloaded server. */
const inFlight = 256
const steadyRate = 20_000
const zone = benchZone

export const benches: Readonly<Record<string, DnsBench>> = {
  'authoritative-10k': effort => authoritative('10k names', 10_000, effort),
  'authoritative-1m': effort => authoritative('1M names', 1_000_000, effort),
  dgram,
  'cache-hits': cacheHits,
  forwarding,
  mixed,
  'cache-memory-1m': () => cacheMemory('1M', 1_000_000),
  'cache-memory-10m': () => cacheMemory('10M', 10_000_000),
}

async function* authoritative(title: string, names: number, effort: Effort): AsyncIterable<Row> {
  const file = writeZone(names)
  const servers = await startAll([() => startServe(file), () => startNsd(file), () => startKnot(file)])
  yield* saturated(`authoritative, ${title}`, servers, { zone, names }, effort, { nsd: 1, knot: 1 })
  yield* steady(`authoritative, ${title}`, servers, { zone, names }, effort)
}

async function* dgram(effort: Effort): AsyncIterable<Row> {
  const names = 10_000
  const file = writeZone(names)
  const servers = await startAll([() => startServe(file, 'dgram'), () => startNsd(file)])
  yield* saturated('authoritative by node:dgram', servers, { zone, names }, effort, { nsd: 0.35 })
}

const cacheEntries = 100_000

async function* cacheHits(effort: Effort): AsyncIterable<Row> {
  const names = 10_000
  const backend = await startAnswerer()
  const servers = await startAll([
    () => startProxy(backend, cacheEntries),
    () => startDnsdist(backend, cacheEntries),
    () => startDnsdist(backend, cacheEntries, 32),
  ])
  for (const { port } of servers)
    await offer(port, { zone, names, isOnce: true, inFlight: 64, seconds: 10 }, 0)
  const least = { dnsdist: 1.2, 'dnsdist by 32': 1 }
  yield* saturated('cache hits', servers, { zone, names }, effort, least)
  yield* steady('cache hits', servers.slice(0, 2), { zone, names }, effort)
}

async function* forwarding(effort: Effort): AsyncIterable<Row> {
  const names = 1_000_000
  const backend = await startAnswerer()
  const servers = await startAll([() => startProxy(backend, 0), () => startDnsdist(backend, 0)])
  const [ours, ...peers] = await contest(servers, () => ({ zone, names, inFlight }), effort)
  for (const peer of peers) {
    yield* figures('forwarding, saturated', ours!, peer, { cpu: { most: 1 } })
  }
  yield* steady('forwarding', servers, { zone, names }, effort)
}

/** In front of NSD, at the rate and with the share of hits that the talk on dnsdist has figures of. */
async function* mixed(effort: Effort): AsyncIterable<Row> {
  const names = 1_000_000
  const backend = await startNsd(writeZone(names), 1)
  const servers = await startAll([() => startProxy(backend, names), () => startDnsdist(backend, names)])
  const popular = { names: 1000, share: 0.7 }
  const seconds = Math.max(effort.seconds, 2)
  const rate = 1500
  // What is rarely run is slow to be compiled; these servers are not measured in their first seconds.
  const others = { zone, first: names / 2, names: 100_000, isOnce: true, inFlight: 64, seconds: 20 }
  for (const { port } of servers) {
    await offer(port, { ...others, popular }, 0)
    await offer(port, { zone, names: popular.names, isOnce: true, rate, seconds: 10 }, 0)
  }
  // The names of each round were not asked for before, so that 30 of 100 queries reach NSD.
  const loadOf: LoadOfRound = round => ({
    ...{ zone, popular, rate, seconds },
    names: 20_000,
    first: popular.names + round * 20_000,
    timeoutMs: 2000,
    isOnce: true,
  })
  const [ours, peer] = (await contest(servers, loadOf, effort)) as [Standing, Standing]
  const title = '1,500 q/s, 70 % hits, in front of nsd'
  yield { name: `${title}: under 1 ms`, ours: 100 * ours.under1ms, peer: 100 * peer.under1ms, unit: '%' }
  yield { name: `${title}: under 10 ms`, ours: 100 * ours.under10ms, peer: 100 * peer.under10ms, unit: '%' }
  yield { name: `${title}: p50`, ours: ours.p50, peer: peer.p50, unit: 'µs' }
  yield { name: `${title}: p99 beside dnsdist`, ours: ours.p99, peer: peer.p99, unit: 'µs' }
  yield { name: `${title}: p99`, ours: ours.p99, unit: 'µs', required: { most: 1000 } }
}

/** Fills caches one after the other, and tells what each entry takes. */
async function* cacheMemory(title: string, names: number): AsyncIterable<Row> {
  const backend = await startAnswerer()
  const octets: number[] = []
  for (const start of [startProxy, startDnsdist]) {
    const server = await start(backend, names)
    const before = residentOctets(server.pid)
    const load = { zone, names, isOnce: true, inFlight: 64, seconds: 20 + names / 20_000, timeoutMs: 5000 }
    const { received } = await offer(server.port, load, 0)
    octets.push((residentOctets(server.pid) - before) / received)
    await server.stop()
  }
  const [ours, peer] = octets as [number, number]
  yield { name: `memory of an answer in a cache of ${title}`, ours, peer, unit: 'octets' }
}

/** One after the other, so that each has the processor while it loads. */
async function startAll(starts: readonly (() => Promise<Server>)[]): Promise<Server[]> {
  const servers: Server[] = []
  for (const start of starts) servers.push(await start())
  return servers
}

type Names = Readonly<Pick<ReturnType<LoadOfRound>, 'zone' | 'names'>>

async function* saturated(
  title: string,
  servers: readonly Server[],
  names: Names,
  effort: Effort,
  least: Readonly<Record<string, number>>,
): AsyncIterable<Row> {
  const [ours, ...peers] = await contest(servers, () => ({ ...names, inFlight }), effort)
  for (const peer of peers) {
    const wanted = least[peer.name]
    yield* figures(`${title}, saturated`, ours!, peer, wanted === undefined ? {} : { qps: { least: wanted } })
  }
}

async function* steady(
  title: string,
  servers: readonly Server[],
  names: Names,
  effort: Effort,
): AsyncIterable<Row> {
  const [ours, ...peers] = await contest(servers, () => ({ ...names, rate: steadyRate }), effort)
  const required = { cpu: { most: 1.2 }, p50: { most: 1.25 } }
  for (const peer of peers) yield* figures(`${title}, 20k q/s`, ours!, peer, required)
}

function* figures(
  title: string,
  ours: Standing,
  peer: Standing,
  required: Readonly<Partial<Record<'qps' | 'cpu' | 'p50', NonNullable<Row['required']>>>>,
): Iterable<Row> {
  const units = { qps: 'q/s', cpu: 'µs', p50: 'µs', p99: 'µs' } as const
  const words = { qps: 'answers', cpu: 'CPU an answer', p50: 'p50', p99: 'p99' } as const
  for (const figure of ['qps', 'cpu', 'p50', 'p99'] as const) {
    const bound = figure === 'p99' ? undefined : required[figure]
    yield {
      name: `${title}, beside ${peer.name}: ${words[figure]}`,
      ours: ours[figure],
      peer: peer[figure],
      unit: units[figure],
      ...(bound && { required: bound }),
    }
  }
}

/** Runs one, and stops its servers whatever happens. */
export async function* runBench(bench: DnsBench, effort: Effort): AsyncIterable<Row> {
  try {
    yield* bench(effort)
  } finally {
    await stopPrograms()
  }
}
