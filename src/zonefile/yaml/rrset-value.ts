// An RRset as the value that stands behind its type in a zone file.
import type { Name } from '../../dns/name.ts'
import type { RoutedSet } from '../../dns/routing.ts'
import type { Rdata, RRType } from '../../dns/rr/define-type.ts'
import { typeOf } from '../../dns/rr/table.ts'
import type { RRset } from '../../dns/rrset.ts'
import { secondsText } from '../../dns/ttl.ts'
import type { YamlValue } from './emit.ts'

/** What the surroundings of an RRset let its value leave out. */
export interface ZoneContext {
  readonly origin: Name
  /** The zone's `ttl`, in seconds. */
  readonly defaultTtl: number
}

/** The shortest form that says everything: a value, a list of values, or a mapping with TTL and notes. */
export function rrsetValue(rrset: RRset, { origin, defaultTtl }: ZoneContext): YamlValue {
  const values = valuesOf(typeOf(rrset.type), rrset.rdatas, origin)
  const { owner, reason, expires } = rrset.annotations ?? {}
  const more = { ...ttlEntry(rrset.ttl, defaultTtl), ...policyEntries(rrset, origin) }
  const notes = defined({ owner: noted(owner), reason: noted(reason), expires })
  if (!rrset.policy && Object.keys({ ...more, ...notes }).length === 0) return values
  return { ...more, ...(rrset.policy ? {} : { values }), ...notes }
}

const ttlEntry = (ttl: number, defaultTtl: number): Record<string, YamlValue> =>
  ttl === defaultTtl ? {} : { ttl: ttlValue(ttl) }

/** A TTL as zone files have it: `1h`, but `0` without a unit. */
export const ttlValue = (ttl: number): YamlValue => (ttl === 0 ? 0 : secondsText(ttl))

function policyEntries({ type, policy }: RRset, origin: Name): Record<string, YamlValue> {
  if (!policy) return {}
  const sets = policy.sets.map(set => [set.id, routedSetValue(set, typeOf(type), origin)])
  return { policy: policy.kind, sets: Object.fromEntries(sets) }
}

function routedSetValue({ id: _, rdatas, ...choice }: RoutedSet, type: RRType, origin: Name): YamlValue {
  const { health, ...parameters } = choice
  return { ...defined(parameters), values: valuesOf(type, rdatas, origin), ...defined({ health }) }
}

/** One value alone, several as a list. */
function valuesOf(type: RRType, rdatas: readonly Rdata[], origin: Name): YamlValue {
  const values = rdatas.map(rdata => valueText(type, rdata, origin))
  return values.length === 1 ? values[0]! : values
}

/** Record data as the text of a value: names relative to the zone, `${` guarded against being a variable. */
export function valueText(type: RRType, rdata: Rdata, origin: Name): string {
  return literal(type.toScalar(rdata, name => nameInValue(name, origin)))
}

/** `$${` is what reads as `${`. */
export const literal = (text: string): string => (text.includes('${') ? text.split('${').join('$${') : text)

/** `@`, one label of the zone, or the absolute name: what every reader of the file takes for the same. */
function nameInValue(name: Name, origin: Name): string {
  if (name === origin) return '@'
  const label = name.endsWith(`.${origin}`) ? name.slice(0, -origin.length - 1) : name
  return /[.\\]/.test(label) ? name : label
}

const noted = (text: string | undefined): string | undefined => text && literal(text)

function defined(entries: Readonly<Record<string, YamlValue | undefined>>): Record<string, YamlValue> {
  return Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined)) as Record<
    string,
    YamlValue
  >
}
