// The parts of a zone file but for record data, as JSON Schemas: the reader checks by them, editors complete by them.
import { policyParameters } from '../../dns/routing.ts'
import { description, duration, words } from './terms.ts'

const checks = {
  type: 'object',
  properties: { off: { ...words, ...description('Codes of checks to turn off.') } },
  additionalProperties: false,
} as const

const name = { type: 'string', minLength: 1, examples: ['ns1.example.com.'] } as const

export const soaSchema = {
  type: 'object',
  properties: {
    mname: { ...name, ...description('Primary name server.') },
    rname: {
      ...name,
      ...description('Mailbox of the person responsible, with a dot for the @.'),
      examples: ['hostmaster.example.com.'],
    },
    refresh: { ...duration, ...description('How often secondaries ask for changes; 2h unless set.') },
    retry: { ...duration, ...description('How soon they ask again after a failure; 1h unless set.') },
    expire: { ...duration, ...description('When they stop to answer without contact; 2w unless set.') },
    minimum: { ...duration, ...description('TTL of negative answers; 5m unless set.') },
    serial: {
      type: 'integer',
      minimum: 0,
      maximum: 2 ** 32 - 1,
      ...description('Left out, the serial is managed: it grows with every change.'),
    },
    ttl: { ...duration, ...description('TTL of the SOA itself; that of the zone unless set.') },
  },
  required: ['mname', 'rname'],
  additionalProperties: false,
} as const

/** What stands in for values: the records of another name. */
const aliasProperties = {
  alias: {
    type: 'string',
    minLength: 1,
    examples: ['d111111abcdef8.cloudfront.net.'],
    ...description('Name whose records of the same type are the answer.'),
  },
  evaluate_target_health: {
    type: 'boolean',
    ...description('True if it is ill when its target is; false unless set.'),
  },
  hosted_zone: {
    type: 'string',
    minLength: 1,
    examples: ['Z2FDTNDATAQYW2'],
    ...description("The provider's id of the target's zone, where the name does not tell it."),
  },
} as const

/** One set of a routing policy; `values` are those of the record type. */
export const routedSetSchema = {
  type: 'object',
  properties: {
    values: {},
    ...aliasProperties,
    ttl: { ...duration, ...description('TTL of these values; that of the RRset unless set.') },
    health: { type: 'string', minLength: 1, ...description('Name of an entry of `health`.') },
    weight: { type: 'integer', minimum: 0, maximum: 255 },
    role: { enum: ['primary', 'secondary'] },
    region: { type: 'string', minLength: 1, examples: ['eu-west-1'] },
    coordinates: {
      type: 'string',
      examples: ['49.22,-74.01'],
      ...description('Latitude and longitude in degrees, in place of a region.'),
    },
    bias: { type: 'integer', minimum: -99, maximum: 99 },
    location: {
      type: 'string',
      pattern: '^(?:\\*|(?:country:)?[A-Z]{2}|[A-Z]{2}-[A-Z0-9]{1,3})$',
      title: 'a place in capitals such as EU, FR or US-CA, or *',
      examples: ['EU', 'US-CA', '*'],
      ...description('Continent or country, with a subdivision if wanted; * for the rest.'),
    },
    networks: {
      ...words,
      minItems: 1,
      examples: [['192.0.2.0/24']],
      ...description('Networks that the queries come from; * alone for the rest.'),
    },
  },
  additionalProperties: false,
} as const

/** A record with more than its values; `values` and `sets` are those of the record type. */
export const longFormSchema = {
  type: 'object',
  properties: {
    ttl: { ...duration, ...description('TTL of this set.') },
    values: {},
    ...aliasProperties,
    owner: { type: 'string', minLength: 1, ...description('Who answers for the record.') },
    reason: { type: 'string', minLength: 1, ...description('Why it is there.') },
    expires: {
      type: 'string',
      examples: ['2027-01-01'],
      ...description('Last day of the record; from the next on it is reported as expired.'),
    },
    checks,
    policy: { enum: Object.keys(policyParameters), ...description('How one of `sets` is chosen.') },
    sets: {},
  },
  additionalProperties: false,
} as const

/** How it is known which RRsets at the provider are the file's. */
const ownershipSchema = {
  ...description('Only what the registry says is this file’s is changed; others may share the zone.'),
  anyOf: [
    { const: 'txt' },
    {
      type: 'object',
      properties: {
        registry: { const: 'txt', ...description('TXT records beside the records.') },
        id: {
          type: 'string',
          pattern: '^[A-Za-z0-9._-]{1,64}$',
          title: 'up to 64 letters, digits, dots, hyphens and underscores',
          examples: ['team-web'],
          ...description('What the registry calls this file’s; default unless set.'),
        },
        adopt: {
          type: 'boolean',
          ...description(
            'True to take over what nobody has and the file states otherwise; false unless set.',
          ),
        },
        external_dns: {
          type: 'object',
          properties: {
            prefix: { type: 'string', ...description('Its --txt-prefix.') },
            suffix: { type: 'string', ...description('Its --txt-suffix.') },
            wildcard: { type: 'string', ...description('Its --txt-wildcard-replacement.') },
          },
          additionalProperties: false,
          ...description('How an external-dns that shares the zone names the records of its registry.'),
        },
      },
      required: ['registry'],
      additionalProperties: false,
    },
  ],
} as const

/** The top level of a file; `records` and each health check are read by themselves. */
export const headSchema = {
  type: 'object',
  properties: {
    zone: { type: 'string', minLength: 1, examples: ['example.com'], ...description('The zone.') },
    ttl: { ...duration, ...description('TTL of the records below that have none; 1h unless set.') },
    soa: { ...soaSchema, ...description('Start of authority; made up if left out.') },
    serial: {
      enum: ['increment', 'date', 'epoch'],
      ...description('How the serial grows: by one, as YYYYMMDDnn, or as seconds since 1970.'),
    },
    include: {
      anyOf: [{ type: 'string', minLength: 1 }, words],
      ...description('Files whose records are merged in; paths are relative to this file.'),
    },
    vars: {
      type: 'object',
      additionalProperties: { type: ['string', 'number'] },
      ...description('Texts for ${name} in values.'),
    },
    records: {},
    ignore: { ...words, ...description('name/TYPE patterns that are left alone at the provider.') },
    ownership: ownershipSchema,
    health: { type: 'object', additionalProperties: {}, ...description('Health checks by name.') },
    checks,
  },
  additionalProperties: false,
} as const
