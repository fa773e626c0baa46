// Settings of what the proxy says while it runs; the query log has its own.

/** JSON Schema of `logging`. */
export const loggingSchema = {
  type: 'object',
  description: 'What is written to standard error while the proxy runs. Queries have a log of their own.',
  default: {},
  properties: {
    structured: {
      type: 'object',
      description: 'The form of the lines.',
      default: {},
      properties: {
        enabled: {
          type: 'boolean',
          description: 'Each line is one JSON object.',
          default: false,
        },
      },
      additionalProperties: false,
    },
  },
  additionalProperties: false,
} as const
