// TLS on connections of an address: certificates by name, tickets whose key is replaced, reload without a break.
import { constants, createHash, randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Socket } from 'node:net'
import { createServer, DEFAULT_CIPHERS, type TLSSocket, type TlsOptions } from 'node:tls'
import { fault } from '../../base/errors.ts'
import { readCredentials, type TlsSettings } from './credentials.ts'
import type { Caller, Guest, StreamContext } from './stream-context.ts'

export interface SecureServer {
  /** Begins TLS on a connection. */
  welcome(socket: Socket, caller: Caller): void
  /** Reads certificates, keys and the key of tickets again, for connections to come. */
  reload(): void
  close(): void
}

/** The fewest octets that the file of a ticket key must have, and all that Node.js takes of one. */
const ticketKeyOctets = 48

/**
 * Makes the server of an address. `onSecure` gets each connection once its handshake is done; until then it is among the
 * guests here. Throws `proxy-certificate-unusable`.
 */
export function createSecureServer(
  context: StreamContext,
  guests: Set<Guest>,
  alpn: readonly string[],
  onSecure: (socket: TLSSocket, caller: Caller, guest: Guest) => void,
): SecureServer {
  const { counts, admission, site } = context
  const { tls } = context.bind.settings
  const shaking = new Map<string, Shaking>()
  let credentials = readCredentials(tls, contextOptions(tls))
  let key = newTicketKey(tls)
  const server = createServer({
    ...credentials.options,
    ALPNProtocols: [...alpn],
    // Limits of time are looked at by whoever has the guests.
    handshakeTimeout: 86_400_000,
    ticketKeys: key,
    SNICallback: (name, done) => done(null, credentials.contextFor(name)),
  })
  server.on('secureConnection', socket => {
    const arrived = shaking.get(wayOf(socket))
    if (!arrived) return void socket.destroy()
    arrived.isDone = true
    const isResumed = socket.isSessionReused()
    counts[isResumed ? 'tlsResumedSessions' : 'tlsNewSessions']++
    const { caller } = arrived
    if (!admission.countHandshake(caller.place.client, isResumed, site.now())) {
      counts.rateExceeded++
      return void socket.destroy()
    }
    onSecure(socket, caller, arrived)
  })
  server.on('tlsClientError', (_error, socket) => {
    counts.tlsFailures++
    socket.destroy()
  })
  if (tls.ocsp_response_files.length > 0)
    server.on('OCSPRequest', (certificate, _issuer, done) =>
      done(null, credentials.ocspResponse(certificate) ?? null!),
    )
  const rotationMs = tls.tickets_keys_rotation_delay * 1000
  const rotation = rotationMs > 0 ? setInterval(() => renewTicketKey(), rotationMs) : undefined
  rotation?.unref()

  function renewTicketKey(): void {
    try {
      key = newTicketKey(tls)
      server.setTicketKeys(key)
    } catch {
      // The file is gone: what there is goes on. A reload tells.
    }
  }

  return {
    welcome(socket, caller) {
      const way = wayOf(socket)
      const arrived = new Shaking(context, socket, caller)
      shaking.set(way, arrived)
      guests.add(arrived)
      socket.on('error', () => {})
      socket.on('close', () => {
        guests.delete(arrived)
        if (shaking.get(way) === arrived) shaking.delete(way)
      })
      server.emit('connection', socket)
    },
    reload() {
      const next = readCredentials(tls, contextOptions(tls))
      // A key that was made by chance has its own time.
      if (tls.ticket_key_file !== undefined) key = newTicketKey(tls)
      server.setSecureContext({ ...next.options, ticketKeys: key })
      credentials = next
    },
    close: () => clearInterval(rotation),
  }
}

/** A connection in its handshake; what comes of it has the same way. */
class Shaking implements Guest {
  readonly caller: Caller
  isDone = false
  readonly #context: StreamContext
  readonly #socket: Socket

  constructor(context: StreamContext, socket: Socket, caller: Caller) {
    this.#context = context
    this.#socket = socket
    this.caller = caller
    caller.place.evict = () => {
      context.counts.evicted++
      socket.destroy()
    }
  }

  sweep(now: number): void {
    const { limits, counts } = this.#context
    const seconds = this.caller.place.isRestricted ? 1 : limits.receive_timeout
    if (this.isDone || now - this.caller.openedAt <= seconds * 1000) return
    counts.receiveTimeouts++
    this.#socket.destroy()
  }

  end(): void {
    if (!this.isDone) this.#socket.destroy()
  }

  destroy(): void {
    this.#socket.destroy()
  }
}

/** A connection is known by its two ends, below TLS and above. */
const wayOf = ({ remoteAddress, remotePort, localAddress }: Socket): string =>
  `${remoteAddress} ${remotePort} ${localAddress}`

const versions = { 'tls1.2': 'TLSv1.2', 'tls1.3': 'TLSv1.3' } as const

function contextOptions(tls: TlsSettings): TlsOptions {
  const withoutTickets = tls.session_tickets ? 0 : constants.SSL_OP_NO_TICKET
  return {
    minVersion: versions[tls.minimum_version],
    ciphers: ciphersOf(tls),
    honorCipherOrder: tls.prefer_server_ciphers,
    secureOptions: constants.SSL_OP_NO_RENEGOTIATION | withoutTickets,
    sessionIdContext: 'dnsctl',
    ...(tls.session_timeout > 0 && { sessionTimeout: tls.session_timeout }),
  }
}

/** Node.js takes the ciphers of all versions together; those that are left out are its own. */
function ciphersOf({ ciphers, ciphers_tls_13: ciphers13 }: TlsSettings): string {
  const own = DEFAULT_CIPHERS.split(':')
  const older = ciphers || own.filter(name => !name.startsWith('TLS_')).join(':')
  return `${ciphers13 || own.filter(name => name.startsWith('TLS_')).join(':')}:${older}`
}

/** The key of tickets: made from the file, which several proxies may have, or by chance. */
function newTicketKey({ ticket_key_file: file }: TlsSettings): Buffer {
  if (file === undefined) return randomBytes(ticketKeyOctets)
  let content: Buffer
  try {
    content = readFileSync(file)
  } catch (error) {
    throw fault('proxy-certificate-unusable', `cannot read ${file}: ${(error as Error).message}`)
  }
  if (content.length < ticketKeyOctets)
    throw fault(
      'proxy-certificate-unusable',
      `${file} has ${content.length} octets; the key of tickets is made from at least ${ticketKeyOctets} random ones`,
    )
  return createHash('sha384').update(content).digest()
}
