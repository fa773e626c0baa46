// A folder of BIND master files as a provider, for NSD, Knot, BIND and whoever else reads them.
import { everyRecord } from '../../plan/capabilities.ts'
import type { ProviderKind } from '../contract.ts'
import { type ZonefileSettings, zonefileType } from './settings.ts'

/** The provider type `zonefile`. */
export const zonefile: ProviderKind<ZonefileSettings> = {
  ...zonefileType,
  capabilities: () => everyRecord,
  // Whoever only asks what it can hold need not load LMDB.
  open: async (settings, dependencies) =>
    (await import('./folder-provider.ts')).folderProvider(settings, dependencies),
}
