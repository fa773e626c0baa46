// Where the console reaches a proxy: the socket that its settings name, or an address with the key.
import { resolve } from 'node:path'
import { fault } from '../../../base/errors.ts'
import { mergeSettings } from '../../../config/merge-settings.ts'
import { parseEndpoint } from '../../../net/address.ts'
import { findControlSocket } from '../find-control-socket.ts'
import { type ProxyFiles, readProxyFiles } from '../read-proxy-files.ts'
import type { ConsoleTarget } from './connect-console.ts'
import { consolePort } from './console-tls.ts'

interface WantedConsole extends ProxyFiles {
  /** Path of a socket, relative to `cwd`. */
  readonly socket?: string | undefined
  /** Address over TCP. */
  readonly address?: string | undefined
}

/** The variable of the environment that the key is looked for in first. */
const keyVariable = 'DNSCTL_CONSOLE_KEY'

/** Finds the proxy that is meant; throws `proxy-unreachable`, `address-syntax`, or that the key is missing. */
export async function findConsole(wanted: WantedConsole): Promise<ConsoleTarget> {
  const { cwd, socket, address, env } = wanted
  if (socket !== undefined) return { path: resolve(cwd, socket) }
  if (address === undefined) return { path: await findControlSocket(wanted) }
  const endpoint = parseEndpoint(address, consolePort)
  const key = env[keyVariable] || (await statedKey(wanted))
  if (!key)
    throw fault(
      'proxy-unreachable',
      `the key of the console is missing: put it into ${keyVariable}, or name the settings with --config`,
    )
  return { endpoint, key }
}

/** What the settings have as the key, where they can be read. */
async function statedKey(wanted: ProxyFiles): Promise<string | undefined> {
  const { parts } = await readProxyFiles(wanted)
  const [first, ...others] = parts
  if (!first) return undefined
  const { console } = mergeSettings([first, ...others]).value as {
    readonly console?: { readonly key?: unknown }
  }
  return typeof console?.key === 'string' ? console.key : undefined
}
