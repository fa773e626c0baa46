// What answers of the API are made of, beside the schemas of single things.

/** A list of such things. */
export const listOf = (items: object) => ({ type: 'array', items }) as const
/** One thing under a name. */
export const objectOf = (name: string, schema: object) =>
  ({ type: 'object', required: [name], properties: { [name]: schema } }) as const
/** That it is done is all there is to say. */
export const nothing = { type: 'object' } as const

/** What a request weighs that looks at much, or changes all. */
export const heavy = 10
