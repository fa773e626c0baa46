// schemas/proxy.schema.json, for editors: the settings of the proxy in a file of their own.
import { proxySchema } from '../../src/proxy/settings/settings.ts'

/** The JSON Schema of the proxy's settings. */
export const proxyFileSchema = (): string =>
  `${JSON.stringify(
    { $schema: 'http://json-schema.org/draft-07/schema#', title: 'Settings of dnsctl proxy', ...proxySchema },
    null,
    2,
  )}\n`
