// A zone as the text of a new zone file, in canonical form: names in the order of RFC 4034 §6.1, types in a fixed one.
import { relativeName, root } from '../../dns/name.ts'
import { compareTypes } from '../../dns/rr/type-order.ts'
import { SOA } from '../../dns/rr/types/soa.ts'
import type { RRset } from '../../dns/rrset.ts'
import type { Zone } from '../../dns/zone.ts'
import { ownersInOrder } from '../../dns/zone-order.ts'
import { commonTtl } from '../common-ttl.ts'
import { HealthNames } from '../health-names.ts'
import { entryText, indentWidth, type YamlValue } from './emit.ts'
import { healthValue } from './health-value.ts'
import { literal } from './literal.ts'
import { rrsetValue, ttlValue, type ZoneContext } from './rrset-value.ts'
import { keyText, scalarText } from './scalar.ts'

export interface WriteOptions {
  /** Path or URL of the schema, for editors. */
  readonly schema?: string | undefined
  /** Writes the SOA's serial, which is otherwise left to the provider. */
  readonly withSerial?: boolean
}

/** Writes a zone file; reading it gives an equal zone. */
export function writeZone(zone: Zone, { schema, withSerial = false }: WriteOptions = {}): string {
  const names = new HealthNames()
  const context: ZoneContext = { origin: zone.origin, defaultTtl: commonTtl(zone), names }
  const soa = zone.get(zone.origin, 'SOA')
  const parts = [
    schema ? schemaLine(schema) : '',
    `zone: ${scalarText(literal(zoneName(zone)), 'block')}\n`,
    entryText('ttl', ttlValue(context.defaultTtl), 0),
    soa ? entryText('soa', soaValue(soa, context, withSerial), 0) : '',
    '\n',
    zone.size > (soa ? 1 : 0) ? 'records:\n' : 'records: {}\n',
  ]
  for (const owner of ownersInOrder(zone)) {
    const rrsets = zone.at(owner).filter(rrset => rrset.type !== 'SOA')
    if (rrsets.length > 0) parts.push(nameText(rrsets, context, indentWidth))
  }
  if (names.added.length > 0) parts.push('\nhealth:\n')
  for (const [name, check] of Object.entries(healthEntries(names)))
    parts.push(entryText(name, check, indentWidth))
  return parts.join('')
}

/** What `health` is to have beside what the file has there. */
export const healthEntries = (names: HealthNames): { readonly [name: string]: YamlValue } =>
  Object.fromEntries(names.added.map(({ name, check }) => [name, healthValue(check, names)]))

/** The comment by which editors find the schema. */
export const schemaLine = (schema: string): string => `# yaml-language-server: $schema=${schema}\n`

/** One name with its RRsets, as lines at an indentation. */
export function nameText(rrsets: readonly RRset[], context: ZoneContext, indent: number): string {
  const sorted = rrsets.length > 1 ? rrsets.toSorted((a, b) => compareTypes(a.type, b.type)) : rrsets
  let text = `${' '.repeat(indent)}${keyText(relativeName(rrsets[0]!.owner, context.origin), 'block')}:\n`
  for (const rrset of sorted) text += entryText(rrset.type, rrsetValue(rrset, context), indent + indentWidth)
  return text
}

const zoneName = ({ origin }: Zone): string => (origin === root ? origin : origin.slice(0, -1))

/** The SOA as the mapping behind `soa:`; names stay absolute there. */
export function soaValue(
  soa: RRset,
  { defaultTtl }: ZoneContext,
  withSerial: boolean,
): { readonly [key: string]: YamlValue } {
  const { mname, rname, serial, refresh, retry, expire, minimum } = SOA.toFields(soa.rdatas[0]!)
  return {
    mname: literal(mname),
    rname: literal(rname),
    ...(withSerial && { serial }),
    refresh: ttlValue(refresh),
    retry: ttlValue(retry),
    expire: ttlValue(expire),
    minimum: ttlValue(minimum),
    ...(soa.ttl !== defaultTtl && { ttl: ttlValue(soa.ttl) }),
  }
}
