// The record types of Route 53 (API Reference, ResourceRecordSet, Type).
import type { RRTypeName } from '../dns/rr/define-type.ts'

/** Every type that a record set can have. */
export const recordTypes: readonly RRTypeName[] = [
  'A',
  'AAAA',
  'CAA',
  'CNAME',
  'DS',
  'HTTPS',
  'MX',
  'NAPTR',
  'NS',
  'PTR',
  'SOA',
  'SPF',
  'SRV',
  'SSHFP',
  'SVCB',
  'TLSA',
  'TXT',
]

const simpleOnly = new Set<RRTypeName>(['DS', 'NS', 'SOA'])

/** The types whose sets can have a routing policy. */
export const policyTypes: readonly RRTypeName[] = recordTypes.filter(type => !simpleOnly.has(type))
