// The three forms of a health check in a zone file, as JSON Schemas: one that asks a server, one that sums up others,
// one that the provider holds.
import { description, duration, words } from './terms.ts'

const inverted = {
  type: 'boolean',
  ...description('True turns the result around: what is well counts as ill.'),
} as const

const count = (text: string) => ({ type: 'integer', minimum: 1, maximum: 10, ...description(text) }) as const

export const probeCheckSchema = {
  type: 'object',
  properties: {
    type: { title: 'one of http, https, tcp, calculated', enum: ['http', 'https', 'tcp'] },
    host: { type: 'string', minLength: 1, ...description('Host name of the request.') },
    address: { type: 'string', minLength: 1, ...description('Address to check, if not that of the host.') },
    port: {
      type: 'integer',
      minimum: 1,
      maximum: 65_535,
      ...description('80 or 443 unless set; tcp needs it.'),
    },
    path: { type: 'string', pattern: '^/', examples: ['/healthz'], ...description('/ unless set.') },
    contains: { type: 'string', minLength: 1, ...description('Text that the answer must contain.') },
    interval: { ...duration, ...description('Time between two checks; 30s unless set.') },
    timeout: { ...duration, ...description('When a check without an answer has failed; 5s unless set.') },
    failures: count('Failures until ill; 3 unless set.'),
    successes: count('Successes until well; 3 unless set.'),
    inverted,
  },
  required: ['type'],
  additionalProperties: false,
} as const

export const calculatedCheckSchema = {
  type: 'object',
  properties: {
    type: { const: 'calculated' },
    checks: { ...words, minItems: 1, ...description('Names of other entries of `health`.') },
    healthy: {
      type: 'integer',
      minimum: 1,
      ...description('How many of them must be well; all of them unless set.'),
    },
    inverted,
  },
  required: ['type', 'checks'],
  additionalProperties: false,
} as const

export const referredCheckSchema = {
  type: 'object',
  properties: {
    id: { type: 'string', minLength: 1, ...description('Id of a check that the provider holds.') },
  },
  required: ['id'],
  additionalProperties: false,
} as const
