// Settings that are lists of networks: who may ask, and the lists that rules name.

/** JSON Schema of a network in CIDR form, or of one address. */
export const networkSchema = {
  type: 'string',
  minLength: 2,
  title: 'a network such as 192.0.2.0/24',
} as const

/** JSON Schema of `acl`: by default those that a machine's own networks have (as in dnsdist). */
export const aclSchema = {
  type: 'array',
  description:
    'Networks whose clients may ask; an entry that begins with `!` is not let in although a larger network is. What comes from elsewhere is dropped without an answer, and counted.',
  items: networkSchema,
  default: [
    '127.0.0.0/8',
    '10.0.0.0/8',
    '100.64.0.0/10',
    '169.254.0.0/16',
    '192.168.0.0/16',
    '172.16.0.0/12',
    '::1/128',
    'fc00::/7',
    'fe80::/10',
  ],
  examples: [['192.0.2.0/24', '!192.0.2.66', '2001:db8::/32']],
} as const

/** JSON Schema of `netmask_groups`. */
export const netmaskGroupsSchema = {
  type: 'array',
  description: 'Lists of networks by name, for the selector `NetmaskGroup`.',
  items: {
    type: 'object',
    required: ['name'],
    properties: {
      name: { type: 'string', minLength: 1, description: 'What selectors call the list.' },
      netmasks: {
        type: 'array',
        description: 'Networks and single addresses; one that begins with `!` is left out of a larger one.',
        items: networkSchema,
        default: [],
      },
    },
    additionalProperties: false,
  },
  default: [],
  examples: [[{ name: 'office', netmasks: ['192.0.2.0/24', '!192.0.2.66'] }]],
} as const

/** JSON Schema of `timed_ip_sets`. */
export const timedIpSetsSchema = {
  type: 'array',
  description:
    'Sets of addresses for the selector `TimedIPSet`: empty at first, each address is added for a time while the proxy runs.',
  items: {
    type: 'object',
    required: ['name'],
    properties: {
      name: { type: 'string', minLength: 1, description: 'What selectors and the console call the set.' },
    },
    additionalProperties: false,
  },
  default: [],
  examples: [[{ name: 'suspects' }]],
} as const
