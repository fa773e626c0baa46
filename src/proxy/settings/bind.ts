// An address that the proxy takes queries on: an entry of `binds`, in dnsdist's words.
import type { SchemaValue } from '../../config/schema-value.ts'
import { type Endpoint, parseEndpoint } from '../../net/address.ts'

const path = { type: 'string', minLength: 1 } as const
const count = { type: 'integer', minimum: 0, maximum: 1_000_000 } as const

const headers = {
  type: 'array',
  items: {
    type: 'object',
    required: ['key', 'value'],
    properties: {
      key: {
        type: 'string',
        pattern: "^[!#$%&'*+.^_`|~0-9A-Za-z-]+$",
        title: 'the name of a header',
        description: 'Name of the header.',
      },
      value: {
        type: 'string',
        pattern: '^[\\t\\x20-\\x7e]*$',
        title: 'the value of a header, in ASCII',
        description: 'Its value.',
      },
    },
    additionalProperties: false,
  },
} as const

const tcp = {
  type: 'object',
  description: 'Connections, over TCP itself and what runs on it.',
  default: {},
  properties: {
    max_in_flight_queries: {
      type: 'integer',
      minimum: 1,
      maximum: 65_535,
      description:
        'Queries of one connection that may wait for their answers at once; answers leave as they come, in any order (RFC 7766 §7). No further query is read before one of them is answered.',
      default: 128,
    },
    max_concurrent_connections: {
      type: 'integer',
      minimum: 1,
      maximum: 1_000_000,
      description:
        'Connections at once. When there are as many, the one that was idle for longest makes room for a new one.',
      default: 2000,
    },
    listen_queue_size: {
      ...count,
      description: 'Connections that may wait in the kernel to be taken; 0 for as many as the system allows.',
      default: 0,
    },
  },
  additionalProperties: false,
} as const

const tls = {
  type: 'object',
  description:
    'TLS, of DoT and DoH. A DoH bind without certificates speaks HTTP in the clear, for a reverse proxy.',
  default: {},
  properties: {
    certificates: {
      type: 'array',
      description:
        'Certificates with their keys. The name that a client asks for decides which one it gets; where there is none for it, the first one.',
      default: [],
      items: {
        type: 'object',
        required: ['certificate'],
        properties: {
          certificate: {
            ...path,
            description:
              'File of the certificate and those that lead to its root (PEM), or of all with the key (PKCS12).',
          },
          key: { ...path, description: 'File of its key (PEM); for PKCS12 left out.' },
          password: {
            type: 'string',
            writeOnly: true,
            description: 'Password of the PKCS12 file, or of the key.',
          },
        },
        additionalProperties: false,
      },
    },
    minimum_version: {
      type: 'string',
      enum: ['tls1.2', 'tls1.3'],
      description: 'The oldest version of TLS that is spoken.',
      default: 'tls1.2',
    },
    ciphers: {
      type: 'string',
      description: 'Ciphers of TLS 1.2 as OpenSSL lists them; empty for those that Node.js has by default.',
      default: '',
    },
    ciphers_tls_13: {
      type: 'string',
      description: 'Ciphers of TLS 1.3 as OpenSSL lists them; empty for those that Node.js has by default.',
      default: '',
    },
    prefer_server_ciphers: {
      type: 'boolean',
      description: 'Whether the order of ciphers here counts, not the client’s.',
      default: true,
    },
    session_tickets: {
      type: 'boolean',
      description:
        'Whether clients can resume their sessions by tickets (RFC 5077), which spares half of a handshake.',
      default: true,
    },
    session_timeout: {
      type: 'integer',
      minimum: 0,
      maximum: 604_800,
      description: 'Seconds for which a session can be resumed; 0 for as long as OpenSSL has it.',
      default: 0,
    },
    ticket_key_file: {
      ...path,
      description:
        'File with at least 48 random octets that the key of tickets is made from, so that several proxies take one another’s tickets. Without, the key is random.',
    },
    tickets_keys_rotation_delay: {
      type: 'integer',
      minimum: 0,
      maximum: 2_000_000,
      description:
        'Seconds after which there is a new key of tickets, or the file is read again; 0 for never.',
      default: 43_200,
    },
    ocsp_response_files: {
      type: 'array',
      description: 'Files of OCSP responses (DER) that are given with the certificates, in their order.',
      items: path,
      default: [],
    },
  },
  additionalProperties: false,
} as const

const doh = {
  type: 'object',
  description: 'DNS over HTTPS (RFC 8484), over HTTP/2 and HTTP/1.1.',
  default: {},
  properties: {
    paths: {
      type: 'array',
      description: 'Paths of URLs that queries are taken on.',
      items: { type: 'string', pattern: '^/[\\x21-\\x7e]*$', title: 'a path such as /dns-query' },
      minItems: 1,
      default: ['/dns-query'],
    },
    exact_path_matching: {
      type: 'boolean',
      description: 'Whether only those paths themselves are taken, not what is below them.',
      default: true,
    },
    idle_timeout: {
      type: 'integer',
      minimum: 1,
      maximum: 86_400,
      description: 'Seconds that a connection may be without a request.',
      default: 30,
    },
    server_tokens: {
      type: 'string',
      pattern: '^[\\t\\x20-\\x7e]*$',
      title: 'the value of a header, in ASCII',
      description: 'The header `server` of answers; empty for none.',
      default: '',
    },
    send_cache_control_headers: {
      type: 'boolean',
      description: 'Whether caches on the way are told how long an answer holds: for its smallest TTL.',
      default: true,
    },
    keep_incoming_headers: {
      type: 'boolean',
      description: 'Whether rules see the headers of a request.',
      default: true,
    },
    trust_forwarded_for_header: {
      type: 'boolean',
      description:
        'Whether the last address of `X-Forwarded-For` is the client’s, for the ACL, rules and logs. Only behind a reverse proxy that always writes it.',
      default: false,
    },
    early_acl_drop: {
      type: 'boolean',
      description:
        'Whether connections from outside the ACL are dropped as they come; else their requests are answered with status 403.',
      default: true,
    },
    custom_response_headers: {
      ...headers,
      description: 'Headers of every answer.',
      default: [],
    },
    responses_map: {
      type: 'array',
      description:
        'Answers of HTTP to requests whose path matches, before they are looked at as queries: pages, redirects, errors.',
      default: [],
      items: {
        type: 'object',
        required: ['expression', 'status', 'content'],
        properties: {
          expression: {
            type: 'string',
            minLength: 1,
            description: 'Regular expression (RE2) that the path is matched with.',
          },
          status: { type: 'integer', minimum: 200, maximum: 599, description: 'Status of the answer.' },
          content: {
            type: 'string',
            description: 'Its content; with a status from 300 to 399, the URL that it leads to.',
          },
          headers: {
            ...headers,
            description: 'Its headers, instead of `custom_response_headers`.',
          },
        },
        additionalProperties: false,
      },
    },
  },
  additionalProperties: false,
} as const

/** One entry of `binds`. */
export const bindSchema = {
  type: 'object',
  description: 'An address that queries are taken on.',
  required: ['listen_address'],
  properties: {
    listen_address: {
      type: 'string',
      minLength: 1,
      title: 'an address such as 127.0.0.1:53 or [::1]:53',
      description: 'Address and port to listen on; without a port 53, for DoT 853, for DoH 443.',
    },
    protocol: {
      type: 'string',
      enum: ['Do53', 'DoT', 'DoH'],
      description: 'How queries come: over UDP and TCP, over TLS, or over HTTPS.',
      default: 'Do53',
    },
    additional_addresses: {
      type: 'array',
      description: 'Further addresses to listen on in the same way.',
      items: { type: 'string', minLength: 1 },
      default: [],
    },
    reuseport: {
      type: 'boolean',
      description: 'Without effect: every worker always has its own UDP socket on the address.',
      default: true,
    },
    threads: {
      type: 'integer',
      minimum: 1,
      maximum: 1024,
      description: 'Without effect: `--workers` decides how many threads there are for all binds.',
      default: 1,
    },
    tcp,
    tls,
    doh,
  },
  additionalProperties: false,
} as const

export type BindSettings = SchemaValue<typeof bindSchema>

/** How queries come to a bind. */
export type BindProtocol = BindSettings['protocol']

const ports: Readonly<Record<BindProtocol, number>> = { Do53: 53, DoT: 853, DoH: 443 }

/** The addresses of a bind, which may still be names; throws `address-syntax`. */
export const bindEndpoints = (bind: BindSettings): readonly Endpoint[] =>
  [bind.listen_address, ...bind.additional_addresses].map(text => parseEndpoint(text, ports[bind.protocol]))
