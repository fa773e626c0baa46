// The servers that the proxy asks: where they are, how much they get, and what is expected of them.
import type { SchemaValue } from '../../config/schema-value.ts'
import { healthCheckSchema } from './health-check.ts'

const tcp = {
  type: 'object',
  description: 'Limits of TCP connections to the server.',
  default: {},
  properties: {
    retries: {
      type: 'integer',
      minimum: 0,
      maximum: 100,
      description:
        'How often a query goes out again as the server has closed the connection before it answered.',
      default: 5,
    },
    connect_timeout: {
      type: 'integer',
      minimum: 1,
      maximum: 3600,
      description: 'Seconds within which a connection must be there.',
      default: 5,
    },
    send_timeout: {
      type: 'integer',
      minimum: 1,
      maximum: 3600,
      description: 'Seconds within which the server must take what is sent.',
      default: 30,
    },
    receive_timeout: {
      type: 'integer',
      minimum: 1,
      maximum: 3600,
      description:
        'Seconds within which the server must answer, and send the next message of a zone transfer.',
      default: 30,
    },
  },
  additionalProperties: false,
} as const

/** JSON Schema of one of `backends`. */
export const backendSchema = {
  type: 'object',
  required: ['address'],
  properties: {
    address: {
      type: 'string',
      minLength: 1,
      title: 'an address such as 192.0.2.1 or [2001:db8::1]:5300',
      description: 'The IP address of the server, and its port unless that is 53.',
      examples: ['192.0.2.1', '[2001:db8::1]:5300'],
    },
    name: {
      type: 'string',
      description:
        'What the server is called. Its state and counters are kept under this name over a reload.',
      default: '',
    },
    id: {
      type: 'string',
      description:
        'What the policies `whashed` and `chashed` tell the server by; by default its name, or else its address. The same on several proxies sends the same names to the same servers.',
      default: '',
    },
    protocol: {
      type: 'string',
      enum: ['Do53'],
      description: 'How the server is spoken to: plain DNS over UDP and TCP.',
      default: 'Do53',
    },
    order: {
      type: 'integer',
      minimum: 0,
      maximum: 2147483647,
      description:
        'Servers of a lower order are preferred by `firstAvailable`, and by `leastOutstanding` in a tie.',
      default: 1,
    },
    weight: {
      type: 'integer',
      minimum: 1,
      maximum: 2147483647,
      description: 'The share of the queries that `wrandom`, `whashed` and `chashed` send to the server.',
      default: 1,
    },
    pools: {
      type: 'array',
      description:
        'The pools that the server is in; by default the one without a name, where queries go first.',
      items: { type: 'string' },
      minItems: 1,
      default: [''],
      examples: [['', 'internal']],
    },
    queries_per_second: {
      type: 'integer',
      minimum: 0,
      maximum: 2147483647,
      description:
        'Queries a second above which `firstAvailable` looks for another server; 0 for any number.',
      default: 0,
    },
    use_client_subnet: {
      type: 'boolean',
      description:
        'Tells the server, and the others of its pools, the client’s network (EDNS Client Subnet).',
      default: false,
    },
    source: {
      type: 'string',
      title: 'an IP address',
      description: 'The IP address to ask from; by default the one that the system chooses.',
      default: '',
      examples: ['192.0.2.10'],
    },
    sockets: {
      type: 'integer',
      minimum: 1,
      maximum: 1024,
      description:
        'UDP sockets of each thread to the server, with a random port each: the more, the harder it is to forge an answer.',
      default: 4,
    },
    tcp_only: {
      type: 'boolean',
      description: 'Asks over TCP whatever the client uses.',
      default: false,
    },
    max_in_flight: {
      type: 'integer',
      minimum: 1,
      maximum: 65535,
      description: 'Queries that wait for an answer on one TCP connection at most; then another is opened.',
      default: 20,
    },
    max_concurrent_tcp_connections: {
      type: 'integer',
      minimum: 0,
      maximum: 65535,
      description: 'The most TCP connections to the server, zone transfers included; 0 for any number.',
      default: 200,
    },
    tcp,
    health_checks: healthCheckSchema,
  },
  additionalProperties: false,
} as const

/** One of `backends`, with the defaults filled in. */
export type BackendEntry = SchemaValue<typeof backendSchema>
