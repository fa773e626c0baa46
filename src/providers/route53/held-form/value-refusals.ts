// Values and names that Route 53 does not take.
import type { Rdata } from '../../../dns/rr/define-type.ts'
import type { RRset } from '../../../dns/rrset.ts'
import type { Objection } from '../../../plan/capabilities.ts'
import { limits } from '../../../route53/limits.ts'
import { valueToApi } from '../../../route53/values.ts'
import { isInLocksWay } from '../lease/lock-record.ts'
import type { StatedZone } from './stated-zone.ts'

/** Says why Route 53 does not hold the values of an RRset, or that its place is taken. */
export function valueRefusals(rrset: RRset, { zone }: StatedZone): Objection[] {
  const { owner, type, policy } = rrset
  const refusals: string[] = []
  if (type === 'NS' && owner.startsWith('*.')) refusals.push('a wildcard cannot have NS records')
  if (isInLocksWay(zone.origin, rrset)) refusals.push('dnsctl itself keeps the lock of the zone there')
  for (const { rdatas } of policy?.sets ?? [rrset]) refusals.push(...problemsOf(type, rdatas))
  return refusals.map(why => ({ code: 'route53-record-unsupported', why: `is left out: ${why}` }))
}

function problemsOf(type: string, rdatas: readonly Rdata[]): string[] {
  const { valuesPerRecordSet, valueCharacters } = limits
  const problems: string[] = []
  if (rdatas.length > valuesPerRecordSet)
    problems.push(`it has ${rdatas.length} values, and the most are ${valuesPerRecordSet}`)
  for (const rdata of rdatas) {
    // No escape is written in more than twice the characters.
    if (2 * rdata.length <= valueCharacters) continue
    const { length } = valueToApi(type, rdata)
    if (length > valueCharacters)
      problems.push(`a value has ${length} characters, and the most are ${valueCharacters}`)
  }
  return problems
}
