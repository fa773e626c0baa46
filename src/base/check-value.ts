// Checks plain data by code that ajv has made of a JSON Schema, and turns ajv's errors into what messages for people need.
import type { ErrorObject } from 'ajv'
import { alternatives, anyValue, expectation, type JsonSchema, type Path, schemasAt } from './json-schema.ts'
import { nearest } from './nearest.ts'

/** What ajv makes of a schema: says whether a value fits, and leaves its errors beside itself. */
export interface Validate {
  (value: unknown): boolean
  errors?: readonly ErrorObject[] | null
}

/** A JSON Schema and the code made of it. */
export interface Checked {
  readonly schema: JsonSchema
  readonly validate: Validate
}

/** One way in which a value does not fit its schema. */
export type Mismatch =
  | { readonly kind: 'unknown'; readonly path: Path; readonly known: readonly string[] }
  | { readonly kind: 'missing'; readonly path: Path }
  | { readonly kind: 'invalid'; readonly path: Path; readonly expected: string }

/**
 * Everything in `value` that does not fit, one mismatch a place; nothing if it fits. Code that was made to fill in
 * defaults adds them to the value.
 */
export function mismatches({ schema, validate }: Checked, value: unknown): Mismatch[] {
  if (validate(value)) return []
  const found = new Map<string, Mismatch>()
  for (const error of tellingErrors(validate.errors ?? [])) {
    const mismatch = mismatchOf(error, schema, value)
    const place = JSON.stringify(mismatch.path)
    if (!found.has(place)) found.set(place, mismatch)
  }
  return [...found.values()]
}

/**
 * Leaves out what only repeats. Of alternatives that all fail, ajv reports the errors of each, then that none fits. If one
 * of them got as far as the value's members, the value is of its kind, and its errors alone tell what is wrong.
 */
function tellingErrors(errors: readonly ErrorObject[]): readonly ErrorObject[] {
  const telling: ErrorObject[] = []
  for (const error of errors) {
    if (error.keyword === 'if') continue
    if (error.keyword !== 'anyOf' && error.keyword !== 'oneOf') telling.push(error)
    else {
      const start = telling.findLastIndex(({ instancePath }) => !isWithin(instancePath, error)) + 1
      telling.push(...nearestAlternative(telling.splice(start), error))
    }
  }
  return telling
}

function nearestAlternative(errors: readonly ErrorObject[], choice: ErrorObject): readonly ErrorObject[] {
  const inside = errors.filter(
    ({ instancePath, keyword }) => instancePath !== choice.instancePath || aboutMembers.has(keyword),
  )
  const [first] = inside.map(error => alternativeOf(error, choice))
  return first === undefined ? [choice] : inside.filter(error => alternativeOf(error, choice) === first)
}

/** The errors of a value that say something of its members. */
const aboutMembers = new Set(['required', 'additionalProperties', 'discriminator'])

/** The number of the alternative that an error is of; all that stand behind a `$ref` count as one. */
const alternativeOf = ({ schemaPath }: ErrorObject, choice: ErrorObject): string =>
  schemaPath.startsWith(`${choice.schemaPath}/`)
    ? schemaPath.slice(choice.schemaPath.length + 1).split('/', 1)[0]!
    : 'referred'

const isWithin = (pointer: string, { instancePath }: ErrorObject): boolean =>
  pointer === instancePath || pointer.startsWith(`${instancePath}/`)

function mismatchOf(error: ErrorObject, schema: JsonSchema, value: unknown): Mismatch {
  const { keyword, params } = error
  const path = pathOf(error.instancePath, value)
  switch (keyword) {
    case 'required':
      return { kind: 'missing', path: [...path, params.missingProperty] }
    case 'additionalProperties':
      return { kind: 'unknown', path: [...path, params.additionalProperty], known: knownAt(schema, path) }
    case 'discriminator': {
      const at = [...path, params.tag]
      if (params.tagValue === undefined) return { kind: 'missing', path: at }
      return { kind: 'invalid', path: at, expected: expectedTag(tagsAt(schema, at), params.tagValue) }
    }
    default:
      return { kind: 'invalid', path, expected: expectedAt(schema, path, error) }
  }
}

/** A JSON pointer as steps into a value (RFC 6901 §4). */
function pathOf(pointer: string, value: unknown): Path {
  let at = value
  return pointer
    .split('/')
    .slice(1)
    .map(step => {
      const key = step.replaceAll('~1', '/').replaceAll('~0', '~')
      const isItem = Array.isArray(at)
      at = (at as Readonly<Record<string, unknown>>)[key]
      return isItem ? Number(key) : key
    })
}

const knownAt = (schema: JsonSchema, path: Path): string[] => {
  const choices = schemasAt(schema, path).flatMap(each => alternatives(each, schema))
  return [...new Set(choices.flatMap(({ properties }) => Object.keys(properties ?? {})))]
}

const tagsAt = (schema: JsonSchema, path: Path): unknown[] =>
  schemasAt(schema, path).flatMap(({ const: tag, enum: tags }) => tags ?? tag ?? [])

/** Tags that are listed; of more, the nearest is offered. */
const mostTags = 12

function expectedTag(tags: readonly unknown[], typed: unknown): string {
  const near = tags.length > mostTags ? nearest(String(typed), tags.map(String)) : undefined
  return near === undefined ? `one of ${tags.join(', ')}` : `known; did you mean "${near}"?`
}

/** The keywords of which `expectation` tells. */
const worded = 'type enum const minimum maximum minLength pattern minItems anyOf oneOf'.split(' ')

/** What would fit, in our words; where they do not tell of the keyword, with those of ajv. */
function expectedAt(schema: JsonSchema, path: Path, { keyword, message }: ErrorObject): string {
  const [at = {}] = schemasAt(schema, path)
  const expected = expectation(at, schema)
  const isTold = worded.includes(keyword) && expected !== anyValue
  return isTold || message === undefined ? expected : `${expected} (it ${message})`
}
