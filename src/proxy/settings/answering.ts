// How a query gets its answer: how often, how long and where it is asked for before the proxy gives up.
import type { JsonSchema } from '../../dns/rr/field-kind.ts'

export const answeringSchema = {
  type: 'object',
  description:
    'What happens to a query until it is answered. One that gets no answer in time, or a failure, is asked again elsewhere; then an answer that has expired is served if there is one; then SERVFAIL with an Extended DNS Error.',
  default: {},
  properties: {
    try_timeout: {
      type: 'integer',
      minimum: 10,
      maximum: 60_000,
      description:
        'Milliseconds after which a query is asked again, of another server if there is one. The answer of the first still counts if it comes.',
      default: 800,
    },
    deadline: {
      type: 'integer',
      minimum: 10,
      maximum: 120_000,
      description: 'Milliseconds after which a query is not asked again.',
      default: 2400,
    },
    max_tries: {
      type: 'integer',
      minimum: 1,
      maximum: 8,
      description: 'How often a query is asked at most.',
      default: 3,
    },
    retry_on: {
      type: 'array',
      description: 'Answers that are asked for again elsewhere.',
      items: { type: 'string', enum: ['servfail', 'refused'] },
      default: ['servfail', 'refused'],
    },
    hedge: {
      type: 'boolean',
      description:
        'Asks a second server when the first takes longer than 95 of 100 of its answers do; the first answer counts.',
      default: false,
    },
    coalesce: {
      type: 'boolean',
      description:
        'Asks once for queries that are the same and wait at the same time, in pools that have a packet cache.',
      default: true,
    },
    serve_stale: {
      type: 'boolean',
      description: 'Answers from expired entries of a packet cache that keeps them where no server answers.',
      default: true,
    },
  },
  additionalProperties: false,
} as const satisfies JsonSchema
