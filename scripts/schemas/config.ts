// schemas/config.schema.json, for editors: the settings, those of each built-in provider, and the proxy's.
import { editorConfigSchema } from '../../src/config/editor-schema.ts'
import { builtInKinds } from '../../src/providers/registry.ts'
import { proxySchema } from '../../src/proxy/settings/settings.ts'

/** The JSON Schema of dnsctl.yaml. */
export async function configFileSchema(): Promise<string> {
  const kinds = await builtInKinds()
  const schema = editorConfigSchema(
    Object.fromEntries(kinds.map(({ id, configSchema }) => [id, configSchema])),
    proxySchema,
  )
  return `${JSON.stringify(schema, null, 2)}\n`
}
