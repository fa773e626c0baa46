// Which validators there are: a module each for settings, provider settings, parts of zone files, records and plans.
import type { JsonSchema } from '../../src/base/json-schema.ts'
import { configSchema } from '../../src/config/settings.ts'
import { rrTypes } from '../../src/dns/rr/table.ts'
import { unknownType } from '../../src/dns/rr/unknown.ts'
import { orderSchemas } from '../../src/operations/proxy/console/order-schemas.ts'
import { planSchema } from '../../src/plan/file/plan-schema.ts'
import { builtInKinds } from '../../src/providers/registry.ts'
import { proxySchema } from '../../src/proxy/settings/settings.ts'
import {
  calculatedCheckSchema,
  probeCheckSchema,
  referredCheckSchema,
} from '../../src/zonefile/schema/health.ts'
import { headSchema, longFormSchema, routedSetSchema } from '../../src/zonefile/schema/parts.ts'
import { type Schemas, validatorModule, validatorTypes } from './module.ts'
import { mapSchemas } from './sub-schemas.ts'

interface Group {
  /** The module without its extension. */
  readonly module: string
  readonly schemas: Schemas
  readonly defaults?: boolean
}

const { records: _, ...headParts } = headSchema.properties

/** The record types that stand below `records`. */
const recordTypes = rrTypes.filter(({ meta, name }) => !meta && name !== 'SOA')

const groups: readonly Group[] = [
  { module: 'src/config/generated/settings', schemas: { settings: configSchema }, defaults: true },
  {
    module: 'src/providers/generated/settings',
    schemas: Object.fromEntries((await builtInKinds()).map(({ id, configSchema }) => [id, configSchema])),
    defaults: true,
  },
  {
    module: 'src/zonefile/generated/parts',
    schemas: {
      longForm: longFormSchema,
      routedSet: routedSetSchema,
      probeCheck: probeCheckSchema,
      calculatedCheck: calculatedCheckSchema,
      referredCheck: referredCheckSchema,
      ...headParts,
    },
  },
  {
    module: 'src/zonefile/generated/records',
    schemas: {
      ...Object.fromEntries(recordTypes.map(({ name, schema }) => [name, schema])),
      TYPEnnn: unknownType(0).schema,
    },
  },
  { module: 'src/operations/proxy/generated/orders', schemas: orderSchemas },
  { module: 'src/plan/generated/plan', schemas: { plan: planSchema } },
  {
    module: 'src/proxy/generated/settings',
    schemas: { proxy: withoutRuleDefaults(proxySchema) },
    defaults: true,
  },
]

/** Of parts of rules, defaults are filled in by what makes them: ajv does not do it within alternatives. */
function withoutRuleDefaults({ definitions, ...schema }: JsonSchema): JsonSchema {
  const withoutDefaults = ({ default: _, ...each }: JsonSchema): JsonSchema =>
    mapSchemas(each, withoutDefaults)
  return { ...schema, ...withoutDefaults({ definitions }) }
}

/** The generated files and what makes their text: a module of code, and its declarations. */
export const validatorFiles: Readonly<Record<string, () => string>> = Object.fromEntries(
  groups.flatMap(({ module, schemas, defaults = false }) => [
    [`${module}.js`, () => validatorModule(schemas, { defaults })],
    [`${module}.d.ts`, () => validatorTypes(schemas, baseFrom(module))],
  ]),
)

/** The way from a module's folder to src/base. */
function baseFrom(module: string): string {
  return `${'../'.repeat(module.split('/').length - 2)}base`
}
