// Where a running proxy takes orders: a socket in the file system, and an address for the console if there is to be one.
import { isDeepStrictEqual } from 'node:util'
import type { ProxyControl } from '../../proxy/control.ts'
import { type ConsoleListener, type ConsoleSettings, listenConsole } from './console/listen-console.ts'
import { createOrders } from './console/orders.ts'
import { type ControlSocket, openControlSocket } from './control-socket.ts'

interface OrdersSite {
  /** The control of somebody, by what changes are noted as. */
  readonly controlOf: (who: string) => ProxyControl
  readonly log: (text: string) => void
  /** What fails here does not keep the proxy from answering. */
  readonly onProblem: (error: unknown) => void
}

export interface KeptOrders {
  /** Goes on with other settings; who is connected over TCP with others is cut off. */
  configure(settings: ConsoleSettings): Promise<void>
  close(): Promise<void>
}

/** Opens what the settings say. */
export async function keepOrders(first: ConsoleSettings, site: OrdersSite): Promise<KeptOrders> {
  let settings = first
  const tell = (error: unknown): undefined => {
    site.onProblem(error)
    return undefined
  }
  const ordersOf = (who: string) => createOrders(site.controlOf(who))
  const socket = await openSocket()
  let listener = await openListener()

  /** The path stays as it was at the start: whoever is told to reload must find the proxy afterwards. */
  async function openSocket(): Promise<ControlSocket | undefined> {
    if (settings.socket === 'none') return undefined
    const limit = () => settings.maximum_output_size
    return openControlSocket(settings.socket, ordersOf('console'), limit).catch(tell)
  }
  async function openListener(): Promise<ConsoleListener | undefined> {
    if (settings.listen_address === '') return undefined
    const opened = await listenConsole(settings, { ordersOf, log: site.log }).catch(tell)
    if (opened) site.log(`console: takes orders on ${opened.address}`)
    return opened
  }

  return {
    async configure(next) {
      const isSame = isDeepStrictEqual(next, settings)
      settings = next
      if (isSame) return
      await listener?.close()
      listener = await openListener()
    },
    async close() {
      await listener?.close()
      await socket?.close()
    },
  }
}
