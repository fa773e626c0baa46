// Every setting of dnsctl.yaml, stated once: types, checks, defaults, the editor's schema and the docs come from here.
import type { JsonSchema } from '../dns/rr/field-kind.ts'
import type { SchemaValue } from './schema-value.ts'

const percent = { type: 'integer', minimum: 0, maximum: 100 } as const

const duration = {
  type: 'string',
  pattern: '^(?:[0-9]+[smhd])+$',
  title: 'a time such as 90s or 5m',
} as const

const verify = {
  type: 'object',
  description: 'How it is proven after an apply that the authoritative servers answer what was applied.',
  properties: {
    servers: {
      title: '"name-servers", "none" or a list of servers',
      description:
        'Which servers are asked: those that the zone’s NS records name, none, or these, `host` or `host:port`. By default the name servers of public zones at Route 53, and none of other providers.',
      anyOf: [
        { type: 'string', enum: ['name-servers', 'none'] },
        { type: 'array', items: { type: 'string', minLength: 1 }, minItems: 1 },
      ],
      examples: [['192.0.2.53', 'ns2.example.net', '127.0.0.1:5300']],
    },
    timeout: {
      ...duration,
      description: 'How long to ask again until all servers answer the same.',
      default: '1m',
    },
  },
  additionalProperties: false,
} as const

const state = {
  type: 'string',
  minLength: 1,
  description:
    'Folder of the history: what each apply was going to do, and how far it came. Relative to dnsctl.yaml; keep it between runs of CI to be able to resume and to roll back.',
  default: '.dnsctl/state',
} as const

const providers = {
  type: 'object',
  description: 'Where zones are kept, by a name of your choice.',
  default: { local: { type: 'local', store: '.dnsctl/store' } },
  additionalProperties: {
    type: 'object',
    required: ['type'],
    properties: {
      type: { type: 'string', description: 'Kind of provider; the other settings depend on it.' },
      verify,
    },
    additionalProperties: true,
  },
} as const

const zones = {
  type: 'array',
  description:
    'Which zone files go to which providers. A file that several entries match goes to the providers of all.',
  default: [{ files: 'zones/*.yaml' }],
  items: {
    type: 'object',
    required: ['files'],
    properties: {
      files: {
        title: 'a path or a list of paths',
        description:
          'Paths or patterns, relative to dnsctl.yaml: `*` and `?` stay within a folder, `**` spans folders.',
        anyOf: [
          { type: 'string', minLength: 1 },
          { type: 'array', items: { type: 'string', minLength: 1 }, minItems: 1 },
        ],
        examples: ['zones/*.yaml'],
      },
      providers: {
        type: 'array',
        description: 'Names from `providers`; may be left out if there is only one.',
        items: { type: 'string' },
        minItems: 1,
      },
    },
    additionalProperties: false,
  },
} as const

const safety = {
  type: 'object',
  description:
    'Plans that change more than this are refused, unless `--force=GUARD` names the guard that objects.',
  default: {},
  properties: {
    max_delete_percent: {
      ...percent,
      description: 'The most RRsets of a zone that one plan may delete, in percent of those there.',
      default: 30,
    },
    max_update_percent: {
      ...percent,
      description: 'The most RRsets of a zone that one plan may update, in percent of those there.',
      default: 50,
    },
    min_changes: {
      type: 'integer',
      minimum: 0,
      description:
        'The percentages bind only plans with at least this many deletions or updates in a zone. With fewer, what is refused is to delete half of a zone’s RRsets or more, and to update all of them where there are several; a percentage of 100 allows that too.',
      default: 3,
    },
    protect: {
      type: 'array',
      description:
        'RRsets that a plan may neither update nor delete: patterns `name/TYPE` relative to the zone.',
      items: { type: 'string', minLength: 1 },
      default: [],
      examples: [['@/NS', 'mail/**']],
    },
    access: {
      type: 'array',
      description:
        'Names, absolute, that your own way to the servers depends on (a VPN, a jump host, an endpoint): changing their addresses needs `--force=access`.',
      items: { type: 'string', minLength: 1 },
      default: [],
      examples: [['vpn.example.com', 'git.example.com']],
    },
    verify_key: {
      type: 'string',
      minLength: 1,
      description:
        'File of the public key (PEM, Ed25519), relative to dnsctl.yaml, by which a plan file must be signed.',
      examples: ['plan.pub'],
    },
  },
  additionalProperties: false,
} as const

const route53Api = {
  type: 'object',
  description:
    'Serves the store through Route 53’s API too, so that whatever speaks to Route 53 can change its zones.',
  properties: {
    listen: {
      type: 'string',
      minLength: 1,
      title: 'an address such as 127.0.0.1:8053',
      description: 'Address to answer HTTP on, `host:port`.',
      default: '127.0.0.1:8053',
    },
    keys: {
      type: 'array',
      description: 'Who may use it: pairs of keys that requests are signed with.',
      items: {
        type: 'object',
        required: ['id', 'secret'],
        properties: {
          id: { type: 'string', minLength: 1, description: 'The access key id.' },
          secret: { type: 'string', minLength: 1, description: 'The secret access key.' },
          allow: {
            type: 'array',
            description: 'Actions that the key may do, with `*` and `?`; all of them if absent.',
            items: { type: 'string', pattern: '^(?:route53:|\\*)', title: 'an action such as route53:List*' },
          },
        },
        additionalProperties: false,
      },
      default: [],
      examples: [
        [
          {
            id: 'DEPLOY',
            secret: '${env:DNSCTL_ROUTE53_API_SECRET}',
            allow: ['route53:List*', 'route53:Get*'],
          },
        ],
      ],
    },
    requests_per_second: {
      type: 'integer',
      minimum: 0,
      description:
        'The most requests of a key in a second, more are answered with Throttling; 0 for any number.',
      default: 5,
    },
    insync_after: {
      type: 'string',
      pattern: '^(?:[0-9]+[smhd])+$',
      title: 'a time such as 30s',
      description: 'How long a change stays PENDING. DNS answers it at once in any case.',
      default: '0s',
    },
  },
  additionalProperties: false,
} as const

const serve = {
  type: 'object',
  description: 'What `dnsctl serve` does unless its options say otherwise.',
  default: {},
  properties: {
    listen: {
      type: 'array',
      description: 'Addresses to answer on, `host:port`, over UDP and TCP.',
      items: { type: 'string', minLength: 1 },
      minItems: 1,
      default: ['127.0.0.1:5300'],
      examples: [['192.0.2.53:53', '[2001:db8::53]:53']],
    },
    provider: {
      type: 'string',
      description: 'The provider of type `local` whose store is served; by default the first of that type.',
    },
    locations: {
      type: 'object',
      description:
        'Which networks are where, for policies of kind `geolocation`: continents, countries and subdivisions as in zone files.',
      additionalProperties: { type: 'array', items: { type: 'string', minLength: 1 } },
      default: {},
      examples: [{ EU: ['192.0.2.0/24'], 'US-CA': ['198.51.100.0/24', '2001:db8::/32'] }],
    },
    locations_file: {
      type: 'string',
      minLength: 1,
      description:
        'A file of the same, relative to dnsctl.yaml: on each line a network, a comma and a location; `#` begins a remark. It is read at the start.',
      examples: ['locations.csv'],
    },
    route53_api: route53Api,
  },
  additionalProperties: false,
} as const

const proxy = {
  type: 'object',
  description:
    'What `dnsctl proxy` does, in the words of dnsdist’s YAML; see [proxy-configuration.md](proxy-configuration.md).',
  properties: {},
  additionalProperties: true,
} as const

/** JSON Schema of dnsctl.yaml; a provider's own settings are checked with the schema of its kind, and so are the proxy's. */
export const configSchema = {
  type: 'object',
  properties: { state, providers, zones, safety, serve, proxy },
  additionalProperties: false,
} as const satisfies JsonSchema

/** A checked dnsctl.yaml with the defaults filled in. */
export type Config = SchemaValue<typeof configSchema>
