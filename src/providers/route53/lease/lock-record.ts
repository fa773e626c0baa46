// The lease of a zone as Route 53 keeps it: a TXT record of the zone, whose strings say who holds it (RFC 1464).
import { DnsctlError, fault } from '../../../base/errors.ts'
import type { LeaseRecord } from '../../../base/lease-record.ts'
import type { ProcessIdentity } from '../../../base/process-identity.ts'
import { maxNameOctets, type Name, nameKey, nameToWire } from '../../../dns/name.ts'
import { escapeOctets, unescapeOctets } from '../../../dns/rr/kinds/strings.ts'
import { typeOf } from '../../../dns/rr/table.ts'
import { tokenize } from '../../../dns/rr/text.ts'
import type { RRset } from '../../../dns/rrset.ts'
import { nameToApi } from '../../../route53/names.ts'
import type { RecordSet, RecordSetKey } from '../../../route53/record-set.ts'
import { heldValueFromApi, valueToApi } from '../../../route53/values.ts'

const label = '_dnsctl-lock'
const type = 'TXT'
/** Of the form of the strings. */
const version = '1'
/** Seconds; nobody but people asks for it over DNS. */
const ttl = 60
const maxOctets = 255

/** The name and type of the lock, as the API writes them. */
export const lockKeyOf = (origin: Name): RecordSetKey => ({
  Name: `${label}.${nameToApi(origin)}`,
  Type: type,
})

/** Says whether an RRset has the place of the zone's lock. */
export const isLock = (origin: Name, rrset: Pick<RRset, 'owner' | 'type'>): boolean =>
  rrset.type === type && nameKey(rrset.owner) === `${label}.${nameKey(origin)}`

/** Says whether an RRset keeps the zone's lock from its place: it is there, or a CNAME that nothing can be beside. */
export const isInLocksWay = (origin: Name, { owner, type }: Pick<RRset, 'owner' | 'type'>): boolean =>
  isLock(origin, { owner, type: type === 'CNAME' ? 'TXT' : type })

/** Writes a lease as the record set of a zone. */
export function lockSetOf(
  origin: Name,
  { token, id, holder, purpose, since, expires }: LeaseRecord,
): RecordSet {
  const { user, host, pid, started, system } = holder
  const fields = {
    [label.slice(1)]: version,
    holder: `${user}@${host}`,
    purpose,
    since: new Date(since).toISOString(),
    expires: new Date(expires).toISOString(),
    token,
    id,
    pid,
    ...(started !== undefined && { started }),
    ...(system !== undefined && { system }),
  }
  const strings = Object.entries(fields).map(([key, value]) => quoted(`${key}=${value}`))
  const Value = valueToApi(type, typeOf(type).parse(strings.join(' ')))
  return { ...lockKeyOf(origin), TTL: ttl, ResourceRecords: [{ Value }] }
}

/** One character string; what is too long for it is cut. */
const quoted = (text: string): string => `"${escapeOctets(Buffer.from(text, 'utf8').subarray(0, maxOctets))}"`

/** Throws `route53-refused` if the zone's name is so long that nothing of this length fits in front of it. */
export function refuseNoRoom(origin: Name): void {
  if (nameToWire(origin).length + label.length + 1 <= maxNameOctets) return
  const message = `${origin} leaves no room for its lock: with ${label} in front of it, the name has more than ${maxNameOctets} octets`
  throw fault('route53-refused', message)
}

/** What to throw at a lock that is none of ours: nobody knows who needs it, so it is never overwritten. */
export function unknownLock(origin: Name, { ResourceRecords }: RecordSet): DnsctlError {
  const values = ResourceRecords?.map(({ Value }) => Value).join(', ') ?? 'an alias'
  const wayOut = 'delete it at Route 53 if nobody needs it'
  const message = `${origin} is locked by somebody unknown: ${label}.${origin} TXT holds ${values}, which is no lock of this dnsctl; ${wayOut}`
  return fault('zone-locked', message)
}

/** The lease that a record set holds; undefined if it is no lock of ours. */
export function leaseOfLock({ SetIdentifier, ResourceRecords = [] }: RecordSet): LeaseRecord | undefined {
  const [record, ...others] = ResourceRecords
  if (!record || others.length > 0 || SetIdentifier !== undefined) return undefined
  const fields = fieldsOf(record.Value)
  const { token, id, holder = '', purpose, since, expires, pid, started, system } = fields
  const identity = identityOf(holder, pid)
  const numbers = [Number(token), Date.parse(since ?? ''), Date.parse(expires ?? '')] as const
  if (fields[label.slice(1)] !== version || !identity || id === undefined || purpose === undefined)
    return undefined
  if (!numbers.every(Number.isSafeInteger)) return undefined
  return {
    token: numbers[0],
    id,
    holder: {
      ...identity,
      ...(started !== undefined && { started }),
      ...(system !== undefined && { system }),
    },
    purpose,
    since: numbers[1],
    expires: numbers[2],
  }
}

/** A user's name may have an `@`, a host's has none. */
function identityOf(holder: string, pid: string | undefined): ProcessIdentity | undefined {
  const at = holder.lastIndexOf('@')
  if (at < 0 || !/^\d{1,10}$/.test(pid ?? '')) return undefined
  return { user: holder.slice(0, at), host: holder.slice(at + 1), pid: Number(pid) }
}

function fieldsOf(value: string): Readonly<Record<string, string | undefined>> {
  try {
    const strings = tokenize(heldValueFromApi(type, value)).map(({ text }) =>
      Buffer.from(unescapeOctets(text)).toString('utf8'),
    )
    return Object.fromEntries(
      strings.map(text => [text.split('=', 1)[0]!, text.slice(text.indexOf('=') + 1)]),
    )
  } catch (error) {
    if (error instanceof DnsctlError) return {}
    throw error
  }
}
