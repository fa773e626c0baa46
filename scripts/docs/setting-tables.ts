// Tables of settings for the generated references, from the schemas that check them.
import type { JsonSchema } from '../../src/base/json-schema.ts'
import { flowText, type YamlValue } from '../../src/zonefile/yaml/emit.ts'

type Properties = Readonly<Record<string, JsonSchema>>

/** A section with its description and default, without the table of what is in it. */
export const settingSection = (key: string, schema: JsonSchema): string[] => [
  `## ${key}`,
  '',
  String(schema.description),
  '',
  ...defaultOf(schema),
]

/** The default of a whole section, unless it is empty. */
function defaultOf({ default: value }: JsonSchema): string[] {
  if (value === undefined) return []
  const text = valueText(value)
  return text === '{}' || text === '[]' ? [] : [`Default: \`${text}\``, '']
}

/** The settings of a mapping, one a line. */
export function settingTable({ properties, required = [] }: JsonSchema): string[] {
  if (properties === undefined) return []
  const rows = Object.entries(properties as Properties).map(([name, setting]) => {
    const isRequired = (required as readonly string[]).includes(name)
    return `| \`${name}\` | ${form(setting)} | ${isRequired ? '*required*' : fallback(setting)} | ${setting.description} |`
  })
  return ['| setting | value | default | |', '|---|---|---|---|', ...rows, '']
}

const fallback = ({ default: value }: JsonSchema): string =>
  value === undefined ? '' : `\`${valueText(value) || "''"}\``

/** A value as it is typed; the quotes that YAML wants around some texts would only irritate. */
const valueText = (value: unknown): string =>
  typeof value === 'string' ? value : flowText(value as YamlValue)

function form({ type, title, items, minimum, maximum, enum: choices }: JsonSchema): string {
  if (typeof title === 'string') return title
  if (Array.isArray(choices)) return choices.map(choice => `\`${valueText(choice) || "''"}\``).join(', ')
  if (type === 'array') return listForm(form(items as JsonSchema))
  if (type === 'object') return 'mapping'
  if (type === 'integer') return maximum === undefined ? `number from ${minimum}` : `${minimum} to ${maximum}`
  return type === 'string' ? 'text' : String(type)
}

function listForm(item: string): string {
  if (/^an? |^the /.test(item)) return `list, each ${item}`
  return /^[a-z]+$/.test(item) ? `list of ${item}s` : `list of ${item}`
}
