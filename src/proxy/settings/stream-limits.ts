// What connections over TCP, TLS and HTTP may take of the proxy: `tuning.tcp`, in dnsdist's words, all of it finite.
import type { SchemaValue } from '../../config/schema-value.ts'

const seconds = { type: 'integer', minimum: 1, maximum: 86_400 } as const
const count = { type: 'integer', minimum: 0, maximum: 1_000_000_000 } as const

/** The part of `tuning.tcp` that is about connections of clients. */
export const streamLimitsSchema = {
  type: 'object',
  description: 'What a client may take of the proxy over TCP, TLS and HTTP.',
  default: {},
  properties: {
    receive_timeout: {
      ...seconds,
      description:
        'Seconds that a query may take to arrive once it has begun, and that a new connection may take to send its first one, the handshake of TLS included.',
      default: 5,
    },
    send_timeout: {
      ...seconds,
      description:
        'Seconds after which a connection is closed whose client takes nothing of what it is sent.',
      default: 10,
    },
    idle_timeout: {
      ...seconds,
      description:
        'Seconds that a connection may be without a query, over TCP and TLS; who asks is told of it (RFC 7828).',
      default: 10,
    },
    max_queries_per_connection: {
      ...count,
      description:
        'Queries after which a connection is ended, once their answers are sent; 0 for any number.',
      default: 1_000_000,
    },
    max_connection_duration: {
      ...count,
      description:
        'Seconds after which a connection is ended, once the answers that are due are sent; 0 for no limit.',
      default: 3600,
    },
    max_connections_per_client: {
      ...count,
      description:
        'Connections that a client may have at once to one bind; the one that was idle for longest makes room for a new one. 0 for any number.',
      default: 100,
    },
    connections_overload_threshold: {
      type: 'integer',
      minimum: 0,
      maximum: 100,
      description:
        'Percentage of `max_concurrent_connections`, or of `max_connections_per_client`, from which on a new connection gets one query, half a second to send it and five in all; 0 for never.',
      default: 90,
    },
    max_connection_rate_per_client: {
      ...count,
      description:
        'New connections a second that a client may open, on average over `connection_rate_interval`; 0 for any number.',
      default: 0,
    },
    max_tls_new_session_rate_per_client: {
      ...count,
      description: 'The same for new sessions of TLS, which cost the most; 0 for any number.',
      default: 0,
    },
    max_tls_resumed_session_rate_per_client: {
      ...count,
      description: 'The same for sessions of TLS that are resumed; 0 for any number.',
      default: 0,
    },
    connection_rate_interval: {
      type: 'integer',
      minimum: 1,
      maximum: 1440,
      description: 'Minutes over which those rates are averages.',
      default: 5,
    },
    ban_duration_for_exceeding_tcp_tls_rate: {
      ...count,
      description: 'Seconds for which a client that exceeded such a rate can open no connection.',
      default: 10,
    },
    max_read_ios_per_query: {
      ...count,
      description:
        'Reads that one query may take to arrive; who sends octet by octet is cut off and kept away for a while. 0 for any number.',
      default: 50,
    },
    ban_duration_for_exceeding_max_read_ios_per_query: {
      ...count,
      description: 'Seconds for which a client that sent octet by octet can open no connection.',
      default: 60,
    },
    connections_mask_v4: {
      type: 'integer',
      minimum: 1,
      maximum: 32,
      description: 'Bits of an IPv4 address that make a client, for all limits that are a client’s.',
      default: 32,
    },
    connections_mask_v6: {
      type: 'integer',
      minimum: 1,
      maximum: 128,
      description: 'Bits of an IPv6 address that make a client.',
      default: 64,
    },
    max_unsent_octets: {
      type: 'integer',
      minimum: 65_537,
      maximum: 1_073_741_824,
      description:
        'Octets of answers that may wait on a connection to be sent; until fewer do, none of its queries is looked at.',
      default: 262_144,
    },
  },
  additionalProperties: false,
} as const

export type StreamLimits = SchemaValue<typeof streamLimitsSchema>
