// A proxy with what takes orders for it: settings are read anew when that is asked for.
import { problemsOf } from '../../base/errors.ts'
import { createControl } from './control/create-control.ts'
import { type ControlSocket, openControlSocket } from './control-socket.ts'
import type { WantedProxy } from './load-proxy-settings.ts'
import { createReload } from './reload-proxy.ts'
import { type ProxyOptions, type RunningProxy, runProxy } from './run-proxy.ts'

export interface ServedProxy extends Pick<RunningProxy, 'summary' | 'close'> {
  /** Reads the settings anew; what is wrong with them becomes events. */
  reload(): Promise<void>
}

/** Starts a proxy; `wanted` is where its settings came from. */
export async function serveProxy(wanted: WantedProxy, options: ProxyOptions): Promise<ServedProxy> {
  const { onEvent, settings } = options
  const tell = (error: unknown): void => {
    for (const problem of problemsOf(error)) onEvent({ event: 'problem', problem })
  }
  const proxy = await runProxy(options)
  const reload = createReload(wanted, proxy)
  const told = async () => {
    const warnings = await reload()
    for (const problem of warnings) onEvent({ event: 'problem', problem })
    return { warnings }
  }
  const control = createControl({ proxy, reload: async () => void (await told()), clock: options.clock })
  const { socket: path } = settings.console
  const socket: ControlSocket | undefined =
    path === 'none'
      ? undefined
      : await openControlSocket(path, { reload: told }).catch((error: unknown) => {
          // Whoever asks for names shall not suffer from an order that cannot be given.
          tell(error)
          return undefined
        })
  return {
    reload: () => told().then(() => {}, tell),
    summary: () => proxy.summary(),
    async close() {
      control.stop()
      await socket?.close()
      await proxy.close()
    },
  }
}
