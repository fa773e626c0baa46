// What dnsctl.yaml says of an account at Route 53.
import type { JsonSchema } from '../../dns/rr/field-kind.ts'

export interface Vpc {
  readonly id: string
  readonly region: string
}

export interface Route53Settings {
  readonly region: string
  readonly profile?: string
  readonly endpoint?: string
  readonly assume_role?: {
    readonly arn: string
    readonly session_name: string
    readonly external_id?: string
  }
  readonly requests_per_second: number
  /** Time with units. */
  readonly sync_timeout: string
  readonly visibility?: 'public' | 'private'
  readonly vpcs?: readonly Vpc[]
  readonly zone_ids?: Readonly<Record<string, string>>
  readonly tags?: Readonly<Record<string, string>>
  readonly delegation_set?: string
  readonly comment?: string
}

const text = (description: string, ...examples: string[]) => ({
  type: 'string',
  minLength: 1,
  description,
  ...(examples.length > 0 && { examples }),
})

const assumeRole = {
  type: 'object',
  description: 'A role that is assumed with those credentials.',
  required: ['arn'],
  properties: {
    arn: text('The role’s ARN.', 'arn:aws:iam::111122223333:role/dns'),
    session_name: { ...text('What CloudTrail shows.'), default: 'dnsctl' },
    external_id: text('The external id that the role asks for.'),
  },
  additionalProperties: false,
}

const vpcs = {
  type: 'array',
  description:
    'Only private zones of one of these VPCs are seen; a zone that is created is associated with all of them.',
  items: {
    type: 'object',
    required: ['id', 'region'],
    properties: {
      id: text('The VPC’s id.', 'vpc-0123456789abcdef0'),
      region: text('The region the VPC is in.', 'eu-west-1'),
    },
    additionalProperties: false,
  },
  minItems: 1,
}

/** JSON Schema of the settings. */
export const settingsSchema: JsonSchema = {
  type: 'object',
  properties: {
    region: {
      type: 'string',
      pattern: '^[a-z0-9-]+$',
      title: 'the name of an AWS region',
      description: 'Decides which partition of AWS is asked; Route 53 itself is the same in all its regions.',
      default: 'us-east-1',
    },
    profile: text('Profile of the shared AWS configuration; otherwise what AWS_PROFILE says.', 'production'),
    endpoint: {
      type: 'string',
      pattern: '^https?://[^/]',
      title: 'an http or https URL',
      description: 'Another server that speaks Route 53’s API.',
      examples: ['http://127.0.0.1:8053'],
    },
    assume_role: assumeRole,
    requests_per_second: {
      type: 'number',
      exclusiveMinimum: 0,
      description:
        'The most requests that dnsctl sends in a second, over all zones; AWS allows an account 5, shared with whatever else uses it.',
      default: 5,
    },
    sync_timeout: {
      type: 'string',
      pattern: '^(?:[0-9]+[smhd])+$',
      title: 'a time such as 90s or 5m',
      description: 'How long to wait until a change is on all name servers of Route 53.',
      default: '5m',
    },
    visibility: {
      type: 'string',
      enum: ['public', 'private'],
      title: 'public or private',
      description: 'Only public or only private zones are seen; a zone that is created is of this kind.',
    },
    vpcs,
    zone_ids: {
      type: 'object',
      description: 'The hosted zone that is meant where several have one name.',
      additionalProperties: text('The hosted zone’s id.'),
      examples: [{ 'example.com': 'Z0123456789ABCDEFGHIJ' }],
    },
    tags: {
      type: 'object',
      description: 'Only zones with all of these tags are seen; a zone that is created gets them.',
      additionalProperties: { type: 'string' },
      maxProperties: 10,
      examples: [{ team: 'platform' }],
    },
    delegation_set: text('Reusable delegation set of the zones that are created.', 'N0123456789ABCDEFGHIJ'),
    comment: {
      type: 'string',
      pattern: '^[^]{1,256}$',
      title: 'a text of at most 256 characters',
      description: 'Comment of the zones that are created.',
    },
  },
  additionalProperties: false,
}

/** Only private zones have VPCs. */
export const visibilityOf = ({
  visibility,
  vpcs,
}: Pick<Route53Settings, 'visibility' | 'vpcs'>): Route53Settings['visibility'] =>
  visibility ?? (vpcs && 'private')
