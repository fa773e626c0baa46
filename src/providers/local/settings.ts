// What dnsctl.yaml says of the embedded store; who only wants to know where it is need not load LMDB.
import type { ProviderKind } from '../contract.ts'

export interface LocalSettings {
  /** Folder of the store, relative to dnsctl.yaml. */
  readonly store: string
}

/** The name of the type `local`, and its settings. */
export const localType: Pick<ProviderKind<LocalSettings>, 'id' | 'configSchema'> = {
  id: 'local',
  configSchema: {
    type: 'object',
    properties: {
      store: {
        type: 'string',
        minLength: 1,
        description: 'Folder of the store, relative to dnsctl.yaml; the first apply makes it.',
        default: '.dnsctl/store',
      },
    },
    additionalProperties: false,
  },
}
