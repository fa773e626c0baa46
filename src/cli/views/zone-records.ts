// The records of a zone, one on each line, behind what else the provider knows of the zone.
import { hasTtl, type RRset } from '../../dns/rrset.ts'
import type { ShownZone } from '../../operations/show-zone.ts'
import { valueTexts } from '../../plan/rrset-text.ts'
import { printable } from '../printable.ts'
import { columns } from './columns.ts'

/** Prints a zone; what is no record stands behind a semicolon, as comments do in master files. */
export function zoneRecordsText({ details, rrsets }: Pick<ShownZone, 'details' | 'rrsets'>): string {
  const notes = Object.entries(details).flatMap(([what, value]) =>
    [value].flat().map(text => `; ${what}: ${printable(text)}`),
  )
  const records = columns(rrsets.flatMap(rowsOf))
  return [...notes, ...(records === '' ? [] : [records])].join('\n')
}

/** An RRset with a policy has a line for each value of each set, an alias has one. */
function rowsOf(rrset: RRset): string[][] {
  const { owner, type, ttl, managedBy } = rrset
  const head = [owner, hasTtl(rrset) ? String(ttl) : '', type]
  const values = rrset.policy || rrset.alias ? [...valueTexts(rrset).values()].map(printable) : rrset.rdatas
  if (managedBy === undefined) return values.map(value => [...head, value])
  const note = `; managed by ${printable(managedBy)}`
  return values.length === 0 ? [[...head, note]] : values.map(value => [...head, `${value}  ${note}`])
}
