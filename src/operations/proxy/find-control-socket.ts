// Where a proxy that was started with some settings can be reached, though they may be broken by now.
import { dirname, resolve } from 'node:path'
import { DnsctlError, fault } from '../../base/errors.ts'
import { configFileName } from '../../config/load-config.ts'
import { mergeSettings } from '../../config/merge-settings.ts'
import { consoleSchema } from '../../proxy/settings/console.ts'
import { type ProxyFiles, type ProxyPart, readProxyFiles } from './read-proxy-files.ts'

/** The path of the socket; throws `proxy-unreachable` if the settings say that there is none. */
export async function findControlSocket(wanted: ProxyFiles): Promise<string> {
  const [first, ...others] = await partsOf(wanted)
  const fallback = consoleSchema.properties.socket.default
  if (!first) return resolve(wanted.cwd, dirname(wanted.file ?? configFileName), fallback)
  const { value, originOf } = mergeSettings([first, ...others])
  const { console } = value as { readonly console?: { readonly socket?: unknown } }
  const stated = typeof console?.socket === 'string' ? console.socket : fallback
  if (stated === 'none')
    throw fault('proxy-unreachable', 'the settings say that the proxy has no socket for orders')
  return resolve(dirname(originOf(['console', 'socket']).part.path), stated)
}

/** What can be read; the proxy itself tells what is wrong. */
async function partsOf(wanted: ProxyFiles): Promise<readonly ProxyPart[]> {
  try {
    return (await readProxyFiles(wanted)).parts
  } catch (error) {
    if (error instanceof DnsctlError) return []
    throw error
  }
}
