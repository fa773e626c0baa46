// The query log: single queries up to a budget a second, and each minute what there was in all.
import type { JsonSchema } from '../../base/json-schema.ts'
import type { SchemaValue } from '../../config/schema-value.ts'

/** JSON Schema of `query_log`. */
export const queryLogSchema = {
  type: 'object',
  description:
    'Writes queries to a file or to the standard output. However many come, it stays small: single queries up to a number a second, and each minute a summary of all.',
  default: {},
  properties: {
    enabled: { type: 'boolean', description: 'Whether it is written.', default: false },
    file: {
      type: 'string',
      description: 'Where to: a path, opened anew on reload; `-` is the standard output.',
      default: '-',
      examples: ['/var/log/dnsctl/queries.log'],
    },
    format: {
      type: 'string',
      enum: ['json', 'text'],
      description: 'A JSON object or a line of text for each query and summary.',
      default: 'json',
    },
    queries_per_second: {
      type: 'integer',
      minimum: 0,
      maximum: 10_000,
      description: 'Single queries that are written each second at most; 0 for summaries alone.',
      default: 100,
    },
    only: {
      type: 'string',
      enum: ['all', 'failures', 'dropped'],
      description:
        'Which queries are written one by one: all, those that failed or got no answer, or those without an answer.',
      default: 'all',
    },
    summary_interval: {
      type: 'integer',
      minimum: 0,
      maximum: 3600,
      description: 'Seconds between summaries; 0 for none.',
      default: 60,
    },
    summary_top: {
      type: 'integer',
      minimum: 1,
      maximum: 100,
      description: 'Names, clients and types that a summary lists, the most frequent first.',
      default: 10,
    },
    addresses: {
      type: 'string',
      enum: ['full', 'truncated', 'hashed'],
      description:
        'How clients are written: their addresses; only the networks of `mask_ipv4` and `mask_ipv6`; or a code that is the same for the same client during a day, and tells nobody who it is.',
      default: 'full',
    },
    mask_ipv4: {
      type: 'integer',
      minimum: 0,
      maximum: 32,
      description: 'Bits of IPv4 addresses that are kept when they are truncated, and in summaries.',
      default: 24,
    },
    mask_ipv6: {
      type: 'integer',
      minimum: 0,
      maximum: 128,
      description: 'Bits of IPv6 addresses that are kept when they are truncated, and in summaries.',
      default: 48,
    },
  },
  additionalProperties: false,
} as const satisfies JsonSchema

/** Checked settings of the log. */
export type QueryLogSettings = SchemaValue<typeof queryLogSchema>
