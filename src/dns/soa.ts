// The start of authority of a zone: the one a zone gets that states none, and its serial (RFC 1035 §3.3.13).
import { type Name, parseName } from './name.ts'
import { NS } from './rr/types/ns.ts'
import { SOA } from './rr/types/soa.ts'
import type { RRset } from './rrset.ts'

/** Timers of an SOA after RIPE-203, but for a shorter life of negative answers; seconds. */
export const defaultTimers = { refresh: 7200, retry: 3600, expire: 1_209_600, minimum: 300 }
const ttl = 3600

/** The SOA of a zone that states none, with serial 0; the primary is the first of the apex NS. */
export function defaultSoa(origin: Name, apexNs: RRset | undefined): RRset {
  const first = apexNs?.rdatas[0]
  const mname = first === undefined ? parseName('ns1', origin) : NS.toFields(first).nsdname
  const rname = parseName('hostmaster', origin)
  return {
    owner: origin,
    type: 'SOA',
    ttl,
    rdatas: [SOA.fromFields({ mname, rname, serial: 0, ...defaultTimers })],
  }
}

/** The serial in an SOA RRset. */
export const serialOf = (soa: RRset): number => SOA.toFields(soa.rdatas[0]!).serial

/** The same SOA RRset with another serial. */
export function withSerial(soa: RRset, serial: number): RRset {
  return { ...soa, rdatas: [SOA.fromFields({ ...SOA.toFields(soa.rdatas[0]!), serial })] }
}

/** The TTL of negative answers, in seconds (RFC 2308 §5). */
export const negativeTtl = (soa: RRset): number => Math.min(soa.ttl, SOA.toFields(soa.rdatas[0]!).minimum)
