// A checkout as it lies on disk: dnsctl.yaml, the zone files it names, and the providers it configures.
import { readFile } from 'node:fs/promises'
import { type Clock, systemClock } from '../base/clock.ts'
import { type Listener, silent } from '../base/io.ts'
import { listFiles } from '../config/list-files.ts'
import { type LoadedConfig, loadConfig } from '../config/load-config.ts'
import { findZoneFiles } from '../config/zone-files.ts'
import type { Capabilities, Provider } from '../providers/contract.ts'
import { capabilitiesOf, openProvider } from '../providers/registry.ts'
import { checkZone } from '../zonefile/checks/check-zone.ts'
import { loadZone } from '../zonefile/load.ts'
import type { LoadResult } from '../zonefile/loaded-zone.ts'
import type { Selection } from './selection.ts'
import { openWorkspace, type ProviderTraits, type Workspace } from './workspace.ts'

export interface Checkout {
  /** Working directory; absolute. Paths of the command line are relative to it. */
  readonly cwd: string
  readonly config: LoadedConfig
  /** The zone files that dnsctl.yaml names; absolute paths. */
  readonly zoneFiles: () => Promise<readonly string[]>
  /** Reads the zones that are selected, by zones, patterns of zones and zone files if it is a list; all if it is empty. */
  readonly openWorkspace: (select: Selection | readonly string[]) => Promise<Workspace>
  /** Reads and checks a zone file, whether dnsctl.yaml names it or not; the path is relative to the folder. */
  readonly loadFile: (file: string) => Promise<LoadResult>
  /** What a provider can hold, by its name in the configuration, without opening it. */
  readonly capabilitiesOf: (name: string) => Promise<Capabilities>
  /** Opens a provider by its name in the configuration. */
  readonly openProvider: (name: string) => Promise<Provider>
}

/** Opens the checkout in a folder; `configFile` is what `--config` names, and the
 * listener hears what providers wait for. Throws what is wrong with dnsctl.yaml. */
export async function openCheckout(
  cwd: string,
  configFile: string | undefined,
  listener: Listener = silent,
  clock: Clock = systemClock,
): Promise<Checkout> {
  const config = await loadConfig({
    cwd,
    file: configFile,
    env: process.env,
    readFile: path => readFile(path, 'utf8'),
  })
  // What is wrong with a provider's settings is for whoever opens it to say.
  const traitsOf = (provider: string): Promise<ProviderTraits> =>
    capabilitiesOf(config, provider).catch(() => ({}))
  const loadFile = (file: string): Promise<LoadResult> => loadAndCheck(file, cwd, clock)
  return {
    cwd,
    config,
    zoneFiles: async () => (await findZoneFiles(config, listFiles)).files.map(({ path }) => path),
    openWorkspace: zones => {
      const select = 'zones' in zones ? zones : { zones }
      return openWorkspace({ config, cwd, listFiles, loadZone: loadFile, traitsOf, select, listener })
    },
    loadFile,
    capabilitiesOf: name => capabilitiesOf(config, name),
    openProvider: name => openProvider(config, name, clock, listener),
  }
}

/** Reads a file and checks what could be read of it. */
async function loadAndCheck(file: string, cwd: string, clock: Clock): Promise<LoadResult> {
  const { zone, problems } = await loadZone(file, { cwd })
  if (!zone) return { problems }
  const isWhole = problems.every(({ severity }) => severity !== 'error')
  return { zone, problems: [...problems, ...checkZone(zone, { now: clock(), isWhole })] }
}
