// A zone as plain data for other programs: what `dnsctl export --format json` prints.
import type { Name } from '../dns/name.ts'
import type { AliasTarget, RoutingPolicy } from '../dns/routing.ts'
import type { Rdata, RRTypeName } from '../dns/rr/define-type.ts'
import { typeOf } from '../dns/rr/table.ts'
import type { Annotations, RRset } from '../dns/rrset.ts'
import type { Zone } from '../dns/zone.ts'
import { rrsetsInOrder } from '../dns/zone-order.ts'

export interface RRsetDocument {
  /** Absolute. */
  readonly owner: Name
  readonly type: RRTypeName
  /** Seconds. */
  readonly ttl: number
  /** One for each record, in presentation form with absolute names. */
  readonly rdatas: readonly Rdata[]
  /** The same records, each as an object of its fields; their names are in docs/record-types.md. */
  readonly fields: readonly Readonly<Record<string, unknown>>[]
  readonly policy?: RoutingPolicy
  readonly alias?: AliasTarget
  /** What else manages it where it is held. */
  readonly managedBy?: string
  readonly annotations?: Annotations
}

export interface ZoneDocument {
  /** Absolute. */
  readonly origin: Name
  /** By owner in canonical order (RFC 4034 §6.1), the apex first, and by type. */
  readonly rrsets: readonly RRsetDocument[]
}

/** Makes the document of a zone. */
export function zoneDocument(zone: Zone): ZoneDocument {
  return { origin: zone.origin, rrsets: Array.from(rrsetsInOrder(zone), rrsetDocument) }
}

function rrsetDocument({ owner, type, ttl, rdatas, ...more }: RRset): RRsetDocument {
  const { policy, alias, managedBy, annotations } = more
  return {
    owner,
    type,
    ttl,
    rdatas,
    fields: rdatas.map(rdata => typeOf(type).toFields(rdata)),
    ...(policy && { policy }),
    ...(alias && { alias }),
    ...(managedBy !== undefined && { managedBy }),
    ...(annotations && { annotations }),
  }
}
