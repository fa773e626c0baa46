// How pools choose among their servers, unless they say otherwise themselves.
import type { SchemaValue } from '../../config/schema-value.ts'
import { policyNames } from './policy-names.ts'

/** Less than 1 would leave no server for some queries. */
const balancingFactor = {
  title: '0, or a number from 1 up',
  anyOf: [
    { type: 'number', enum: [0] },
    { type: 'number', minimum: 1 },
  ],
  default: 0,
} as const

/** JSON Schema of `load_balancing_policies`. */
export const loadBalancingSchema = {
  type: 'object',
  description: 'How the servers of a pool are chosen among. Servers that are down are never chosen.',
  default: {},
  properties: {
    default_policy: {
      type: 'string',
      enum: policyNames,
      description:
        'The policy of pools that state none: the server where the fewest queries wait (`leastOutstanding`); the first by `order` that is below its `queries_per_second` (`firstAvailable`); by chance and weight (`wrandom`); by the name that is asked for and weight (`whashed`), so that only names of a server that goes away move (`chashed`); or one after another (`roundrobin`).',
      default: 'leastOutstanding',
    },
    weighted_balancing_factor: {
      ...balancingFactor,
      description:
        'How many times its share of the queries that wait a server may have with `wrandom` and `whashed` before others get what is too much; 0 for any number.',
    },
    consistent_hashing_balancing_factor: {
      ...balancingFactor,
      description: 'The same with `chashed`: names of a server that has too many queries go to the next one.',
    },
    hash_perturbation: {
      type: 'integer',
      minimum: 0,
      maximum: 4294967295,
      description: 'Another number sends names to other servers, with `whashed` and `chashed`.',
      default: 0,
    },
  },
  additionalProperties: false,
} as const

/** `load_balancing_policies`, with the defaults filled in. */
export type LoadBalancing = SchemaValue<typeof loadBalancingSchema>
