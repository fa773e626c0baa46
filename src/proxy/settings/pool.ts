// Pools: groups of servers, with what they have in common.
import type { SchemaValue } from '../../config/schema-value.ts'
import { policyNames } from './policy-names.ts'

/** JSON Schema of one of `pools`. */
export const poolSchema = {
  type: 'object',
  required: ['name'],
  properties: {
    name: {
      type: 'string',
      description:
        'What `pools` of servers and rules call it; empty for where queries go unless a rule says otherwise.',
    },
    packet_cache: {
      type: 'string',
      description: 'The name of one of `packet_caches`; several pools may share one. Empty for none.',
      default: '',
    },
    policy: {
      type: 'string',
      enum: ['', ...policyNames],
      description: 'How its servers are chosen among; empty for `load_balancing_policies.default_policy`.',
      default: '',
    },
    use_ecs: {
      type: 'boolean',
      description: 'Tells all of its servers the client’s network (EDNS Client Subnet).',
      default: false,
    },
  },
  additionalProperties: false,
} as const

/** One of `pools`, with the defaults filled in. */
export type PoolEntry = SchemaValue<typeof poolSchema>
