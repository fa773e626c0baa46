// The embedded store as a provider; `dnsctl serve` answers from the same store.
import { everythingModelled } from '../../plan/capabilities.ts'
import type { ProviderKind } from '../contract.ts'
import { hold } from './hold.ts'
import { type LocalSettings, localType } from './settings.ts'

/** The provider type `local`. */
export const local: ProviderKind<LocalSettings> = {
  ...localType,
  capabilities: () => ({ ...everythingModelled, virtualTypes: ['ALIAS'], hold }),
  // Whoever only asks what it can hold need not load LMDB.
  open: async (settings, dependencies) =>
    (await import('./store-provider.ts')).storeProvider(settings, dependencies, local.capabilities(settings)),
}
