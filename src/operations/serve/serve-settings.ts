// What dnsctl.yaml says of serving, unless the command line says otherwise.
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { fault, throwIfAny } from '../../base/errors.ts'
import { type LoadedConfig, loadConfig } from '../../config/load-config.ts'
import { configSchema } from '../../config/settings.ts'
import { parseSeconds } from '../../dns/ttl.ts'
import { type Endpoint, parseEndpoint } from '../../net/address.ts'
import { type LocalSettings, localType } from '../../providers/local/settings.ts'
import { settingsCheck } from '../../providers/settings-check.ts'
import { type LocatedNetwork, readLocationNetworks } from './location-networks.ts'
import type { Route53ApiSettings } from './route53-api-channel.ts'
import type { ZoneSource } from './zone-feed.ts'

export interface ServeSettings {
  readonly listen: readonly Endpoint[]
  readonly source: ZoneSource
  readonly locations: readonly LocatedNetwork[]
  readonly route53Api?: Route53ApiSettings
}

interface Wanted {
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
  /** The settings file; relative to `cwd`. */
  readonly config?: string | undefined
  /** Zone files; a store is served if there are none. */
  readonly files: readonly string[]
  readonly listen?: readonly string[] | undefined
  readonly store?: string | undefined
  /** Where to serve Route 53's API. */
  readonly route53Api?: string | undefined
  /** Whether that takes no keys. */
  readonly isInsecure?: boolean | undefined
}

/** Reads dnsctl.yaml, or takes its defaults where there is none. */
export async function loadServeSettings(wanted: Wanted): Promise<ServeSettings> {
  const { cwd, env, config: file } = wanted
  const loaded = await loadConfig({ cwd, env, file, readFile: path => readFile(path, 'utf8') })
  const listen = wanted.listen ?? loaded.config.serve.listen
  const route53Api = route53ApiOf(wanted, loaded)
  return {
    listen: listen.map(text => parseEndpoint(text, defaultPort)),
    source: await sourceOf(wanted, loaded),
    locations: await readLocationNetworks(loaded),
    ...(route53Api && { route53Api }),
  }
}

/** Of an address that names none. */
const defaultPort = 53

const defaultApiPort = 8053
/** What holds where the command line alone asks for the API. */
const apiDefaults = configSchema.properties.serve.properties.route53_api.properties

/** The API that the command line asks for, or else dnsctl.yaml; only a store can be changed through it. */
function route53ApiOf(wanted: Wanted, loaded: LoadedConfig): Route53ApiSettings | undefined {
  const stated = loaded.config.serve.route53_api
  const listen = wanted.route53Api ?? stated?.listen
  if (wanted.isInsecure && listen === undefined)
    throw fault(
      'usage-invalid',
      '--insecure-no-auth is about the Route 53 API; ask for it with --route53-api',
    )
  if (listen === undefined) return undefined
  if (wanted.files.length > 0) {
    if (wanted.route53Api === undefined) return undefined
    throw fault('usage-invalid', `--route53-api serves a store, not zone files such as ${wanted.files[0]}`)
  }
  return {
    listen: parseEndpoint(listen, defaultApiPort),
    keys: wanted.isInsecure ? 'insecure' : distinctKeys(loaded),
    requestsPerSecond: stated?.requests_per_second ?? apiDefaults.requests_per_second.default,
    insyncAfterMs: 1000 * parseSeconds(stated?.insync_after ?? apiDefaults.insync_after.default)!,
  }
}

/** The keys of dnsctl.yaml; of two with one id, nobody could tell which one counts. */
function distinctKeys({ config, placeOf }: LoadedConfig): Exclude<Route53ApiSettings['keys'], 'insecure'> {
  const keys = config.serve.route53_api?.keys ?? []
  const known = new Set<string>()
  for (const [i, { id }] of keys.entries()) {
    if (known.has(id)) {
      const place = placeOf(['serve', 'route53_api', 'keys', i, 'id'])
      throw fault('config-setting-invalid', `"serve.route53_api.keys" has the id ${id} twice`, place)
    }
    known.add(id)
  }
  return keys
}

async function sourceOf({ cwd, files, store }: Wanted, loaded: LoadedConfig): Promise<ZoneSource> {
  if (files.length > 0) return { files }
  return { store: store === undefined ? await storeOf(loaded) : resolve(cwd, store) }
}

/** The folder of the store of the provider that `serve.provider` names, or else of the first one of type `local`. */
async function storeOf(loaded: LoadedConfig): Promise<string> {
  const { config, baseDir } = loaded
  const names = Object.keys(config.providers).filter(name => config.providers[name]!.type === localType.id)
  const name = config.serve.provider ?? names[0]
  if (name === undefined || !names.includes(name)) {
    const named = name === undefined ? 'dnsctl.yaml has no provider' : `the provider "${name}" is not`
    const message = `${named} of type local, whose store could be served; name zone files or --store`
    throw fault('usage-invalid', message, loaded.placeOf(['serve', 'provider']))
  }
  const { type: _, ...stated } = config.providers[name]!
  const by = await settingsCheck(localType.id, localType.configSchema)
  const { settings, problems } = loaded.check(['providers', name], stated, by)
  throwIfAny(problems)
  return resolve(baseDir, (settings as LocalSettings).store)
}
