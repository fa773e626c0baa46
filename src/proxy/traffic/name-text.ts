// Names out of memory that another thread may be writing: whatever the octets hold, there is a text.
import { labelText } from '../../dns/name.ts'

/** The text of an uncompressed name, as far as it goes. */
export function wireNameText(octets: Uint8Array, start: number, end: number): string {
  let text = ''
  for (let at = start; at < end; ) {
    const length = octets[at++]!
    if (length === 0 || at + length > end) break
    text += `${labelText(octets, at, length)}.`
    at += length
  }
  return text || '.'
}
