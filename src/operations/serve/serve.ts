// Serves zones from files or from the store until it is closed.
import type { Clock } from '../../base/clock.ts'
import type { Problem } from '../../base/errors.ts'
import { createRandom } from '../../base/random.ts'
import { addCounters, type CounterReport, createCounters, reportCounters } from '../../metrics/counters.ts'
import { type Endpoint, isLoopback } from '../../net/address.ts'
import { loadLibc } from '../../net/platform/libc.ts'
import { createLocations, type Locations } from '../../server/authoritative/locations.ts'
import { createResponder, type Responder } from '../../server/authoritative/responder.ts'
import type { HealthEvent } from '../../server/health/monitor.ts'
import { createHealthKeeper, type HealthKeeper } from './health-keeper.ts'
import { keepFeed, type ZoneEvent } from './keep-feed.ts'
import { type KeptApi, keepRoute53Api, type Route53ApiEvent } from './keep-route53-api.ts'
import { closeAddress, listenOn, type ServedAddress } from './listen.ts'
import type { LocatedNetwork } from './location-networks.ts'
import { createPublishedZones, type PublishedZones } from './published-zones.ts'
import type { Route53ApiSettings, StartApi } from './route53-api-channel.ts'
import { createDatagramService, type UdpReport, type UdpService } from './udp-service.ts'
import type { StartUdpWorker } from './udp-worker-channel.ts'
import { createUdpWorkers } from './udp-workers.ts'
import type { StartFeed, ZoneSource } from './zone-feed.ts'

/** What happens while zones are served; each is one line of `--json`. */
export type ServeEvent =
  | ZoneEvent
  | Route53ApiEvent
  | HealthEvent
  /** An address answers that others than this machine may reach. */
  | { readonly event: 'exposed'; readonly endpoint: Endpoint }
  | {
      readonly event: 'listening'
      readonly endpoints: readonly Endpoint[]
      readonly zones: number
      readonly records: number
    }
  | ({ readonly event: 'summary' } & ServeSummary)

/** What was served so far. */
export interface ServeSummary extends CounterReport, UdpReport {
  /** TCP connections that ended badly, and those turned away. */
  readonly tcpErrors: number
  readonly tcpRefused: number
}

export interface ServeOptions {
  readonly listen: readonly Endpoint[]
  readonly source: ZoneSource
  /** Loads the zones, in another thread. */
  readonly startFeed: StartFeed
  /** Serves the store through Route 53's API too, in another thread. */
  readonly route53Api?: { readonly settings: Route53ApiSettings; readonly start: StartApi } | undefined
  /** Threads that answer over UDP; this thread does it where there are none, or datagrams cannot be had in batches. */
  readonly workers?: { readonly count: number; readonly start: StartUdpWorker } | undefined
  /** Called once every address is bound, before anything is answered: no privilege is needed any more. */
  readonly onBound?: (() => void) | undefined
  /** Which networks are where, for policies by location. */
  readonly locations: readonly LocatedNetwork[]
  /** A random 32-bit number that nobody else knows. */
  readonly seed: number
  readonly clock: Clock
  readonly onEvent: (event: ServeEvent) => void
}

export interface RunningServer {
  readonly endpoints: readonly Endpoint[]
  /** Reads every zone anew; what does not load stays as it was. */
  reload(): void
  /** Tells what was served so far. */
  summary(): ServeSummary
  /** Answers what has arrived, then ends. */
  close(): Promise<void>
}

/** Starts serving; resolves once every zone is loaded and every address answers. */
export async function serve(options: ServeOptions): Promise<RunningServer> {
  const { listen, onEvent } = options
  const zones = createPublishedZones(options.seed)
  const counters = createCounters()
  const random = createRandom(options.clock())
  const locations = createLocations(options.locations)
  const health = createHealthKeeper(options.clock, onEvent)
  const feed = await keepFeed({ ...options, zones, health })
  const respond = createResponder(zones.directory, counters, { random, locations })
  const udp = udpService(options, zones, locations, respond)
  let addresses: readonly ServedAddress[] = []
  let api: KeptApi | undefined
  const close = async (): Promise<void> => {
    await Promise.all([api?.stop(), udp.stop()])
    await Promise.all(addresses.map(closeAddress))
    await feed.stop()
    health.stop()
  }
  try {
    addresses = await listenOn(listen, udp, respond)
    api = await startRoute53Api(options, health, addresses[0]!.udp.endpoint)
    options.onBound?.()
    await udp.start()
  } catch (error) {
    await close()
    throw error
  }
  const endpoints = addresses.map(({ udp }) => udp.endpoint)
  for (const endpoint of endpoints) if (!isLoopback(endpoint)) onEvent({ event: 'exposed', endpoint })
  const served = [...zones.directory.zones()]
  onEvent({
    event: 'listening',
    endpoints,
    zones: served.length,
    records: served.reduce((sum, { records }) => sum + records, 0),
  })
  return {
    endpoints,
    reload: () => feed.reload(),
    summary: () => ({
      ...reportCounters(addCounters([counters, ...udp.counters])),
      ...udp.report(),
      ...tcpErrors(addresses),
    }),
    close,
  }
}

/** Serves the API where it is wanted; `dns` is where its answers can be asked for. */
async function startRoute53Api(
  options: ServeOptions,
  health: HealthKeeper,
  dns: Endpoint,
): Promise<KeptApi | undefined> {
  const { route53Api, source } = options
  if (!route53Api || 'files' in source) return undefined
  const { settings, start } = route53Api
  return keepRoute53Api({
    ...options,
    start: { ...settings, store: source.store, dns: reachable(dns) },
    startApi: start,
    healthOf: check => health.report(check),
  })
}

/** One that listens on all addresses is reached on loopback. */
const reachable = ({ host, port }: Endpoint): Endpoint => ({
  host: host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host,
  port,
})

/** Threads where there are system calls for batches, or else this one. */
function udpService(
  { workers, clock, onEvent }: ServeOptions,
  zones: PublishedZones,
  locations: Locations,
  respond: Responder,
): UdpService {
  const libc = workers && loadLibc()
  if (!libc) return createDatagramService(respond)
  const onProblem = (problem: Problem): void => onEvent({ event: 'problem', problem })
  const { count, start: startWorker } = workers
  return createUdpWorkers({ libc, count, startWorker, zones, locations, clock, onProblem })
}

function tcpErrors(addresses: readonly ServedAddress[]) {
  const sum = (count: (address: ServedAddress) => number): number =>
    addresses.reduce((total, address) => total + count(address), 0)
  return {
    tcpErrors: sum(({ tcp }) => tcp.errors),
    tcpRefused: sum(({ tcp }) => tcp.refused),
  }
}
