// An RRset as the value that stands behind its type in a zone file.
import type { Name } from '../../dns/name.ts'
import type { RoutedSet, RoutingPolicy } from '../../dns/routing.ts'
import type { Rdata, RRType } from '../../dns/rr/define-type.ts'
import { typeOf } from '../../dns/rr/table.ts'
import { hasTtl, type RRset } from '../../dns/rrset.ts'
import { secondsText } from '../../dns/ttl.ts'
import type { HealthNames } from '../health-names.ts'
import type { YamlValue } from './emit.ts'
import { literal } from './literal.ts'

/** What the surroundings of an RRset let its value leave out, or have to hold for it. */
export interface ZoneContext {
  readonly origin: Name
  /** The zone's `ttl`, in seconds. */
  readonly defaultTtl: number
  /** Of the file's health checks. */
  readonly names: HealthNames
}

/** The shortest form that says everything: a value, a list of values, or a mapping with TTL and notes. */
export function rrsetValue(rrset: RRset, context: ZoneContext): YamlValue {
  const { owner, reason, expires } = rrset.annotations ?? {}
  const notes = defined({ owner: noted(owner), reason: noted(reason), expires })
  const content = contentEntries(rrset, typeOf(rrset.type), context.origin)
  const ttl = hasTtl(rrset) ? ttlEntry(rrset.ttl, context.defaultTtl) : {}
  if (rrset.policy) return { ...ttl, ...policyEntries(rrset.type, rrset.policy, context), ...notes }
  const isPlain = !rrset.alias && Object.keys({ ...ttl, ...notes }).length === 0
  return isPlain ? content.values! : { ...ttl, ...content, ...notes }
}

/** `values`, or what stands for them. */
function contentEntries(
  { rdatas, alias }: Pick<RRset, 'rdatas' | 'alias'>,
  type: RRType,
  origin: Name,
): Record<string, YamlValue> {
  if (!alias) return { values: valuesOf(type, rdatas, origin) }
  return defined({
    alias: literal(nameInValue(alias.target, origin)),
    evaluate_target_health: alias.evaluateHealth || undefined,
    hosted_zone: noted(alias.hostedZone),
  })
}

const ttlEntry = (ttl: number, defaultTtl: number): Record<string, YamlValue> =>
  ttl === defaultTtl ? {} : { ttl: ttlValue(ttl) }

/** A TTL as zone files have it: `1h`, but `0` without a unit. */
export const ttlValue = (ttl: number): YamlValue => (ttl === 0 ? 0 : secondsText(ttl))

function policyEntries(
  type: RRType['name'],
  { kind, sets }: RoutingPolicy,
  context: ZoneContext,
): Record<string, YamlValue> {
  const values = sets.map(set => [set.id, routedSetValue(set, typeOf(type), context)])
  return { policy: kind, sets: Object.fromEntries(values) }
}

function routedSetValue(set: RoutedSet, type: RRType, { origin, names }: ZoneContext): YamlValue {
  const { id: _id, rdatas: _rdatas, alias: _alias, ttl, health, region, ...parameters } = set
  return {
    ...defined({ region: noted(region), ...parameters, ttl: ttl === undefined ? ttl : ttlValue(ttl) }),
    ...contentEntries(set, type, origin),
    ...(health && { health: literal(names.settle(health).name) }),
  }
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
