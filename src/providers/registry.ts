// Which providers there are: the built-in types, loaded when one is used, and packages of others.
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Checked } from '../base/check-value.ts'
import type { Clock } from '../base/clock.ts'
import { fault, throwIfAny } from '../base/errors.ts'
import { type Listener, silent } from '../base/io.ts'
import { nearest } from '../base/nearest.ts'
import type { LoadedConfig } from '../config/load-config.ts'
import type { Capabilities, Provider, ProviderKind } from './contract.ts'

const builtIn: Readonly<Record<string, () => Promise<ProviderKind>>> = {
  local: async () => (await import('./local/index.ts')).local as ProviderKind,
  route53: async () => (await import('./route53/index.ts')).route53 as ProviderKind,
  zonefile: async () => (await import('./zonefile/index.ts')).zonefile as ProviderKind,
}

/** The built-in types; the reference and the editor's schema are made from them. */
export const builtInKinds = (): Promise<ProviderKind[]> =>
  Promise.all(Object.values(builtIn).map(load => load()))

/** Opens the provider that dnsctl.yaml configures under a name; throws all that is wrong with its settings. */
export async function openProvider(
  loaded: LoadedConfig,
  name: string,
  clock: Clock,
  listener: Listener = silent,
): Promise<Provider> {
  const { kind, settings } = await configuredKind(loaded, name)
  return kind.open(settings, { name, clock, listener, baseDir: loaded.baseDir })
}

/** What the provider of a name can hold, without opening it; throws all that is wrong with its settings. */
export async function capabilitiesOf(loaded: LoadedConfig, name: string): Promise<Capabilities> {
  const { kind, settings } = await configuredKind(loaded, name)
  return kind.capabilities(settings)
}

/** Says whether the name servers of a provider's zones answer what it holds; throws all that is wrong with its settings. */
export async function isAnsweredByNameServers(loaded: LoadedConfig, name: string): Promise<boolean> {
  const { kind, settings } = await configuredKind(loaded, name)
  return kind.isAnsweredByNameServers?.(settings) ?? false
}

async function configuredKind(
  loaded: LoadedConfig,
  name: string,
): Promise<{ kind: ProviderKind; settings: unknown }> {
  const configured = loaded.config.providers[name]
  if (!configured) {
    const known = Object.keys(loaded.config.providers).join(', ')
    throw fault('provider-unknown', `there is no provider "${name}"; configured are: ${known}`)
  }
  // How zones are proven is the same for all kinds, and checked with the rest of dnsctl.yaml.
  const { type, verify: _, ...stated } = configured
  const kind = await kindOf(loaded, name, type)
  const by = await checkOf(loaded, name, type, kind)
  const { settings, problems } = loaded.check(['providers', name], stated, by)
  throwIfAny(problems)
  return { kind, settings }
}

async function kindOf({ baseDir, placeOf }: LoadedConfig, name: string, type: string): Promise<ProviderKind> {
  if (Object.hasOwn(builtIn, type)) return builtIn[type]!()
  const known = Object.keys(builtIn)
  const near = nearest(type, known)
  const hint = near ? `did you mean "${near}"?` : `built in are: ${known.join(', ')}`
  const place = placeOf(['providers', name, 'type'])
  let exported: { default?: ProviderKind }
  try {
    const path = createRequire(join(baseDir, 'package.json')).resolve(type)
    exported = await import(pathToFileURL(path).href)
  } catch (error) {
    const message = `"${type}" is neither a type of provider nor an installed package; ${hint}`
    throw fault('provider-unknown', message, place, { cause: error })
  }
  const { open, capabilities } = exported.default ?? {}
  if (typeof open === 'function' && typeof capabilities === 'function') return exported.default!
  throw fault('provider-unknown', `the package "${type}" does not export a provider by default`, place)
}

/** What checks the settings; a package may come with a schema that is none. */
async function checkOf(
  { placeOf }: LoadedConfig,
  name: string,
  type: string,
  { configSchema }: ProviderKind,
): Promise<Checked> {
  const { settingsCheck } = await import('./settings-check.ts')
  try {
    return await settingsCheck(type, configSchema)
  } catch (error) {
    const message = `the package "${type}" has no JSON Schema of its settings: ${(error as Error).message}`
    throw fault('provider-unknown', message, placeOf(['providers', name, 'type']), { cause: error })
  }
}
