// What dnsctl.yaml says of a folder of master files.
import type { ProviderKind } from '../contract.ts'

export interface ZonefileSettings {
  readonly directory: string
  readonly pattern: string
  readonly reload?: readonly [string, ...string[]]
}

/** The name of the type `zonefile`, and its settings. */
export const zonefileType: Pick<ProviderKind<ZonefileSettings>, 'id' | 'configSchema'> = {
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
}
