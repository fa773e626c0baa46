// A folder of BIND master files as a provider, for NSD, Knot, BIND and whoever else reads them.
import { everyRecord } from '../../plan/capabilities.ts'
import type { ProviderKind } from '../contract.ts'

export interface ZonefileSettings {
  readonly directory: string
  readonly pattern: string
  readonly reload?: readonly [string, ...string[]]
}

/** The provider type `zonefile`. */
export const zonefile: ProviderKind<ZonefileSettings> = {
  id: 'zonefile',
  configSchema: {
    type: 'object',
    required: ['directory'],
    properties: {
      directory: {
        type: 'string',
        minLength: 1,
        description: 'Folder of the master files, relative to dnsctl.yaml; the first apply makes it.',
      },
      pattern: {
        type: 'string',
        pattern: '^[^/%]*%s[^/%]*$',
        title: 'a file name with %s in it',
        description: 'The name of a zone’s file; %s is the name of the zone without its last dot.',
        default: '%s.zone',
        examples: ['db.%s'],
      },
      reload: {
        type: 'array',
        items: { type: 'string' },
        minItems: 1,
        description:
          'Command that is run once a file is written or removed, word by word, without a shell; {zone} and {file} are filled in.',
        examples: [['rndc', 'reload', '{zone}']],
      },
    },
    additionalProperties: false,
  },
  capabilities: () => everyRecord,
  // Whoever only asks what it can hold need not load LMDB.
  open: async (settings, dependencies) =>
    (await import('./folder-provider.ts')).folderProvider(settings, dependencies),
}
