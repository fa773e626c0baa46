// Settings of the web server: the page, its API and the metrics.
import { networkSchema } from './networks.ts'

const header = {
  type: 'object',
  required: ['key', 'value'],
  properties: {
    key: { type: 'string', pattern: '^[A-Za-z0-9!#$%&*+.^_|~-]+$', description: 'Name of the header.' },
    value: { type: 'string', pattern: '^[^\\r\\n]*$', description: 'Its value.' },
  },
  additionalProperties: false,
} as const

/** JSON Schema of `webserver`. */
export const webserverSchema = {
  type: 'object',
  description: 'The page with statistics, the API, and /metrics for Prometheus.',
  default: {},
  properties: {
    listen_addresses: {
      type: 'array',
      description:
        'Addresses and ports to answer HTTP on; port 8083 if one names none. Empty: no web server.',
      items: { type: 'string', minLength: 1 },
      default: [],
      examples: [['127.0.0.1:8083']],
    },
    password: {
      type: 'string',
      writeOnly: true,
      description:
        'Password of the page, the API and /metrics, with any user name: as it is, or hashed by scrypt as dnsdist has it. Empty: nobody is known by a password.',
      default: '',
      examples: ['${env:DNSCTL_WEB_PASSWORD}'],
    },
    api_key: {
      type: 'string',
      writeOnly: true,
      description:
        'Key of the API and /metrics, in the header `X-API-Key` or as a bearer: as it is, or hashed by scrypt as dnsdist has it. Empty: nobody is known by a key.',
      default: '',
      examples: ['${env:DNSCTL_API_KEY}'],
    },
    acl: {
      type: 'array',
      description: 'Networks that may connect.',
      items: networkSchema,
      default: ['127.0.0.1', '::1'],
    },
    api_requires_authentication: {
      type: 'boolean',
      description: 'The API answers only with its key or the password.',
      default: true,
    },
    stats_require_authentication: {
      type: 'boolean',
      description: '/metrics answers only with the key or the password.',
      default: true,
    },
    dashboard_requires_authentication: {
      type: 'boolean',
      description: 'The page is shown only with the password.',
      default: true,
    },
    prometheus_add_instance: {
      type: 'boolean',
      description: 'Every metric has the label `instance` with `general.server_id`.',
      default: false,
    },
    max_concurrent_connections: {
      type: 'integer',
      minimum: 1,
      description: 'The most connections at a time.',
      default: 100,
    },
    custom_headers: {
      type: 'array',
      description: 'Headers that all answers get; one with an empty value is left out of them.',
      items: header,
      default: [],
      examples: [[{ key: 'X-Frame-Options', value: 'DENY' }]],
    },
    api_read_write: {
      type: 'boolean',
      description:
        'Who is known may change things by the API and the page: the state of servers, rules, caches, blocks.',
      default: false,
    },
  },
  additionalProperties: false,
} as const
