// Rules that block clients and names for a while, by what was counted of them in the last seconds.
import type { JsonSchema } from '../../base/json-schema.ts'
import type { SchemaValue } from '../../config/schema-value.ts'
import { networkSchema } from './networks.ts'

const bits = (maximum: number) => ({ type: 'integer', minimum: 0, maximum }) as const
const rate = { type: 'integer', minimum: 0, maximum: 2_000_000_000 } as const
const ratio = { type: 'number', minimum: 0, maximum: 1 } as const
const seconds = { type: 'integer', minimum: 1, maximum: 300 } as const

/** What a rule or the default may do; SetTag needs a tag, which only a rule has. */
const actions = ['Drop', 'NoOp', 'NoRecurse', 'NXDomain', 'Refused', 'ServFail', 'Truncate'] as const

const rule = {
  type: 'object',
  required: ['type', 'seconds', 'action_duration'],
  properties: {
    type: {
      type: 'string',
      description:
        'What is counted: queries of a client (`query-rate`) or those of one type (`qtype-rate`); its answers with an rcode, each second (`rcode-rate`) or as a share of all (`rcode-ratio`); the octets of its answers (`response-byte-rate`); the share of its answers that the packet cache did not have (`cache-miss-ratio`); or what is asked below a name (`suffix-match`).',
      enum: [
        'query-rate',
        'qtype-rate',
        'rcode-rate',
        'rcode-ratio',
        'response-byte-rate',
        'cache-miss-ratio',
        'suffix-match',
      ],
    },
    seconds: { ...seconds, description: 'Whole seconds over which is counted.' },
    rate: {
      ...rate,
      description:
        'What the average over those seconds has to exceed: queries, answers or octets a second. Of `suffix-match`: queries for names below the suffix; 0 leaves it to the ratio.',
      default: 0,
    },
    ratio: {
      ...ratio,
      description:
        'Of `rcode-ratio`, `cache-miss-ratio` and `suffix-match`: the share of answers that has to be exceeded; of `suffix-match` those with the rcode. 0 leaves it to the rate there.',
      default: 0,
    },
    warning_rate: {
      ...rate,
      description: 'The same for a warning, after which nothing is blocked; 0 for none.',
      default: 0,
    },
    warning_ratio: {
      ...ratio,
      description: 'The same for a warning, after which nothing is blocked; 0 for none.',
      default: 0,
    },
    action_duration: {
      type: 'integer',
      minimum: 1,
      maximum: 86_400 * 365,
      description: 'Seconds for which is blocked, after the last second that exceeded the rate.',
    },
    comment: { type: 'string', description: 'Why is blocked, for lists and the log.', default: '' },
    action: {
      type: 'string',
      enum: [...actions, 'SetTag'],
      description:
        'What happens to the queries; `default_action` of `dynamic_rules_settings` if it is left out. With `NoOp` they are counted only; with `SetTag` they get a tag that rules look at.',
    },
    kernel: {
      type: 'boolean',
      description:
        'With `Drop`: lets the system drop the packets before they are received over UDP. What it drops is not counted.',
      default: true,
    },
    tag_name: { type: 'string', description: 'Of `SetTag`: the name of the tag.', default: '' },
    tag_value: { type: 'string', description: 'Of `SetTag`: its value.', default: '0' },
    rcode: {
      type: 'string',
      description: 'Of `rcode-rate`, `rcode-ratio` and `suffix-match`: the rcode, by name or number.',
      default: '',
      examples: ['NXDomain'],
    },
    qtype: { type: 'string', description: 'Of `qtype-rate`: the type.', default: '', examples: ['ANY'] },
    minimum_number_of_responses: {
      ...rate,
      description: 'Of ratios: they are not looked at with fewer answers than that in those seconds.',
      default: 0,
    },
    minimum_global_cache_hit_ratio: {
      ...ratio,
      description:
        'Of `cache-miss-ratio`: the share of all queries that the packet caches have to have answered.',
      default: 0,
    },
    labels: {
      type: 'integer',
      minimum: 1,
      maximum: 10,
      description: 'Of `suffix-match`: how many labels the suffix has; 2 for `example.com`.',
      default: 2,
    },
  },
  additionalProperties: false,
} as const

/** JSON Schema of `dynamic_rules`. */
export const dynamicRulesSchema = {
  type: 'array',
  description: 'Groups of rules that block clients and names by what was counted of them.',
  items: {
    type: 'object',
    required: ['name', 'rules'],
    properties: {
      name: { type: 'string', minLength: 1, description: 'What lists and the log call the group.' },
      mask_ipv4: { ...bits(32), description: 'Bits of an IPv4 address that make a client.', default: 32 },
      mask_ipv6: { ...bits(128), description: 'Bits of an IPv6 address that make a client.', default: 64 },
      mask_port: {
        ...bits(16),
        description:
          'Bits of the port that make a client as well, over IPv4: 2 makes four clients of an address that many share.',
        default: 0,
      },
      exclude_ranges: {
        type: 'array',
        items: networkSchema,
        description:
          'Networks whose clients are never blocked; of networks in both lists the smaller counts.',
        default: [],
      },
      include_ranges: {
        type: 'array',
        items: networkSchema,
        description: 'Networks whose clients are blocked although a larger one is excluded.',
        default: [],
      },
      exclude_domains: {
        type: 'array',
        items: { type: 'string', minLength: 1 },
        description: 'Names that, with all below them, `suffix-match` never blocks.',
        default: [],
      },
      rules: {
        type: 'array',
        items: rule,
        description: 'The rules, of which the first that is exceeded counts.',
      },
    },
    additionalProperties: false,
  },
  default: [],
  examples: [
    [
      {
        name: 'abuse',
        rules: [{ type: 'query-rate', rate: 30, seconds: 10, action_duration: 60, action: 'Refused' }],
      },
    ],
  ],
} as const satisfies JsonSchema

/** JSON Schema of `dynamic_rules_settings`. */
export const dynamicRulesSettingsSchema = {
  type: 'object',
  description: 'What dynamic rules have in common.',
  default: {},
  properties: {
    default_action: {
      type: 'string',
      enum: actions,
      description: 'What happens to the queries of those that are blocked, if the rule does not say.',
      default: 'Drop',
    },
    purge_interval: {
      type: 'integer',
      minimum: 0,
      description: 'Seconds after which the room of blocks that have ended is freed; 0 when it is needed.',
      default: 60,
    },
    max_clients: {
      type: 'integer',
      minimum: 1_000,
      maximum: 1_000_000,
      description:
        'Clients that each thread counts exactly within a second, and names; of more, those with the fewest queries are forgotten.',
      default: 16_384,
    },
  },
  additionalProperties: false,
} as const satisfies JsonSchema

/** Checked settings: groups, one of them, a rule, and what they have in common. */
export type DynamicRuleGroups = SchemaValue<typeof dynamicRulesSchema>
export type DynamicRuleGroup = DynamicRuleGroups[number]
export type DynamicRuleSettings = DynamicRuleGroup['rules'][number]
export type DynamicRulesSettings = SchemaValue<typeof dynamicRulesSettingsSchema>
