// The addresses of a proxy: its sockets over UDP, one a thread, and what listens for connections.
import { isIPv6 } from 'node:net'
import { DnsctlError } from '../../base/errors.ts'
import { type Endpoint, parseEndpoint } from '../../net/address.ts'
import type { Libc } from '../../net/platform/libc.ts'
import { resolveEndpoint } from '../../net/resolve-endpoint.ts'
import { networkFilter } from '../../net/udp/filter.ts'
import { attachFilter, closeSocket, detachFilter, dropsOf, openUdpSockets } from '../../net/udp/socket.ts'
import { listenStream, type StreamListener } from '../../proxy/frontends/listen-stream.ts'
import type { StreamSite } from '../../proxy/frontends/stream-site.ts'
import type { BindSettings } from '../../proxy/settings/bind.ts'
import type { ProxySettings } from '../../proxy/settings/settings.ts'
import { type DgramBind, listenDgram } from '../../proxy/threads/dgram-bind.ts'
import type { MainEngine } from '../../proxy/threads/main-engine.ts'
import type { BindSocket } from '../../proxy/threads/udp-loop.ts'

export interface ProxyBind {
  readonly endpoint: Endpoint
  readonly protocol: BindSettings['protocol']
}

export interface ProxyBinds {
  readonly binds: readonly ProxyBind[]
  /** Of each thread that answers over UDP; empty where the main thread does. */
  readonly sockets: readonly (readonly BindSocket[])[]
  readonly streams: readonly StreamListener[]
  /** Reads certificates and keys again, for connections to come; throws `proxy-certificate`. */
  reloadCertificates(): void
  /** Datagrams that the kernel dropped as a socket was full, or as its filter says. */
  overruns(): number
  sendErrors(): number
  /** Lets the kernel drop what comes over UDP from networks in CIDR form; how many it had no room for. */
  dropNetworks(networks: readonly string[]): number
  close(): Promise<void>
}

interface BindSite {
  readonly settings: ProxySettings
  /** Absent where UDP goes through Node's own sockets. */
  readonly libc: Libc | undefined
  readonly workers: number
  readonly streams: StreamSite
  readonly main: () => MainEngine
}

const ports = { Do53: 53, DoT: 853, DoH: 443 } as const
/** How often to look for a port that is free over UDP and over TCP. */
const portTries = 10

/** Takes all addresses or, if one cannot be had, none. */
export async function openBinds(site: BindSite): Promise<ProxyBinds> {
  const opened: OpenBind[] = []
  try {
    for (const [number, settings] of site.settings.binds.entries())
      opened.push(await openBind(site, number, settings))
  } catch (error) {
    await Promise.all(opened.map(bind => bind.close()))
    throw error
  }
  return {
    binds: opened,
    sockets: Array.from({ length: site.libc ? site.workers : 0 }, (_, thread) =>
      opened.flatMap(({ fds }, bind) => (fds[thread] === undefined ? [] : [{ fd: fds[thread], bind }])),
    ),
    streams: opened.map(({ stream }) => stream),
    reloadCertificates() {
      for (const { stream } of opened) stream.reloadCertificates()
    },
    overruns: () => opened.reduce((sum, bind) => sum + bind.overruns(), 0),
    sendErrors: () => opened.reduce((sum, { dgram }) => sum + (dgram?.sendErrors ?? 0), 0),
    dropNetworks: networks =>
      site.libc
        ? Math.max(0, ...opened.map(bind => filterBind(site.libc!, bind, networks)))
        : networks.length,
    async close() {
      await Promise.all(opened.map(bind => bind.close()))
    },
  }
}

/** Puts a filter on the sockets of an address; how many networks it left out. */
function filterBind(libc: Libc, { fds, endpoint }: OpenBind, networks: readonly string[]): number {
  const { program, leftOut } = networkFilter(networks, isIPv6(endpoint.host) ? 'ipv6' : 'ipv4')
  for (const fd of fds) {
    if (networks.length === 0) detachFilter(libc, fd)
    else attachFilter(libc, fd, program)
  }
  return leftOut
}

interface OpenBind extends ProxyBind {
  readonly fds: readonly number[]
  readonly dgram: DgramBind | undefined
  readonly stream: StreamListener
  overruns(): number
  close(): Promise<void>
}

async function openBind(site: BindSite, number: number, settings: BindSettings): Promise<OpenBind> {
  const { protocol, listen_address } = settings
  const wanted = await resolveEndpoint(parseEndpoint(listen_address, ports[protocol]), 'tcp')
  for (let left = portTries; ; left--) {
    const udp = protocol === 'Do53' ? await openUdp(site, number, wanted) : noUdp(wanted)
    try {
      const bind = { number, endpoint: udp.endpoint, settings }
      const stream = await listenStream(bind, site.streams, site.settings.tuning.tcp)
      return {
        ...udp,
        endpoint: stream.endpoint,
        protocol,
        stream,
        async close() {
          await Promise.all([stream.close(), udp.close()])
        },
      }
    } catch (error) {
      await udp.close()
      const isTaken = error instanceof DnsctlError && error.code === 'listen-in-use'
      if (!isTaken || wanted.port !== 0 || left === 0) throw error
    }
  }
}

type OpenUdp = Pick<OpenBind, 'endpoint' | 'fds' | 'dgram' | 'overruns' | 'close'>

const noUdp = (endpoint: Endpoint): OpenUdp => ({
  endpoint,
  fds: [],
  dgram: undefined,
  overruns: () => 0,
  close: async () => {},
})

async function openUdp(
  { libc, workers, main, settings }: BindSite,
  number: number,
  wanted: Endpoint,
): Promise<OpenUdp> {
  if (!libc) {
    const dgram = await listenDgram(wanted, number, main)
    return { ...noUdp(dgram.endpoint), dgram, close: () => dgram.close() }
  }
  const { receive_buffer_size: receiveOctets, send_buffer_size: sendOctets } = settings.tuning.udp
  const { fds, endpoint } = openUdpSockets(libc, wanted, workers, { receiveOctets, sendOctets })
  return {
    endpoint,
    fds,
    dgram: undefined,
    overruns: () => fds.reduce((sum, fd) => sum + dropsOf(libc, fd), 0),
    async close() {
      for (const fd of fds) closeSocket(libc, fd)
    },
  }
}
