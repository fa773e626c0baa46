// What an import did to a zone file, for people.
import type { Imported } from '../../operations/import-zone.ts'
import type { Colors } from '../colors.ts'
import { countText } from './count-text.ts'
import { changeTextLines } from './plan-text.ts'

/** Prints what changed in a file that was there, and a summary line. */
export function importText({ zone, file, isNew, changes, others }: Imported, colors: Colors): string {
  const rrsets = (count: number): string => countText(count, 'RRset')
  if (isNew) return `Created ${file} with ${rrsets(changes.length)}`
  const rest =
    others === 0
      ? ''
      : `; ${rrsets(others)} that only the file has ${others === 1 ? 'stays' : 'stay'} (see --prune)`
  if (changes.length === 0) return `Nothing to import: ${file} has it all${rest}`
  const lines = changes.flatMap(change => changeTextLines(change, { zone }, colors))
  return [...lines, colors.bold(`Changed ${rrsets(changes.length)} in ${file}${rest}`)].join('\n')
}
