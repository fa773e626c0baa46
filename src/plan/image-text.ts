// An RRset in one line, for messages that say how two differ: `"300 192.0.2.1, 192.0.2.2"`.
import { hasTtl, type RRset } from '../dns/rrset.ts'
import { valueTexts } from './rrset-text.ts'

const shownValues = 4

/** Gives the TTL and the values, first of all those that the other does not have. */
export function imageText(rrset: RRset | undefined, other: RRset | undefined): string {
  if (!rrset) return 'nothing'
  const others = other ? valueTexts(other, rrset) : new Map<string, string>()
  const [own, common] = [false, true].map(isCommon =>
    [...valueTexts(rrset, other)].flatMap(([key, text]) => (others.has(key) === isCommon ? [text] : [])),
  )
  const values = [...own!, ...common!]
  const more = values.length > shownValues ? ` and ${values.length - shownValues} more` : ''
  const ttl = hasTtl(rrset) ? `${rrset.ttl} ` : ''
  return `"${ttl}${values.slice(0, shownValues).join(', ')}"${more}`
}
