// Takes orders over TCP from whoever knows the key.
import { once } from 'node:events'
import type { Socket } from 'node:net'
import { createServer, type TLSSocket } from 'node:tls'
import { endpointText, parseEndpoint } from '../../../net/address.ts'
import { readAddress } from '../../../net/address-words.ts'
import { listenFault } from '../../../net/listen-fault.ts'
import { findNetwork, networkValue } from '../../../net/network-table.ts'
import { networkValues, readNetworks } from '../../../proxy/rules/rule-values.ts'
import type { ProxySettings } from '../../../proxy/settings/settings.ts'
import { type ControlOrders, serveOrders } from '../order-lines.ts'
import { consolePort, consoleTls, keyIdentity, readKey } from './console-tls.ts'

export type ConsoleSettings = ProxySettings['console']

interface ConsoleSite {
  /** The orders of somebody, by what changes are noted as. */
  readonly ordersOf: (who: string) => ControlOrders
  readonly log: (text: string) => void
}

export interface ConsoleListener {
  /** `address:port`. */
  readonly address: string
  close(): Promise<void>
}

/** Within so many ms a client must have proved that it knows the key. */
const handshakeMs = 5000
/** How soon a client that has vanished is found out. */
const keepAliveMs = 60_000
/** How long answers may take to leave at the end. */
const endMs = 500

/** Listens where the settings say; throws `listen-in-use`, `listen-denied` or `listen-failed`. */
export async function listenConsole(settings: ConsoleSettings, site: ConsoleSite): Promise<ConsoleListener> {
  const endpoint = parseEndpoint(settings.listen_address, consolePort)
  const log = (text: string): void => {
    if (settings.log_connections) site.log(`console: ${text}`)
  }
  const key = readKey(settings.key)
  const mayConnect = accessOf(settings.acl)
  const greeting = new Set<Socket>()
  const open = new Set<TLSSocket>()
  const server = createServer({
    ...consoleTls,
    handshakeTimeout: handshakeMs,
    allowHalfOpen: true,
    pskCallback: (_socket, identity) => (identity === keyIdentity ? key : null),
  })
  server.maxConnections = settings.max_concurrent_connections
  // Before a handshake, so that who may not connect costs nothing.
  server.prependListener('connection', (socket: Socket) => {
    if (!mayConnect(socket.remoteAddress)) {
      log(`${peerOf(socket)} may not connect`)
      socket.destroy()
      return
    }
    greeting.add(socket)
    socket.setKeepAlive(true, keepAliveMs)
    socket.on('close', () => greeting.delete(socket))
  })
  server.on('tlsClientError', (_error, socket) =>
    log(`${peerOf(socket)} did not prove that it knows the key`),
  )
  server.on('secureConnection', (socket: TLSSocket) => {
    const peer = peerOf(socket)
    log(`${peer} has connected`)
    open.add(socket)
    socket.on('close', () => {
      open.delete(socket)
      log(`${peer} has gone`)
    })
    void serveOrders(socket, site.ordersOf(`console from ${peer}`), () => settings.maximum_output_size)
  })
  try {
    server.listen({ host: endpoint.host, port: endpoint.port })
    await once(server, 'listening')
  } catch (error) {
    throw listenFault(error as NodeJS.ErrnoException, endpoint, 'tcp')
  }
  const { port } = server.address() as { port: number }
  return {
    address: endpointText({ ...endpoint, port }),
    async close() {
      const closed = once(server, 'close')
      server.close()
      // Whoever gave the order that led to this is still told what came of it.
      for (const socket of open) socket.destroySoon()
      const late = setTimeout(() => {
        for (const socket of greeting) socket.destroy()
      }, endMs)
      await closed
      clearTimeout(late)
    },
  }
}

const peerOf = ({ remoteAddress: host = 'somebody', remotePort: port = 0 }: Socket): string =>
  endpointText({ host, port })

/** Says whether an address may connect. */
function accessOf(acl: readonly string[]): (address: string | undefined) => boolean {
  const networks = readNetworks(acl)
  const words = new Int32Array(4)
  return address => {
    if (address === undefined || !readAddress(address, words)) return false
    const place = findNetwork(networks, 0, words)
    return place !== 0 && networkValue(networks, 0, place) === networkValues.included
  }
}
