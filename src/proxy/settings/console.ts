// Settings of the console: where `dnsctl console` and `dnsctl proxy reload` reach the proxy.
import { networkSchema } from './networks.ts'

/** JSON Schema of `console`. */
export const consoleSchema = {
  type: 'object',
  description:
    'Where the console and `dnsctl proxy reload` reach the proxy: through a socket in the file system, or over TCP.',
  default: {},
  properties: {
    socket: {
      type: 'string',
      minLength: 1,
      description:
        'Path of a socket that only the user of the proxy and root may use; it needs no key. Relative to the file of the settings. `none` for no such socket.',
      default: '.dnsctl/proxy.sock',
    },
    listen_address: {
      type: 'string',
      description:
        'Address and port to reach it at over TCP; port 5199 if it names none. Empty: not over TCP.',
      default: '',
      examples: ['127.0.0.1:5199'],
    },
    key: {
      type: 'string',
      writeOnly: true,
      description:
        'The secret that both sides prove to know over TCP: 32 random octets in Base64, as `openssl rand -base64 32` prints.',
      default: '',
      examples: ['${env:DNSCTL_CONSOLE_KEY}'],
    },
    acl: {
      type: 'array',
      description: 'Networks that may connect over TCP.',
      items: networkSchema,
      default: ['127.0.0.1', '::1'],
    },
    maximum_output_size: {
      type: 'integer',
      minimum: 1024,
      description: 'The most octets of one answer of the console.',
      default: 10_000_000,
    },
    log_connections: {
      type: 'boolean',
      description: 'Logs who connects, and when they go.',
      default: true,
    },
    max_concurrent_connections: {
      type: 'integer',
      minimum: 1,
      description: 'The most connections at a time.',
      default: 16,
    },
  },
  additionalProperties: false,
} as const
