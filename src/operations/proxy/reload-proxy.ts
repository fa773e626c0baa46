// Reads the settings anew and puts them into force, one reload after another; or leaves those that are.
import { DnsctlError, type Problem, problem, problemsOf } from '../../base/errors.ts'
import { loadProxySettings, type WantedProxy } from './load-proxy-settings.ts'
import type { RunningProxy } from './run-proxy.ts'

/** Reloads; gives the warnings of the new settings. Throws `proxy-reload-refused`, then what is wrong. */
export type Reload = () => Promise<readonly Problem[]>

/** Makes what reloads a proxy that was started with what `wanted` leads to. */
export function createReload(wanted: WantedProxy, proxy: Pick<RunningProxy, 'configure'>): Reload {
  let last: Promise<unknown> = Promise.resolve()
  const reload: Reload = async () => {
    try {
      const { settings, warnings } = await loadProxySettings(wanted)
      await proxy.configure(settings)
      return warnings
    } catch (error) {
      throw refused(error)
    }
  }
  return () => {
    const next = last.then(reload)
    last = next.catch(() => {})
    return next
  }
}

/** What is wrong, behind what follows from it, unless that is said already. */
function refused(error: unknown): DnsctlError {
  const found = problemsOf(error)
  const [first, ...others] = found
  if (first?.code === 'proxy-reload-refused') return new DnsctlError([first, ...others], { cause: error })
  const head = problem('proxy-reload-refused', 'the settings are not taken; those before stay in force')
  return new DnsctlError([head, ...found], { cause: error })
}
