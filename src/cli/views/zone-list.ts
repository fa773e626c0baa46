// The zones of a checkout and its providers as a table.
import type { ListedZone } from '../../operations/list-zones.ts'
import { columns } from './columns.ts'

/** Prints zones; the last column says where a zone is not. */
export function zoneListText(zones: readonly ListedZone[]): string {
  if (zones.length === 0) return 'no zones'
  return columns(
    [
      ['ZONE', 'PROVIDER', 'SERIAL', 'RRSETS', 'FILE'],
      ...zones.map(({ zone, provider, held, serial, rrsets, file }) => [
        zone,
        provider,
        held ? (serial ?? '') : '-',
        held ? (rrsets ?? '') : '-',
        held ? (file ?? '(no file)') : `${file} (not applied yet)`,
      ]),
    ].map(row => row.map(String)),
  )
}
