// Takes queries over TCP, TLS or HTTPS on one address, within limits; who is not allowed is dropped before anything else.
import { once } from 'node:events'
import { createServer, isIPv6, type Socket } from 'node:net'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Endpoint } from '../../net/address.ts'
import { readAddress } from '../../net/address-words.ts'
import { listenFault } from '../../net/listen-fault.ts'
import type { StreamLimits } from '../settings/stream-limits.ts'
import { createAdmission } from './admission.ts'
import { createProtocol } from './protocol.ts'
import type { Caller, Guest, StreamContext } from './stream-context.ts'
import { createStreamCounts, type StreamBind, type StreamCounts, type StreamSite } from './stream-site.ts'

export interface StreamListener {
  readonly endpoint: Endpoint
  /** What has happened so far. */
  report(): Readonly<StreamCounts>
  /** Reads certificates and keys again, for connections to come; throws `proxy-certificate`, and keeps those it has. */
  reloadCertificates(): void
  /** Takes no more connections and ends the others once their answers are sent. */
  close(): Promise<void>
}

/** As many as the system allows. */
const longestQueue = 65_535

/** How often limits of time are looked at; how long answers may take to leave at the end. */
const sweepMs = 250
const drainMs = 1500

/**
 * Listens on an address. Throws `listen-in-use`, `listen-denied` or `listen-failed`, and `proxy-certificate` where a
 * certificate cannot be used.
 */
export async function listenStream(
  bind: StreamBind,
  site: StreamSite,
  limits: StreamLimits,
): Promise<StreamListener> {
  const { settings } = bind
  const counts = createStreamCounts()
  const admission = createAdmission(settings.tcp.max_concurrent_connections, limits)
  const context: StreamContext = { bind, site, limits, counts, admission }
  const guests = new Set<Guest>()
  const protocol = createProtocol(context, guests)
  const server = createServer({ allowHalfOpen: true, noDelay: true }, socket => {
    const caller = letIn(context, socket)
    if (caller) protocol.welcome(socket, caller)
  })
  const endpoint = await listen()
  const sweep = setInterval(() => {
    const now = site.now()
    for (const guest of guests) guest.sweep(now)
  }, sweepMs)

  async function listen(): Promise<Endpoint> {
    const { host, port } = bind.endpoint
    const backlog = settings.tcp.listen_queue_size || longestQueue
    try {
      server.listen({ host, port, backlog, ipv6Only: isIPv6(host) })
      await once(server, 'listening')
    } catch (error) {
      protocol.close()
      throw listenFault(error as NodeJS.ErrnoException, bind.endpoint, 'tcp')
    }
    server.on('error', () => counts.errors++)
    return { host, port: (server.address() as { port: number }).port }
  }

  return {
    endpoint,
    report: () => counts,
    reloadCertificates: () => protocol.reloadCertificates(),
    async close() {
      // What has arrived is read in the turns to come, and answered before the end is sent.
      await nextTurn()
      await nextTurn()
      const closed = once(server, 'close')
      server.close()
      for (const guest of guests) guest.end()
      const deadline = setTimeout(() => {
        for (const guest of guests) guest.destroy()
      }, drainMs)
      await closed
      clearTimeout(deadline)
      clearInterval(sweep)
      protocol.close()
    },
  }
}

/** Lets a connection in, or drops it. */
function letIn({ bind, site, counts, admission }: StreamContext, socket: Socket): Caller | undefined {
  const client = new Int32Array(4)
  const openedAt = site.now()
  if (!readAddress(socket.remoteAddress ?? '', client)) {
    socket.destroy()
    return undefined
  }
  const { protocol, doh } = bind.settings
  if ((protocol !== 'DoH' || doh.early_acl_drop) && !site.isAllowed(client)) {
    counts.aclDrops++
    socket.destroy()
    return undefined
  }
  const place = admission.admit(client, openedAt)
  if (typeof place === 'string') {
    counts[place]++
    socket.destroy()
    return undefined
  }
  counts.accepted++
  counts.connections++
  socket.on('close', () => {
    counts.connections--
    place.leave()
  })
  return { client, port: socket.remotePort ?? 0, place, openedAt }
}
