// What becomes of a zone that is created or deleted.
import type { CreatedZone } from '../../operations/create-zone.ts'
import type { DoomedZone } from '../../operations/delete-zone.ts'
import { countText } from './count-text.ts'

/** `example.com. at aws: created, id Z0123`, and its name servers below. */
export function createdText({ zone, provider, id, nameServers }: CreatedZone): string {
  const title = `${zone} at ${provider}: created${id === undefined ? '' : `, id ${id}`}`
  return [title, ...nameServers.map(name => `  name server ${name}`)].join('\n')
}

/** `example.com. at local has 7 records in 5 RRsets; all of them go` */
export const doomedText = ({ zone, provider, records, rrsets }: DoomedZone): string =>
  `${zone} at ${provider} has ${countText(records, 'record')} in ${countText(rrsets, 'RRset')}; all of them go`

/** `example.com. at local: deleted` */
export const deletedText = ({ zone, provider }: DoomedZone): string => `${zone} at ${provider}: deleted`
