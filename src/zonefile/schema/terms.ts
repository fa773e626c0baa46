// What several parts of a zone file have in common, as JSON Schemas.

/** What editors show beside a key. */
export const description = (text: string): { readonly description: string } => ({ description: text })

/** Seconds, or a time with units. */
export const duration = {
  title: 'a time such as 90, 5m or 1h30m',
  anyOf: [
    { type: 'string', examples: ['1h'] },
    { type: 'integer', minimum: 0 },
  ],
} as const

/** A list of texts. */
export const words = { type: 'array', items: { type: 'string', minLength: 1 } } as const
