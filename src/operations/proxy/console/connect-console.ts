// Connects to a running proxy to give it orders: through its socket in the file system, or over TCP with the key.
import { once } from 'node:events'
import { connect } from 'node:tls'
import { fault } from '../../../base/errors.ts'
import { type Endpoint, endpointText } from '../../../net/address.ts'
import { connectOrders } from '../control-socket.ts'
import { createOrderGiver, type OrderGiver } from '../order-lines.ts'
import { consoleTls, keyIdentity, readKey } from './console-tls.ts'
import type { AskProxy } from './orders.ts'

/** Where a proxy takes orders. */
export type ConsoleTarget =
  | { readonly path: string }
  | {
      readonly endpoint: Endpoint
      /** In Base64. */
      readonly key: string
    }

export interface ConsoleClient {
  readonly ask: AskProxy
  close(): void
}

/** Makes what asks a proxy. It connects with the first order, and again if the connection has ended since. */
export function createConsoleClient(target: ConsoleTarget): ConsoleClient {
  let giver: OrderGiver | undefined
  let connecting: Promise<OrderGiver> | undefined
  async function connected(): Promise<OrderGiver> {
    if (giver?.isOpen) return giver
    // Orders that are given at once share a connection.
    connecting ??= connectTo(target).finally(() => {
      connecting = undefined
    })
    giver = await connecting
    return giver
  }
  return {
    ask: (async (order: string, given?: unknown) => (await connected()).give(order, given)) as AskProxy,
    close: () => giver?.close(),
  }
}

const connectTo = (target: ConsoleTarget): Promise<OrderGiver> =>
  'path' in target ? connectOrders(target.path) : connectTcp(target.endpoint, target.key)

/** How long a proxy may take to answer. */
const connectMs = 10_000

async function connectTcp(endpoint: Endpoint, key: string): Promise<OrderGiver> {
  const where = endpointText(endpoint)
  const socket = connect({
    host: endpoint.host,
    port: endpoint.port,
    ...consoleTls,
    pskCallback: () => ({ psk: readKey(key), identity: keyIdentity }),
    // Who shows a certificate instead of knowing the key is somebody else, whoever has signed it.
    ca: [],
    checkServerIdentity: (_host, { raw }) => (raw ? new Error('it shows a certificate') : undefined),
  })
  try {
    await once(socket, 'secureConnect', { signal: AbortSignal.timeout(connectMs) })
  } catch (error) {
    socket.on('error', () => {})
    socket.destroy()
    throw fault('proxy-unreachable', `no proxy answers on ${where}: ${reasonOf(error)}`, undefined, {
      cause: error,
    })
  }
  return createOrderGiver(socket, where)
}

function reasonOf(error: unknown): string {
  const { code = '', name, message } = error as NodeJS.ErrnoException
  if (name === 'AbortError') return 'it does not answer in time'
  // What the other side says if keys differ, or nothing at all if it does not take this address.
  if (code.startsWith('ERR_SSL_')) return 'the key is not that of the proxy'
  if (code === 'ECONNRESET') return 'it closes the connection; "console.acl" says who may connect'
  return code || message
}
