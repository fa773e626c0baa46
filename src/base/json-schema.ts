// JSON Schemas (draft 7) as plain data: finding the schema of a place, and putting into words what it takes.

/** A JSON Schema (draft 7) as plain data. */
export type JsonSchema = { readonly [keyword: string]: unknown }

/** Steps from a value to one that it contains. */
export type Path = readonly (string | number)[]

/** A path as people write it: `zones[0].files`. */
export const pathText = (path: Path): string =>
  path
    .map(step => (typeof step === 'number' ? `[${step}]` : `.${step}`))
    .join('')
    .replace(/^\./, '')

/** The keywords that are looked at here; ajv knows them all. */
type Keywords = {
  readonly $ref?: string
  readonly type?: TypeName | readonly TypeName[]
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly anyOf?: readonly JsonSchema[]
  readonly oneOf?: readonly JsonSchema[]
  readonly allOf?: readonly JsonSchema[]
  readonly minimum?: number
  readonly exclusiveMinimum?: number
  readonly maximum?: number
  readonly minLength?: number
  readonly pattern?: string
  readonly examples?: readonly unknown[]
  /** What messages call the values that fit. */
  readonly title?: string
  readonly items?: JsonSchema
  readonly minItems?: number
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly patternProperties?: Readonly<Record<string, JsonSchema>>
  readonly additionalProperties?: boolean | JsonSchema
}

type TypeName = 'string' | 'integer' | 'number' | 'boolean' | 'array' | 'object' | 'null'

/** The schemas of the values at a path, of every alternative that has the path; `root` is what `$ref` refers to. */
export const schemasAt = (root: JsonSchema, path: Path): readonly JsonSchema[] =>
  path.reduce<readonly JsonSchema[]>(
    (schemas, step) => schemas.flatMap(schema => alternatives(schema, root).flatMap(memberAt(step))),
    [root],
  )

/** A schema without its `$ref`, followed by all those among which it lets values choose. */
export function alternatives(schema: JsonSchema, root: JsonSchema): readonly JsonSchema[] {
  const resolved = resolve(schema, root)
  const { anyOf = [], oneOf = [], allOf = [] } = resolved as Keywords
  return [resolved, ...[...anyOf, ...oneOf, ...allOf].flatMap(each => alternatives(each, root))]
}

/** Follows a `$ref` within the root schema, `#/definitions/port`. */
function resolve(schema: JsonSchema, root: JsonSchema): JsonSchema {
  const { $ref } = schema as Keywords
  if (!$ref?.startsWith('#')) return schema
  const steps = $ref.split('/').slice(1)
  const target = steps.reduce<unknown>((at, step) => (at as JsonSchema | undefined)?.[step], root)
  return resolve((target ?? {}) as JsonSchema, root)
}

const memberAt =
  (step: string | number) =>
  (schema: JsonSchema): readonly JsonSchema[] => {
    const member = typeof step === 'number' ? (schema as Keywords).items : schemaOfMember(schema, step)
    return typeof member === 'object' ? [member] : []
  }

/** The schema of a property; false if it is not known, true if anything goes. */
export function schemaOfMember(schema: JsonSchema, key: string): JsonSchema | boolean {
  const { properties = {}, patternProperties = {}, additionalProperties = true } = schema as Keywords
  if (Object.hasOwn(properties, key)) return properties[key]!
  const matching = Object.entries(patternProperties).find(([pattern]) => new RegExp(pattern, 'u').test(key))
  return matching ? matching[1] : additionalProperties
}

/** What a schema takes of which nothing can be put into words. */
export const anyValue = 'a value'

/** What the schema takes, in words: its title, or `a whole number from 0 to 100`. */
export function expectation(schema: JsonSchema, root: JsonSchema): string {
  const keywords = resolve(schema, root) as Keywords
  if (keywords.title) return keywords.title
  if (keywords.enum) return `one of ${keywords.enum.map(each => (each === '' ? '""' : each)).join(', ')}`
  if ('const' in keywords) return String(keywords.const)
  const choices = keywords.anyOf ?? keywords.oneOf
  if (choices) return [...new Set(choices.map(choice => expectation(choice, root)))].join(' or ')
  const types = [keywords.type ?? []].flat()
  return types.map(type => typeExpectation(keywords, type)).join(' or ') || anyValue
}

function typeExpectation(schema: Keywords, type: TypeName): string {
  switch (type) {
    case 'string':
      return textExpectation(schema)
    case 'integer':
      return `a whole number${rangeText(schema)}`
    case 'number':
      return `a number${rangeText(schema)}`
    case 'boolean':
      return 'true or false'
    case 'array':
      return `a list${sizeText(schema.minItems, 'items')}`
    case 'object':
      return 'a mapping'
    case 'null':
      return 'null'
    default:
      return type satisfies never
  }
}

function textExpectation({ examples, pattern, minLength }: Keywords): string {
  if (examples) return `text such as ${JSON.stringify(examples[0])}`
  return pattern === undefined ? `text${sizeText(minLength, 'characters')}` : `text that matches ${pattern}`
}

function sizeText(least: number | undefined, unit: string): string {
  if (!least) return ''
  return least === 1 ? ' that is not empty' : ` of at least ${least} ${unit}`
}

function rangeText({ minimum, maximum, exclusiveMinimum }: Keywords): string {
  if (exclusiveMinimum !== undefined) return ` above ${exclusiveMinimum}`
  if (minimum !== undefined && maximum !== undefined) return ` from ${minimum} to ${maximum}`
  if (minimum !== undefined) return ` from ${minimum} up`
  return maximum === undefined ? '' : ` up to ${maximum}`
}
