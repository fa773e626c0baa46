// In what an answer differs from what is expected, in a few words for people.
import type { RRTypeName } from '../dns/rr/define-type.ts'
import type { MessageRecord } from '../dns/wire/record.ts'
import { meaning, type Possible, sameValues } from './possible-answers.ts'

const mostValues = 3

/** `has 192.0.2.9, lacks 192.0.2.1`, `TTL 300, not 3600`, or what none of several possible answers has. */
export function describeDifference(
  type: RRTypeName,
  records: readonly MessageRecord[],
  { answers }: Possible,
): string {
  const rdatas = records.map(({ rdata }) => rdata)
  const same = answers.filter(values => sameValues(type, values.rdatas, records))
  const ttls = [...new Set(records.map(({ ttl }) => ttl))]
  if (same.length > 0)
    return `TTL ${ttls.join(' and ')}, not ${[...new Set(same.map(({ ttl }) => ttl))].join(' or ')}`
  const [only, ...others] = answers
  if (!only || others.length > 0) return `has ${listed(rdatas)}, which none of the sets has`
  const wanted = new Set(only.rdatas.map(rdata => meaning(type, rdata)))
  const found = new Set(rdatas.map(rdata => meaning(type, rdata)))
  const extra = rdatas.filter(rdata => !wanted.has(meaning(type, rdata)))
  const lacking = only.rdatas.filter(rdata => !found.has(meaning(type, rdata)))
  return [
    ...(extra.length > 0 ? [`has ${listed(extra)}`] : []),
    ...(lacking.length > 0 ? [`lacks ${listed(lacking)}`] : []),
    ...(ttls.every(ttl => ttl === only.ttl) ? [] : [`TTL ${ttls.join(' and ')}, not ${only.ttl}`]),
  ].join(', ')
}

/** A few values, and how many more there are. */
export function listed(values: readonly string[]): string {
  const more = values.length - mostValues
  return values.slice(0, mostValues).join(' | ') + (more > 0 ? ` and ${more} more` : '')
}
