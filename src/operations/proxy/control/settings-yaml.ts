// Settings as a file has them: what is as it would be anyway is left out.
import { isDeepStrictEqual } from 'node:util'
import { stringify } from 'yaml'
import { type ProxySettings, proxySchema } from '../../../proxy/settings/settings.ts'

/** Writes settings as YAML. */
export function settingsYaml(settings: ProxySettings): string {
  const stated = withoutDefaults(settings, proxySchema as Described)
  return stringify(stated ?? {}, { lineWidth: 110, defaultStringType: 'PLAIN' })
}

/** Leaves out what a schema has as its default; undefined if that is all. */
function withoutDefaults(value: unknown, schema: Described): unknown {
  if (isDeepStrictEqual(value, schema.default)) return undefined
  if (Array.isArray(value)) return value.map(item => withoutDefaults(item, schema.items ?? {}) ?? {})
  if (typeof value !== 'object' || value === null) return value
  const stated = Object.entries(value).flatMap(([key, member]) => {
    const left = withoutDefaults(member, schema.properties?.[key] ?? {})
    return left === undefined ? [] : [[key, left] as const]
  })
  return stated.length === 0 && schema.default !== undefined ? undefined : Object.fromEntries(stated)
}

/** What is looked at of a schema. */
interface Described {
  readonly default?: unknown
  readonly items?: Described
  readonly properties?: Readonly<Record<string, Described>>
}
