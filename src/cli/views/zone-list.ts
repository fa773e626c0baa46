// The zones of a checkout and its providers as a table.
import { problemText } from '../../base/errors.ts'
import type { ListedZone } from '../../operations/list-zones.ts'
import { columns } from './columns.ts'

/** Prints zones; the last column says where a zone is not. Ids have a column if a provider has some. */
export function zoneListText(zones: readonly ListedZone[]): string {
  if (zones.length === 0) return 'no zones'
  const hasIds = zones.some(({ id }) => id !== undefined)
  return columns(
    [
      ['ZONE', 'PROVIDER', ...(hasIds ? ['ID'] : []), 'SERIAL', 'RRSETS', 'FILE'],
      ...zones.map(({ zone, provider, id = '', held, serial, rrsets, file, problems = [] }) => [
        zone,
        provider,
        ...(hasIds ? [held ? id : '-'] : []),
        held ? (serial ?? '') : '-',
        held ? (rrsets ?? '') : '-',
        [held ? (file ?? '(no file)') : `${file} (not applied yet)`, ...problems.map(problemText)].join('; '),
      ]),
    ].map(row => row.map(String)),
  )
}
