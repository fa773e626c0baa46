// Walks through the schemas that a JSON Schema is made of.
import type { JsonSchema } from '../../src/base/json-schema.ts'

type Change = (schema: JsonSchema) => JsonSchema

/** The schema with each of those directly in it replaced. */
export const mapSchemas = (schema: JsonSchema, change: Change): JsonSchema => map(schema, change, change)

/** As `mapSchemas`, for the schemas of members only: those within alternatives, never an alternative itself. */
export const mapMembers = (schema: JsonSchema, change: Change): JsonSchema =>
  map(schema, change, alternative => mapMembers(alternative, change))

function map(schema: JsonSchema, change: Change, changeAlternative: Change): JsonSchema {
  const entries = Object.entries(schema).map(([keyword, value]) => {
    switch (keyword) {
      case 'properties':
      case 'patternProperties':
      case 'definitions':
        return [keyword, mapValues(value as Readonly<Record<string, JsonSchema>>, change)]
      case 'items':
      case 'additionalProperties':
        return [keyword, typeof value === 'object' ? change(value as JsonSchema) : value]
      case 'anyOf':
      case 'oneOf':
        return [keyword, (value as JsonSchema[]).map(changeAlternative)]
      default:
        return [keyword, value]
    }
  })
  return Object.fromEntries(entries)
}

const mapValues = (schemas: Readonly<Record<string, JsonSchema>>, change: Change) =>
  Object.fromEntries(Object.entries(schemas).map(([key, schema]) => [key, change(schema)]))

/**
 * The texts of the members' schemas that stand in several places. What has a default or a reference needs its own, and so
 * does what tells alternatives apart, which ajv wants to see.
 */
export function sharedMembers(schemas: readonly JsonSchema[]): string[] {
  const counts = new Map<string, number>()
  const count: Change = member => {
    const text = JSON.stringify(member)
    const isTag = Array.isArray(member.enum) && member.enum.length === 1
    const isOwn = text === '{}' || isTag || text.includes('"default"') || text.includes('"$ref"')
    if (!isOwn) counts.set(text, (counts.get(text) ?? 0) + 1)
    return mapMembers(member, count)
  }
  for (const schema of schemas) mapMembers(schema, count)
  return [...counts].filter(([, times]) => times > 1).map(([text]) => text)
}
