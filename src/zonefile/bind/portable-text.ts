// Text of names and data that BIND, NSD, Knot and ldns all read alike, found by asking BIND 9.18, NSD 4.6.1,
// Knot 3.2.6 and ldns 1.8.3.
import { genericText, type Rdata, type RRTypeName } from '../../dns/rr/define-type.ts'
import { typeOf } from '../../dns/rr/table.ts'

/** Knot takes these characters in a name only if they are escaped, and BIND takes `\[` for a bit string. */
const odd = /[!#%&'+,:<=>?[\]^`{|}~]/
const oddOrEscaped = /\\[^]|[!#%&'+,:<=>?[\]^`{|}~]/g

/** A name with `\DDD` for the characters that need it somewhere. */
export const portableName = (name: string): string =>
  odd.test(name) ? name.replace(oddOrEscaped, part => (part.length > 1 ? part : octetEscape(part))) : name

const octetEscape = (character: string): string => `\\${String(character.charCodeAt(0)).padStart(3, '0')}`

/** Types that one of the servers does not know, or writes in another form; all read the form of RFC 3597. */
const genericTypes = new Set(['AVC', 'HIP', 'L64', 'MB', 'MG', 'MR', 'NID', 'WALLET', 'X25'])

/** Type and data of a record; with a comment that has their own form where they are in generic form. */
export function portableData(type: RRTypeName, rdata: Rdata): string {
  if (!genericTypes.has(type)) return `${type} ${portableNames(type, rdata)}`
  const { code, toWire } = typeOf(type)
  return `TYPE${code} ${genericText(toWire(rdata))} ; ${type} ${rdata}`
}

function portableNames(type: RRTypeName, rdata: Rdata): string {
  if (!odd.test(rdata)) return rdata
  const names = new Set<string>(
    typeOf(type)
      .names(rdata)
      .filter(name => odd.test(name)),
  )
  if (names.size === 0) return rdata
  const words = rdata.split(' ')
  return words.map(word => (names.has(word) ? portableName(word) : word)).join(' ')
}
