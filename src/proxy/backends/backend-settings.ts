// Reads what is configured of the servers into what threads work with.
import { isIP } from 'node:net'
import { fault } from '../../base/errors.ts'
import { classes } from '../../dns/codes.ts'
import { parseName } from '../../dns/name.ts'
import { typeOf } from '../../dns/rr/table.ts'
import { encodeMessage, type Flag } from '../../dns/wire/message.ts'
import { type Endpoint, endpointText, parseEndpoint } from '../../net/address.ts'
import type { BackendEntry } from '../settings/backend.ts'
import type { BackendSettings, HealthSettings, LazySettings } from './backend.ts'

const dnsPort = 53

/**
 * The servers in the order of configuration, each with an id of its own. Throws `address-syntax`,
 * `proxy-backend-invalid`, `name-syntax` or `record-type-unknown` for what the schema cannot tell.
 */
export function backendSettingsOf({
  backends,
}: {
  readonly backends: readonly BackendEntry[]
}): readonly BackendSettings[] {
  const taken = new Set<string>()
  return backends.map(entry => {
    const settings = settingsOf(entry)
    const id = freeId(settings, taken)
    taken.add(id)
    return { ...settings, id }
  })
}

/** Servers may share a name, and an address, but nothing that is kept by their ids. */
function freeId({ id, endpoint }: BackendSettings, taken: ReadonlySet<string>): string {
  if (!taken.has(id)) return id
  const full = `${id} at ${endpointText(endpoint)}`
  let free = full
  for (let i = 2; taken.has(free); i++) free = `${full} #${i}`
  return free
}

function settingsOf(entry: BackendEntry): BackendSettings {
  const endpoint = endpointOf(entry)
  const name = entry.name || endpointText(endpoint)
  const { mode } = entry.health_checks
  return {
    id: name,
    name,
    endpoint,
    order: entry.order,
    weight: entry.weight,
    pools: [...new Set(entry.pools)],
    queriesPerSecond: entry.queries_per_second,
    source: sourceOf(entry, endpoint),
    sockets: entry.sockets,
    useEcs: entry.use_client_subnet,
    tcpOnly: entry.tcp_only,
    hashSeed: entry.id || name,
    mode: mode === 'lazy' ? 'auto' : mode,
    health: healthOf(entry),
    tcp: {
      connectMs: entry.tcp.connect_timeout * 1000,
      sendMs: entry.tcp.send_timeout * 1000,
      receiveMs: entry.tcp.receive_timeout * 1000,
      retries: entry.tcp.retries,
      inFlight: entry.max_in_flight,
      connections: entry.max_concurrent_tcp_connections,
    },
  }
}

/** Names are not looked up: the proxy may be what would have to resolve them. */
function endpointOf({ address }: BackendEntry): Endpoint {
  const endpoint = parseEndpoint(address, dnsPort)
  if (isIP(endpoint.host) === 0)
    throw fault('proxy-backend-invalid', `"${address}" is not an IP address, with a port or without`)
  if (endpoint.port === 0)
    throw fault('proxy-backend-invalid', `"${address}" has port 0, which nobody answers on`)
  return endpoint
}

function sourceOf({ source }: BackendEntry, { host }: Endpoint): string | undefined {
  if (source === '') return undefined
  if (isIP(source) === isIP(host)) return source
  throw fault('proxy-backend-invalid', `source "${source}" is not an IP address of the kind of ${host}`)
}

function healthOf({ health_checks: health, tcp_only }: BackendEntry): HealthSettings {
  const intervalMs = health.interval * 1000
  return {
    query: queryOf(health),
    intervalMs,
    timeoutMs: health.timeout,
    maxFailures: health.max_failures,
    rise: health.rise,
    mustResolve: health.must_resolve,
    useTcp: health.use_tcp || tcp_only,
    lazy: health.mode === 'lazy' ? lazyOf(health) : undefined,
  }
}

type HealthEntry = BackendEntry['health_checks']

function queryOf({ qname, qtype, qclass, set_cd }: HealthEntry): Uint8Array {
  const dnsClass = classes.find(qclass)
  if (dnsClass === undefined)
    throw fault('proxy-backend-invalid', `qclass "${qclass}" is unknown, unlike IN and CH`)
  const name = parseName(qname.endsWith('.') ? qname : `${qname}.`)
  const flags: readonly Flag[] = set_cd ? ['rd', 'cd'] : ['rd']
  return encodeMessage({
    id: 0,
    opcode: 'QUERY',
    rcode: 'NOERROR',
    flags: new Set(flags),
    questions: [{ name, type: typeOf(qtype).name, class: dnsClass }],
    answers: [],
    authorities: [],
    additionals: [],
  })
}

function lazyOf({ lazy }: HealthEntry): LazySettings {
  const intervalMs = lazy.interval * 1000
  return {
    countsServfail: lazy.mode === 'TimeoutOrServFail',
    sampleSize: lazy.sample_size,
    minSamples: lazy.min_sample_count,
    threshold: lazy.threshold / 100,
    intervalMs,
    maxIntervalMs: lazy.use_exponential_back_off
      ? Math.max(lazy.max_back_off * 1000, intervalMs)
      : intervalMs,
  }
}
