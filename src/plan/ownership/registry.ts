// dnsctl's own registry of owners: beside each RRset a TXT record that says whose it is. Its names lie directly below
// the apex, so that they stand beside CNAMEs and never below a delegation or a DNAME, whatever becomes of the zone.
import { createHash } from 'node:crypto'
import { type Name, nameKey, parseName, relativeName } from '../../dns/name.ts'
import { TXT } from '../../dns/rr/types/txt.ts'
import type { RRset } from '../../dns/rrset.ts'
import { heritageOf } from './heritage.ts'

/** The word behind `heritage=` in our records. */
export const ownTool = 'dnsctl'

const prefix = '_dnsctl-'
const maxLabel = 63
/** Letters of a name in text form, with the dot at its end. */
const maxName = 253
const hashDigits = 12
/** TTL of the registry's records, which only planning reads; seconds. */
const ttl = 300

/**
 * The name of the TXT record that says whose an RRset is: `_dnsctl-a-www` for `www/A`, `_dnsctl-mx` for the apex. Where
 * the name is more than one plain label, so much of it as fits is written with `_`, and a sum tells it apart.
 */
export function registryName({ owner, type }: Pick<RRset, 'owner' | 'type'>, origin: Name): Name {
  const name = relativeName(nameKey(owner), origin)
  const start = `${prefix}${type.toLowerCase()}`
  const most = Math.min(maxLabel, maxName - origin.length)
  if (name === '@') return parseName(start, origin)
  const plain = `${start}-${name}`
  if (/^[a-z0-9_-]+$/.test(name) && plain.length <= most && !endsAsSum.test(name))
    return parseName(plain, origin)
  const sum = createHash('sha256').update(name).digest('hex').slice(0, hashDigits)
  const room = Math.max(0, most - start.length - 2 - hashDigits)
  const slug = name.replace(/\\\d{3}|\\.|[^a-z0-9_-]/g, '_').slice(0, room)
  return parseName(`${start}-${slug}_${sum}`, origin)
}

/** A label that looks like one with a sum gets one, so that no two RRsets share a name. */
const endsAsSum = new RegExp(`_[0-9a-f]{${hashDigits}}$`)

/** The TXT record that says that an RRset belongs to `owner`. */
export function registryRRset(
  rrset: Pick<RRset, 'owner' | 'type'>,
  origin: Name,
  owner: string,
  minTtl: number,
): RRset {
  const of = `${relativeName(nameKey(rrset.owner), origin)}/${rrset.type}`
  const text = `heritage=${ownTool},${ownTool}/owner=${owner},${ownTool}/rrset=${of}`
  return {
    owner: registryName(rrset, origin),
    type: 'TXT',
    ttl: Math.max(ttl, minTtl),
    rdatas: [TXT.parseScalar(text)],
  }
}

/** Says whether an RRset is a record of our registry, whoever wrote it. */
export const isOwnRegistry = (rrset: RRset): boolean =>
  rrset.type === 'TXT' && isRegistryName(rrset.owner) && heritageOf(rrset)?.tool === ownTool

/** Says whether a name is of the kind that the registry's records have. */
export const isRegistryName = (name: Name): boolean => nameKey(name).startsWith(prefix)
