// The schema of dnsctl.yaml for editors: the settings, with those of each kind of provider chosen by its `type`, and the
// proxy's.
import type { JsonSchema } from '../dns/rr/field-kind.ts'
import { configSchema } from './settings.ts'

/**
 * JSON Schema (draft 7) of dnsctl.yaml; `providers` has the schema of each kind's settings, without `type`, `proxy` that of
 * the section with its `definitions`, which the whole schema has to have.
 */
export function editorConfigSchema(
  providers: Readonly<Record<string, JsonSchema>>,
  { definitions, ...proxy }: JsonSchema,
): JsonSchema {
  const { properties } = configSchema
  const kinds = Object.entries(providers)
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'dnsctl.yaml',
    ...configSchema,
    properties: {
      ...properties,
      providers: {
        ...properties.providers,
        additionalProperties: {
          type: 'object',
          required: ['type'],
          properties: { type: { enum: kinds.map(([id]) => id) } },
          allOf: kinds.map(([id, schema]) => ({
            if: { properties: { type: { const: id } } },
            // biome-ignore lint/suspicious/noThenProperty: the keyword of JSON Schema
            then: { ...schema, properties: { type: true, ...(schema.properties as JsonSchema) } },
          })),
        },
      },
      proxy: { description: properties.proxy.description, ...proxy },
    },
    definitions,
  }
}
