// Packet caches: how many answers they hold, for how long, and which queries share one.
import type { SchemaValue } from '../../config/schema-value.ts'

const seconds = { type: 'integer', minimum: 0, maximum: 2_147_483_647 } as const

/** JSON Schema of one of `packet_caches`. */
export const packetCacheSchema = {
  type: 'object',
  required: ['name'],
  properties: {
    name: {
      type: 'string',
      minLength: 1,
      description: 'What `packet_cache` of pools and the console call it.',
    },
    size: {
      type: 'integer',
      minimum: 1,
      maximum: 100_000_000,
      description:
        'The most answers that it holds. Once it is full, what was not asked for again makes room. Their memory is taken as they come.',
      default: 250_000,
    },
    maximum_memory: {
      type: 'integer',
      minimum: 0,
      description: 'The most octets that answers may take, at least 1048576; 0 for 512 for each of `size`.',
      default: 0,
    },
    shards: {
      type: 'integer',
      minimum: 1,
      maximum: 4096,
      description:
        'Parts with a lock each, rounded up to a power of two. Fewer are made for a small cache, and more for a huge one.',
      default: 64,
    },
    deferrable_insert_lock: {
      type: 'boolean',
      description:
        'Whether an answer is not kept if another thread has the lock for longer than a moment; otherwise it is waited for.',
      default: true,
    },
    max_ttl: { ...seconds, description: 'No answer is kept longer than that, in seconds.', default: 86_400 },
    min_ttl: {
      ...seconds,
      description: 'Answers with a smaller TTL are not kept, in seconds. Those with a TTL of 0 never are.',
      default: 0,
    },
    max_negative_ttl: {
      ...seconds,
      description: 'How long it is remembered at most that a name or type does not exist, in seconds.',
      default: 3600,
    },
    temporary_failure_ttl: {
      ...seconds,
      description: 'How long a SERVFAIL or REFUSED is kept, in seconds; 0 for not at all.',
      default: 60,
    },
    truncated_ttl: {
      ...seconds,
      description: 'How long a truncated answer is kept, in seconds; 0 for not at all.',
      default: 0,
    },
    keep_stale_data: {
      type: 'boolean',
      description:
        'Whether expired answers stay, to be given when no server answers (RFC 8767), until room is needed.',
      default: true,
    },
    stale_ttl: { ...seconds, description: 'The TTL that stale answers are given, in seconds.', default: 60 },
    maximum_stale_age: {
      ...seconds,
      description: 'How long after its end an answer may still be given as a stale one, in seconds.',
      default: 86_400,
    },
    prefetch: {
      type: 'integer',
      minimum: 0,
      maximum: 90,
      description:
        'Asks anew for an answer that was asked for before when so much of its time is left, in percent; 0 for never.',
      default: 10,
    },
    dont_age: {
      type: 'boolean',
      description: 'Leaves TTLs as the servers gave them: for a proxy in front of authoritative servers.',
      default: false,
    },
    shuffle: {
      type: 'boolean',
      description: 'Gives the addresses of an answer in another order each time.',
      default: false,
    },
    maximum_entry_size: {
      type: 'integer',
      minimum: 12,
      maximum: 65_535,
      description: 'The largest answer that is kept, in octets.',
      default: 4096,
    },
    record_types: {
      type: 'array',
      description: 'Answers to questions for these types only are kept; to all, if there are none.',
      items: {
        anyOf: [
          { type: 'string', minLength: 1 },
          { type: 'integer', minimum: 0, maximum: 65_535 },
        ],
        title: 'a record type such as TXT or 16',
      },
      default: [],
      examples: [['A', 'AAAA', 'HTTPS']],
    },
    parse_ecs: {
      type: 'boolean',
      description:
        'Lets all clients share an answer of which the server says that it is the same for every client subnet (scope 0).',
      default: false,
    },
    cookie_hashing: {
      type: 'boolean',
      description: 'Keeps an answer for each EDNS cookie, for servers whose cookies clients have to see.',
      default: false,
    },
    options_to_skip: {
      type: 'array',
      description:
        'EDNS options that queries may differ in and still share an answer; the answer is kept without them. Cookies (10), TCP keepalive (11) and padding (12) unless you say otherwise.',
      items: {
        anyOf: [
          { type: 'integer', minimum: 0, maximum: 65_535 },
          { type: 'string', pattern: '^[0-9]{1,5}$' },
        ],
        title: 'the code of an EDNS option',
      },
      default: [10, 11, 12],
    },
    payload_ranks: {
      type: 'array',
      description:
        'Sizes that clients’ payload sizes are rounded down to, so that clients with different ones share answers.',
      items: { type: 'integer', minimum: 512, maximum: 65_535 },
      default: [],
      examples: [[512, 1232, 4096]],
    },
  },
  additionalProperties: false,
} as const

/** One of `packet_caches`, with the defaults filled in. */
export type PacketCacheSettings = SchemaValue<typeof packetCacheSchema>
