// Has ajv compile a JSON Schema that is known only at run time; for all others, the code is made ahead of time.
import type { Checked } from './check-value.ts'
import type { JsonSchema } from './json-schema.ts'

/** Makes code of a schema that fills in defaults too; throws if the schema is not one of draft 7. Loading ajv takes 50 ms. */
export async function compileSchema(schema: JsonSchema): Promise<Checked> {
  // Bundled, it has no named exports.
  const { default: exported } = await import('ajv')
  const ajv = new exported.Ajv({
    allErrors: true,
    useDefaults: true,
    discriminator: true,
    validateFormats: false,
    strict: false,
    logger: false,
  })
  return { schema, validate: ajv.compile(schema) }
}
