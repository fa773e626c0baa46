// What is remembered of the last traffic, for lists such as the most asked names, for searching, and for the query log.
import type { JsonSchema } from '../../base/json-schema.ts'
import type { SchemaValue } from '../../config/schema-value.ts'

/** JSON Schema of `ring_buffers`. */
export const ringBuffersSchema = {
  type: 'object',
  description:
    'The last traffic that each thread remembers, 320 octets for each query. Dynamic rules do not depend on it: they count.',
  default: {},
  properties: {
    size: {
      type: 'integer',
      minimum: 0,
      maximum: 1_000_000,
      description: 'Queries that each thread remembers; 0 for none.',
      default: 10_000,
    },
    record_queries: {
      type: 'boolean',
      description: 'Remembers queries that got no answer.',
      default: true,
    },
    record_responses: {
      type: 'boolean',
      description: 'Remembers queries that were answered, with what is known of the answer.',
      default: true,
    },
    shards: {
      type: 'integer',
      minimum: 1,
      description: 'Without effect, as each thread has its own and takes no lock; dnsdist has this setting.',
      default: 10,
    },
  },
  additionalProperties: false,
} as const satisfies JsonSchema

/** Checked settings of the rings. */
export type RingSettings = SchemaValue<typeof ringBuffersSchema>
