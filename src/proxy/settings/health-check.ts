// How the proxy finds out whether a server is well: by asking it regularly, or only once queries have failed.

const lazy = {
  type: 'object',
  description: 'When a server in mode `lazy` is checked.',
  default: {},
  properties: {
    mode: {
      type: 'string',
      enum: ['TimeoutOnly', 'TimeoutOrServFail'],
      description:
        'Which queries count as failed: those without an answer, or those answered with SERVFAIL too.',
      default: 'TimeoutOrServFail',
    },
    sample_size: {
      type: 'integer',
      minimum: 1,
      maximum: 65535,
      description: 'How many of the last queries are looked at.',
      default: 100,
    },
    min_sample_count: {
      type: 'integer',
      minimum: 1,
      maximum: 65535,
      description: 'With fewer queries than this, nothing is concluded from them.',
      default: 1,
    },
    threshold: {
      type: 'integer',
      minimum: 1,
      maximum: 100,
      description: 'Percent of the queries looked at that must have failed for checks to begin.',
      default: 20,
    },
    interval: {
      type: 'integer',
      minimum: 1,
      maximum: 65535,
      description: 'Seconds between the checks of a server that is down.',
      default: 30,
    },
    use_exponential_back_off: {
      type: 'boolean',
      description: 'Doubles the interval with each check that fails.',
      default: false,
    },
    max_back_off: {
      type: 'integer',
      minimum: 1,
      maximum: 65535,
      description: 'Seconds that the doubled interval never exceeds.',
      default: 3600,
    },
  },
  additionalProperties: false,
} as const

/** JSON Schema of `health_checks` of a server. */
export const healthCheckSchema = {
  type: 'object',
  description:
    'Whether the server is well enough to be asked. A check is one question, sent up to three times; it is good if an answer comes in time.',
  default: {},
  properties: {
    mode: {
      type: 'string',
      enum: ['auto', 'lazy', 'up', 'down', 'drain'],
      description:
        'What decides: regular checks; checks that begin once queries fail (`lazy`); or you, that it is asked (`up`), is not (`down`), or is not but stays checked (`drain`).',
      default: 'auto',
    },
    qname: {
      type: 'string',
      minLength: 1,
      description: 'The name that is asked for.',
      default: 'a.root-servers.net.',
      examples: ['example.com.'],
    },
    qtype: {
      type: 'string',
      minLength: 1,
      description: 'The type that is asked for.',
      default: 'A',
      examples: ['SOA'],
    },
    qclass: { type: 'string', minLength: 1, description: 'The class that is asked for.', default: 'IN' },
    interval: {
      type: 'integer',
      minimum: 1,
      maximum: 86400,
      description: 'Seconds from one check to the next.',
      default: 1,
    },
    timeout: {
      type: 'integer',
      minimum: 10,
      maximum: 60_000,
      description: 'Milliseconds within which a check must be answered.',
      default: 1000,
    },
    max_failures: {
      type: 'integer',
      minimum: 1,
      maximum: 255,
      description: 'The server is down after so many failed checks in a row.',
      default: 3,
    },
    rise: {
      type: 'integer',
      minimum: 1,
      maximum: 255,
      description:
        'A server that was down is up after so many good checks in a row. One that was never up needs only one.',
      default: 2,
    },
    must_resolve: {
      type: 'boolean',
      description:
        'Takes NXDOMAIN and REFUSED for failures too. In any case SERVFAIL is one, and an answer of another question none.',
      default: false,
    },
    set_cd: {
      type: 'boolean',
      description: 'Asks a resolver not to validate (the flag CD).',
      default: false,
    },
    use_tcp: {
      type: 'boolean',
      description: 'Asks over TCP, as is done with `tcp_only` in any case.',
      default: false,
    },
    lazy,
  },
  additionalProperties: false,
} as const
