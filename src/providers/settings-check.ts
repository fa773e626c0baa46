// What checks the settings of a provider: code made ahead of time for the built-in types, and by ajv now for all others.
import type { Checked } from '../base/check-value.ts'
import { compileSchema } from '../base/compile-schema.ts'
import type { JsonSchema } from '../base/json-schema.ts'
import { validators } from './generated/settings.js'

/** The check of the settings of a type, which also fills in defaults; throws if the schema cannot be compiled. */
export const settingsCheck = async (type: string, schema: JsonSchema): Promise<Checked> =>
  isBuiltIn(type) ? { schema, validate: validators[type] } : compileSchema(schema)

const isBuiltIn = (type: string): type is keyof typeof validators => Object.hasOwn(validators, type)
