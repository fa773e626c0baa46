// schemas/zone.schema.json: what editors complete and check zone files by. Made of the same parts that the reader uses.
import type { RRType } from '../../dns/rr/define-type.ts'
import type { JsonSchema } from '../../dns/rr/field-kind.ts'
import { rrTypes } from '../../dns/rr/table.ts'
import { unknownType } from '../../dns/rr/unknown.ts'
import { calculatedCheckSchema, probeCheckSchema, referredCheckSchema } from './health.ts'
import { headSchema, longFormSchema, routedSetSchema } from './parts.ts'

/** Makes the JSON Schema (draft 7) of zone files. */
export function zoneSchema(): JsonSchema {
  const types = rrTypes.filter(type => !type.meta && type.name !== 'SOA')
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'A DNS zone',
    ...headSchema,
    properties: {
      ...headSchema.properties,
      records: {
        type: 'object',
        description: 'Names, relative to the zone (@ is the zone itself), with their records by type.',
        additionalProperties: { $ref: '#/definitions/node' },
      },
      health: {
        ...headSchema.properties.health,
        additionalProperties: { anyOf: [probeCheckSchema, calculatedCheckSchema, referredCheckSchema] },
      },
    },
    definitions: {
      node: {
        type: 'object',
        properties: Object.fromEntries(types.map(({ name }) => [name, reference(name)])),
        patternProperties: { '^TYPE\\d{1,5}$': reference('TYPEnnn') },
        additionalProperties: false,
        minProperties: 1,
      },
      ...Object.fromEntries(types.flatMap(type => Object.entries(recordDefinitions(type.name, type)))),
      ...recordDefinitions('TYPEnnn', unknownType(0)),
      longForm: longFormSchema,
      set: routedSetSchema,
    },
  }
}

const reference = (definition: string): JsonSchema => ({ $ref: `#/definitions/${definition}` })

/** What may follow a type: a value, a list of values, or the long form. */
function recordDefinitions(name: string, type: RRType): Readonly<Record<string, JsonSchema>> {
  const [value, values] = [`${name}-value`, `${name}-values`]
  return {
    [name]: { ...describe(name, type), anyOf: [reference(values), longForm(reference(values))] },
    [values]: { anyOf: [reference(value), { type: 'array', items: reference(value), minItems: 1 }] },
    [value]: { anyOf: [textSchema(type), type.schema] },
  }
}

/** What says more about an alias needs one. */
const ofAlias = { evaluate_target_health: ['alias'], hosted_zone: ['alias'] }

/** The long form has either values, or an alias, or a policy with sets. */
function longForm(values: JsonSchema): JsonSchema {
  const set = {
    ...routedSetSchema,
    properties: { ...shared('set', routedSetSchema), values },
    oneOf: [{ required: ['values'] }, { required: ['alias'] }],
    dependencies: ofAlias,
  }
  const sets = {
    type: 'object',
    additionalProperties: set,
    minProperties: 1,
    description: 'Sets of values by name.',
  }
  return {
    type: 'object',
    properties: { ...shared('longForm', longFormSchema), values, sets },
    additionalProperties: false,
    oneOf: [{ required: ['values'] }, { required: ['alias'] }, { required: ['policy'] }],
    dependencies: { policy: ['sets'], sets: ['policy'], ...ofAlias },
  }
}

/** The properties that are the same for every type, stated once in the file. */
const shared = (definition: string, { properties }: { readonly properties: object }): JsonSchema =>
  Object.fromEntries(Object.keys(properties).map(key => [key, reference(`${definition}/properties/${key}`)]))

function describe(name: string, { summary, examples, rfcs }: RRType): JsonSchema {
  const sources = rfcs.map(rfc => `[RFC ${rfc}](https://www.rfc-editor.org/rfc/rfc${rfc})`).join(', ')
  const example = `\`\`\`yaml\n${name}: ${yamlText(examples[0]!)}\n\`\`\``
  return {
    description: summary,
    markdownDescription: [summary, sources, example].filter(Boolean).join('\n\n'),
  }
}

/** YAML reads some texts, `12345`, as numbers; they are taken as text where the type takes them at all. */
function textSchema(type: RRType): JsonSchema {
  return { type: takesNumber(type) ? ['string', 'number'] : 'string', examples: type.examples }
}

function takesNumber(type: RRType): boolean {
  try {
    type.parseScalar('12345')
    return true
  } catch {
    return false
  }
}

/** A text as YAML has to have it. */
const yamlText = (text: string): string =>
  /^[A-Za-z0-9][^#]*$/.test(text) && !/: |:$/.test(text) ? text : `'${text.replaceAll("'", "''")}'`
