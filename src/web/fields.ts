// What a request may state, in its path, its query or its body: read and documented from the same table.
import { fault } from '../base/errors.ts'
import type { JsonSchema } from '../base/json-schema.ts'
import { nearest } from '../base/nearest.ts'

export interface Field<T> {
  readonly schema: JsonSchema
  readonly isRequired: boolean
  /** It may be stated several times. */
  readonly isList?: boolean
  /** The value; undefined if it is not one of these. */
  read(value: unknown): T | undefined
}

export type Fields = Readonly<Record<string, Field<unknown>>>

/** What is read of fields. */
export type Given<F> = { readonly [K in keyof F]: F[K] extends Field<infer T> ? T : never }

/** Text of at most `maxLength` characters. */
export const text = (description: string, maxLength = 1024): Field<string> => ({
  schema: { type: 'string', maxLength, description },
  isRequired: true,
  read: value => (typeof value === 'string' && value.length <= maxLength ? value : undefined),
})

/** A whole number, which a query has as text. */
export const integer = (description: string, minimum: number, maximum: number): Field<number> => ({
  schema: { type: 'integer', minimum, maximum, description },
  isRequired: true,
  read(value) {
    const number = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value
    return typeof number === 'number' && Number.isInteger(number) && number >= minimum && number <= maximum
      ? number
      : undefined
  },
})

/** One of some words. */
export const choice = <const C extends readonly string[]>(
  description: string,
  values: C,
): Field<C[number]> => ({
  schema: { type: 'string', enum: values, description },
  isRequired: true,
  read: value => values.find(each => each === value),
})

/** Yes or no; in a query also by being there. */
export const flag = (description: string): Field<boolean> => ({
  schema: { type: 'boolean', description },
  isRequired: true,
  read: value => ({ true: true, false: false, '': true })[String(value)],
})

/** A few texts. */
export const texts = (description: string, maxItems: number): Field<readonly string[]> => ({
  schema: { type: 'array', items: { type: 'string', maxLength: 1024 }, minItems: 1, maxItems, description },
  isRequired: true,
  isList: true,
  read: value =>
    Array.isArray(value) &&
    value.length > 0 &&
    value.length <= maxItems &&
    value.every(each => typeof each === 'string' && each.length <= 1024)
      ? value
      : undefined,
})

/** An object that somebody else reads. */
export const mapping = (description: string): Field<object> => ({
  schema: { type: 'object', description },
  isRequired: true,
  read: value => (typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined),
})

/** A field that may be left out. */
export const optional = <T>(field: Field<T>): Field<T | undefined> => ({ ...field, isRequired: false })

/** Reads what is given; throws `usage-invalid` for what is missing, unknown or wrong. */
export function readFields(
  fields: Fields,
  given: ReadonlyMap<string, unknown>,
): Readonly<Record<string, unknown>> {
  for (const name of given.keys())
    if (!Object.hasOwn(fields, name)) {
      const near = nearest(name, Object.keys(fields))
      throw fault('usage-invalid', `"${name}" is not known here${near ? `; did you mean "${near}"?` : ''}`)
    }
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, field]) => {
      if (!given.has(name)) {
        if (field.isRequired) throw fault('usage-invalid', `"${name}" is missing`)
        return []
      }
      const value = field.read(given.get(name))
      if (value === undefined)
        throw fault('usage-invalid', `"${name}" does not fit ${JSON.stringify(field.schema)}`)
      return [[name, value]]
    }),
  )
}
