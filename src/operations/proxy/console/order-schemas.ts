// What each order to a running proxy takes, as JSON Schemas, which check what comes over a connection.
import { modes } from '../../../proxy/backends/backend.ts'
import { chains } from '../../../proxy/control.ts'

const text = { type: 'string', minLength: 1, maxLength: 4096 } as const
const optionalText = { type: 'string', maxLength: 4096 } as const
const count = { type: 'integer', minimum: 1, maximum: 1_000_000 } as const
const place = { type: 'integer', minimum: 0 } as const
const seconds = { type: 'integer', minimum: 1, maximum: 2 ** 31 } as const

/** What can be counted of the traffic. */
export const topKinds = ['queries', 'clients', 'types', 'rcodes', 'slow', 'large'] as const

export const orderSchemas = {
  top: {
    type: 'object',
    required: ['kind', 'count', 'labels'],
    properties: {
      kind: { type: 'string', enum: topKinds },
      count,
      labels: { type: 'integer', minimum: 0, maximum: 127 },
    },
    additionalProperties: false,
  },
  grep: {
    type: 'object',
    required: ['patterns', 'count'],
    properties: { patterns: { type: 'array', items: text, minItems: 1, maxItems: 100 }, count },
    additionalProperties: false,
  },
  setServer: {
    type: 'object',
    required: ['server', 'mode'],
    properties: {
      server: text,
      mode: { type: 'string', enum: Object.keys(modes) as (keyof typeof modes)[] },
    },
    additionalProperties: false,
  },
  flush: {
    type: 'object',
    properties: {
      pool: optionalText,
      name: text,
      isSuffix: { type: 'boolean' },
      type: text,
      keepStale: { type: 'boolean' },
    },
    additionalProperties: false,
  },
  cacheEntries: {
    type: 'object',
    required: ['pool', 'count'],
    properties: { pool: optionalText, count },
    additionalProperties: false,
  },
  addRule: {
    type: 'object',
    required: ['chain', 'rule'],
    properties: { chain: { type: 'string', enum: chains }, rule: { type: 'object' }, at: place },
    additionalProperties: false,
  },
  removeRule: {
    type: 'object',
    required: ['id'],
    properties: { id: text },
    additionalProperties: false,
  },
  moveRule: {
    type: 'object',
    required: ['id', 'to'],
    properties: { id: text, to: place },
    additionalProperties: false,
  },
  block: {
    type: 'object',
    required: ['subject', 'seconds', 'reason', 'action'],
    properties: { subject: text, seconds, reason: optionalText, action: text },
    additionalProperties: false,
  },
  unblock: {
    type: 'object',
    required: ['subject'],
    properties: { subject: text },
    additionalProperties: false,
  },
  addToSet: {
    type: 'object',
    required: ['set', 'address', 'seconds'],
    properties: { set: text, address: text, seconds },
    additionalProperties: false,
  },
  removeFromSet: {
    type: 'object',
    required: ['set', 'address'],
    properties: { set: text, address: text },
    additionalProperties: false,
  },
  configuration: {
    type: 'object',
    required: ['showsSecrets'],
    properties: { showsSecrets: { type: 'boolean' } },
    additionalProperties: false,
  },
} as const
