// What plans look like as JSON: plan files are checked by it, and schemas/plan.schema.json is for the tools of others.
import { codes } from '../../base/errors.ts'
import type { JsonSchema } from '../../base/json-schema.ts'
import { policyParameters } from '../../dns/routing.ts'
import { guards, planFileFormat } from '../plan.ts'

const text = { type: 'string' } as const
const count = { type: 'integer', minimum: 0 } as const
const note = (description: string): { readonly description: string } => ({ description })
const listOf = (definition: string): JsonSchema => ({ type: 'array', items: reference(definition) })
const reference = (definition: string): JsonSchema => ({ $ref: `#/definitions/${definition}` })

/** An object with some properties that must be there; those that this version does not know are passed over. */
const object = (required: Readonly<Record<string, JsonSchema>>, optional: JsonSchema = {}): JsonSchema => ({
  type: 'object',
  required: Object.keys(required),
  properties: { ...required, ...optional },
})

const name = { ...text, examples: ['example.com.'], ...note('A name, absolute, in presentation form.') }
const type = { ...text, examples: ['MX'], ...note('Type of record, or TYPEnnn.') }
const rdatas = { type: 'array', items: text, ...note('Record data in presentation form.') }

const time = {
  ...text,
  pattern: String.raw`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$`,
  title: 'a time such as 2027-01-02T00:00:00.000Z',
  examples: ['2027-01-02T00:00:00.000Z'],
}
const sha256 = { ...text, pattern: '^[0-9a-f]{64}$', title: '64 hex digits' }

const plan = object(
  {
    version: { const: 2 },
    created: time,
    tool: { ...text, ...note('The version of dnsctl that made it.') },
    configuration: { ...sha256, ...note('SHA-256 over the settings it was made with.') },
    zones: listOf('zonePlan'),
  },
  {
    expires: { ...time, ...note('From then on it is not applied; every plan file has it.') },
    commit: { ...text, ...note('The commit of the checkout.') },
  },
)

const zonePlan = object(
  {
    zone: name,
    provider: { ...text, ...note('Name of the provider in dnsctl.yaml.') },
    createsZone: { type: 'boolean', ...note('The provider does not hold the zone yet.') },
    serial: { enum: ['increment', 'date', 'epoch'], ...note('How applying bumps the serial.') },
    fingerprint: { ...text, ...note('SHA-256 of what was read; empty if the zone was not there.') },
    existing: { ...count, ...note('Number of RRsets that the provider holds.') },
    ignored: { ...count, ...note('Number of RRsets that are left alone.') },
    unmanaged: {
      ...listOf('unmanaged'),
      ...note('RRsets that something else manages; they are left alone too.'),
    },
    changes: { ...listOf('change'), ...note('In the order in which they are applied.') },
    cachedFor: { ...count, ...note('Seconds for which resolvers may go on with what was there before.') },
    safety: {
      ...listOf('safetyFinding'),
      ...note('What the plan needs --force for, by the names of guards; empty if it does not.'),
    },
    warnings: listOf('problem'),
  },
  { deletesZone: { const: true, ...note('The zone itself is deleted.') } },
)

const unmanaged = object({
  owner: name,
  type,
  by: { ...text, examples: ['traffic policy instance 1234'], ...note('What manages it.') },
})

const images = { create: ['after'], update: ['before', 'after'], delete: ['before'] }

const change = {
  type: 'object',
  required: ['action'],
  oneOf: Object.entries(images).map(([action, keys]) =>
    object({
      action: { const: action },
      owner: name,
      type,
      ...Object.fromEntries(keys.map(key => [key, reference('rrset')])),
    }),
  ),
}

const ttl = { ...count, maximum: 2 ** 31 - 1 }
const flag = { type: 'boolean' } as const

const alias = object({ target: name, evaluateHealth: flag }, { hostedZone: text })

const rrset = object(
  { owner: name, type, ttl, rdatas },
  {
    alias: reference('alias'),
    policy: object({ kind: { enum: Object.keys(policyParameters) }, sets: listOf('routedSet') }),
    annotations: object({}, { owner: text, reason: text, expires: text }),
  },
)

const routedSet = object(
  { id: text, rdatas },
  {
    alias: reference('alias'),
    ttl,
    health: reference('healthCheck'),
    weight: { type: 'integer' },
    role: { enum: ['primary', 'secondary'] },
    region: text,
    coordinates: { ...text, examples: ['49.22,-74.01'] },
    bias: { type: 'integer' },
    location: text,
    networks: { type: 'array', items: text },
  },
)

const inverted = { const: true } as const

/** A check that asks a server, one that sums up others, and one that the provider holds. */
const healthCheck = {
  type: 'object',
  required: ['type'],
  oneOf: [
    object(
      {
        type: { enum: ['http', 'https', 'tcp'] },
        name: text,
        interval: count,
        timeout: count,
        failures: count,
        successes: count,
      },
      { host: text, address: text, port: count, path: text, contains: text, inverted },
    ),
    object(
      { type: { const: 'calculated' }, name: text, checks: listOf('healthCheck'), healthy: count },
      { inverted },
    ),
    object({ type: { const: 'reference' }, id: text }),
  ],
}

const problem = object(
  {
    code: { enum: Object.keys(codes), title: 'a code that this version knows' },
    severity: { enum: ['error', 'warning'] },
    message: text,
  },
  { place: object({ file: text, line: count, column: count }) },
)

const safetyFinding = object({ guard: { enum: Object.keys(guards) }, message: text })

const definitions = {
  zonePlan,
  unmanaged,
  change,
  rrset,
  alias,
  routedSet,
  healthCheck,
  safetyFinding,
  problem,
}

/** Tells ajv which of the alternatives to check by; the keyword is not one of draft 7. */
const chosenBy = (propertyName: string): JsonSchema => ({ discriminator: { propertyName } })

/** JSON Schema of a plan, for ajv. */
export const planSchema: JsonSchema = {
  ...plan,
  definitions: {
    ...definitions,
    change: { ...change, ...chosenBy('action') },
    healthCheck: { ...healthCheck, ...chosenBy('type') },
  },
}

const signature = object({
  algorithm: { const: 'ed25519' },
  key: {
    ...text,
    examples: ['8f1c0a3b5d7e9f20'],
    ...note('First 16 hex digits of the SHA-256 over the public key (SPKI, DER).'),
  },
  value: { ...text, ...note('Base64; it signs the lines `dnsctl plan signature, version 1` and digest.') },
})

/** JSON Schema (draft 7) of plan files; what `plan --json` prints fits its definition of a plan. */
export const planFileSchema: JsonSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'A plan file of dnsctl',
  ...object(
    {
      format: { const: planFileFormat },
      digest: { ...sha256, ...note('SHA-256 over the plan as canonical JSON (RFC 8785).') },
      plan: reference('plan'),
    },
    { signature: reference('signature') },
  ),
  definitions: { plan, signature, ...definitions },
}
