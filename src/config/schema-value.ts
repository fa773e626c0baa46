// The TypeScript type of what a JSON Schema accepts, once defaults are filled in.

/** The type of a schema written `as const`. A property with a default is never absent. */
export type SchemaValue<S> = S extends { readonly enum: readonly (infer E)[] }
  ? E
  : S extends { readonly anyOf: readonly (infer O)[] }
    ? SchemaValue<O>
    : S extends { readonly type: 'array'; readonly items: infer I }
      ? readonly SchemaValue<I>[]
      : S extends { readonly type: 'object' }
        ? ObjectValue<S>
        : S extends { readonly type: infer T extends keyof Scalars }
          ? Scalars[T]
          : unknown

interface Scalars {
  readonly string: string
  readonly integer: number
  readonly number: number
  readonly boolean: boolean
}

type ObjectValue<S> = S extends { readonly properties: infer P }
  ? PropertiesValue<P, PresentKeys<S, P>> &
      (S extends { readonly additionalProperties: true } ? { readonly [key: string]: unknown } : unknown)
  : S extends { readonly additionalProperties: infer A }
    ? { readonly [key: string]: SchemaValue<A> }
    : unknown

type PropertiesValue<P, Present> = {
  readonly [K in keyof P as K extends Present ? K : never]: SchemaValue<P[K]>
} & { readonly [K in keyof P as K extends Present ? never : K]?: SchemaValue<P[K]> }

type PresentKeys<S, P> =
  | (S extends { readonly required: readonly (infer R)[] } ? R : never)
  | { [K in keyof P]: P[K] extends { readonly default: unknown } ? K : never }[keyof P]
