// Settings as a file has them: what is as it would be anyway is left out.
import { isDeepStrictEqual } from 'node:util'
import { stringify } from 'yaml'
import { type ProxySettings, proxySchema } from '../../../proxy/settings/settings.ts'

/** Writes settings as YAML; secrets are masked unless they are to be shown. */
export function settingsYaml(settings: ProxySettings, showsSecrets = false): string {
  const shown = showsSecrets ? settings : masked(settings, proxySchema as Described)
  const stated = withoutDefaults(shown, proxySchema as Described)
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

const mask = '(secret)'

/** Puts a word for every text that a schema says is a secret. */
function masked(value: unknown, schema: Described): unknown {
  if (schema.writeOnly) return value === '' ? value : mask
  if (Array.isArray(value)) return value.map(item => masked(item, schema.items ?? {}))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key, masked(member, schema.properties?.[key] ?? {})]),
  )
}

/** What is looked at of a schema. */
interface Described {
  /** A secret: it is given, and not told again (JSON Schema Validation §10.3). */
  readonly writeOnly?: boolean
  readonly default?: unknown
  readonly items?: Described
  readonly properties?: Readonly<Record<string, Described>>
}
