// Checks plain data against a JSON Schema: the keywords that settings and zone files use, with messages for people.
// Settings of providers from outside have schemas known only at run time, and compiling one costs ajv 50 ms.
/** A JSON Schema (draft 7) as plain data. */
type JsonSchema = { readonly [keyword: string]: unknown }

export type Path = readonly (string | number)[]

/** One way in which a value does not fit its schema. */
export type Mismatch =
  | { readonly kind: 'unknown'; readonly path: Path; readonly known: readonly string[] }
  | { readonly kind: 'missing'; readonly path: Path }
  | { readonly kind: 'invalid'; readonly path: Path; readonly expected: string }

/** The keywords that are understood. */
type Schema = {
  readonly type?: TypeName | readonly TypeName[]
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly anyOf?: readonly Schema[]
  readonly minimum?: number
  readonly maximum?: number
  readonly minLength?: number
  readonly pattern?: string
  readonly examples?: readonly unknown[]
  /** What messages call the values that fit. */
  readonly title?: string
  readonly items?: Schema
  readonly minItems?: number
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly patternProperties?: Readonly<Record<string, Schema>>
  readonly additionalProperties?: boolean | Schema
  readonly default?: unknown
}

type TypeName = 'string' | 'integer' | 'number' | 'boolean' | 'array' | 'object'

type Plain = Readonly<Record<string, unknown>>

const isPlain = (value: unknown): value is Plain =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Everything in `value` that does not fit the schema; nothing if it fits. */
export function mismatches(schema: JsonSchema, value: unknown): Mismatch[] {
  return check(schema as Schema, value, [])
}

function check(schema: Schema, value: unknown, path: Path): Mismatch[] {
  if (schema.anyOf) return checkAny(schema, schema.anyOf, value, path)
  if (!fits(schema, value)) return [{ kind: 'invalid', path, expected: expectation(schema) }]
  if (Array.isArray(value) && schema.items)
    return value.flatMap((item, i) => check(schema.items!, item, [...path, i]))
  return isPlain(value) ? checkObject(schema, value, path) : []
}

/** The alternative of the value's own kind tells what is wrong in it; without one, all are named. */
function checkAny(schema: Schema, schemas: readonly Schema[], value: unknown, path: Path): Mismatch[] {
  const near = schemas.find(alternative => fits(alternative, value))
  if (near) return check(near, value, path)
  return [{ kind: 'invalid', path, expected: schema.title ?? schemas.map(expectation).join(' or ') }]
}

function checkObject(schema: Schema, value: Plain, path: Path): Mismatch[] {
  const { required = [] } = schema
  const missing = required.filter(key => value[key] === undefined)
  return [
    ...missing.map((key): Mismatch => ({ kind: 'missing', path: [...path, key] })),
    ...Object.entries(value).flatMap(([key, member]): Mismatch[] => {
      const at = [...path, key]
      const memberSchema = schemaOfMember(schema, key)
      if (memberSchema === false)
        return [{ kind: 'unknown', path: at, known: Object.keys(schema.properties ?? {}) }]
      return memberSchema === true ? [] : check(memberSchema as Schema, member, at)
    }),
  ]
}

/** The schema of a property; false if it is not known, true if anything goes. */
export function schemaOfMember(schema: JsonSchema, key: string): JsonSchema | boolean {
  const { properties = {}, patternProperties = {}, additionalProperties = true } = schema as Schema
  if (Object.hasOwn(properties, key)) return properties[key]!
  const matching = Object.entries(patternProperties).find(([pattern]) => new RegExp(pattern, 'u').test(key))
  return matching ? matching[1] : additionalProperties
}

/** Says whether the value itself, leaving aside what it contains, fits. */
function fits(schema: Schema, value: unknown): boolean {
  if (schema.enum) return schema.enum.includes(value)
  if ('const' in schema) return schema.const === value
  if (schema.type === undefined) return true
  return [schema.type].flat().some(type => fitsType(schema, type, value))
}

function fitsType(schema: Schema, type: TypeName, value: unknown): boolean {
  switch (type) {
    case 'string':
      return typeof value === 'string' && fitsText(schema, value)
    case 'integer':
      return Number.isInteger(value) && fitsRange(schema, value as number)
    case 'number':
      return typeof value === 'number' && fitsRange(schema, value)
    case 'boolean':
      return typeof value === 'boolean'
    case 'array':
      return Array.isArray(value) && value.length >= (schema.minItems ?? 0)
    case 'object':
      return isPlain(value)
    default:
      return type satisfies never
  }
}

const fitsText = ({ minLength = 0, pattern }: Schema, text: string): boolean =>
  text.length >= minLength && (pattern === undefined || new RegExp(pattern, 'u').test(text))

const fitsRange = ({ minimum = -Infinity, maximum = Infinity }: Schema, value: number): boolean =>
  value >= minimum && value <= maximum

/** What the schema takes, in words: its title, or `a whole number from 0 to 100`. */
function expectation(schema: Schema): string {
  if (schema.title) return schema.title
  if (schema.enum) return `one of ${schema.enum.join(', ')}`
  if ('const' in schema) return String(schema.const)
  return (
    [schema.type ?? []]
      .flat()
      .map(type => typeExpectation(schema, type))
      .join(' or ') || 'a value'
  )
}

function typeExpectation(schema: Schema, type: TypeName): string {
  switch (type) {
    case 'string':
      if (schema.examples) return `text such as ${JSON.stringify(schema.examples[0])}`
      return schema.minLength ? 'text that is not empty' : 'text'
    case 'integer':
      return `a whole number${rangeText(schema)}`
    case 'number':
      return `a number${rangeText(schema)}`
    case 'boolean':
      return 'true or false'
    case 'array':
      return schema.minItems ? 'a list that is not empty' : 'a list'
    case 'object':
      return 'a mapping'
    default:
      return type satisfies never
  }
}

function rangeText({ minimum, maximum }: Schema): string {
  if (minimum !== undefined && maximum !== undefined) return ` from ${minimum} to ${maximum}`
  if (minimum !== undefined) return ` from ${minimum} up`
  return maximum === undefined ? '' : ` up to ${maximum}`
}

/** The value with the defaults of its schema in the places where it says nothing. */
export function withDefaults(schema: JsonSchema, value: unknown): unknown {
  return fill(schema as Schema, value)
}

function fill(schema: Schema, value: unknown): unknown {
  if (value === undefined) return schema.default === undefined ? undefined : fill(schema, schema.default)
  if (Array.isArray(value)) return schema.items ? value.map(item => fill(schema.items!, item)) : value
  if (!isPlain(value)) return value
  const { properties = {}, additionalProperties } = schema
  const filled: Record<string, unknown> = {}
  for (const key of new Set([...Object.keys(properties), ...Object.keys(value)])) {
    const member = Object.hasOwn(properties, key) ? properties[key]! : additionalProperties
    const result = typeof member === 'object' ? fill(member, value[key]) : value[key]
    if (result !== undefined) filled[key] = result
  }
  return filled
}
