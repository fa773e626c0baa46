// A proxy with what takes orders for it: settings are read anew when that is asked for.
import { problemsOf } from '../../base/errors.ts'
import type { ProxySettings } from '../../proxy/settings/settings.ts'
import { createControl } from './control/create-control.ts'
import { keepCarbon } from './keep-carbon.ts'
import { keepOrders } from './keep-orders.ts'
import { keepWeb } from './keep-web.ts'
import type { WantedProxy } from './load-proxy-settings.ts'
import { createReload } from './reload-proxy.ts'
import { type ProxyOptions, type RunningProxy, runProxy } from './run-proxy.ts'

export interface ServedProxy extends Pick<RunningProxy, 'summary' | 'close'> {
  /** Reads the settings anew; what is wrong with them becomes events. */
  reload(): Promise<void>
}

/** Starts a proxy; `wanted` is where its settings came from. */
export async function serveProxy(wanted: WantedProxy, options: ProxyOptions): Promise<ServedProxy> {
  const { onEvent, settings, clock } = options
  const tell = (error: unknown): void => {
    for (const problem of problemsOf(error)) onEvent({ event: 'problem', problem })
  }
  const proxy = await runProxy(options)
  const read = createReload(wanted, proxy)
  const control = createControl({
    proxy,
    clock,
    async reload() {
      const warnings = await read()
      for (const problem of warnings) onEvent({ event: 'problem', problem })
      // Whoever gave the order is answered before the connection may be cut off.
      setImmediate(() => configure(proxy.compiled.settings))
      return warnings
    },
  })
  const orders = await keepOrders(settings.console, {
    controlOf: control.by,
    log: text => onEvent({ event: 'log', text }),
    onProblem: tell,
  })
  const web = await keepWeb(settings, { controlFor: control.by, clock, onEvent })
  const carbon = keepCarbon(settings, { control: control.by('carbon'), clock, onEvent })
  function configure(next: ProxySettings): void {
    void orders.configure(next.console)
    void web.configure(next)
    carbon.configure(next)
  }
  return {
    reload: () =>
      control
        .by('signal')
        .reload()
        .then(() => {}, tell),
    summary: () => proxy.summary(),
    async close() {
      carbon.stop()
      control.stop()
      await web.close()
      await orders.close()
      await proxy.close()
    },
  }
}
