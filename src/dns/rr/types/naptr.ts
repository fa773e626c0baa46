// RFC 3403 §4; the replacement is never compressed.
import { defineType } from '../define-type.ts'
import { name } from '../kinds/name.ts'
import { u16 } from '../kinds/numbers.ts'
import { characterString, unescapeOctets } from '../kinds/strings.ts'

export const NAPTR = defineType({
  name: 'NAPTR',
  code: 35,
  rfcs: [3403],
  summary: 'A rule that rewrites a string into a URI or another name (telephone numbers, SIP).',
  examples: ['100 10 "u" "E2U+sip" "!^.*$!sip:info@example.com!" .'],
  fields: {
    order: u16,
    preference: u16,
    flags: characterString,
    services: characterString,
    regexp: characterString,
    replacement: name(),
  },
  descriptions: {
    order: 'The lowest is taken first, and only it counts',
    preference: 'The lowest of one order is tried first',
    flags: 'What the result is: u a URI, s an SRV owner, a a host; empty for another NAPTR',
    services: 'Protocols and services, E2U+sip',
    regexp: 'A substitution on the original string',
    replacement: 'The next name if there is no regexp, else .',
  },
  check({ flags, regexp }) {
    const problems: string[] = []
    if (!/^[A-Za-z0-9]*$/.test(flags))
      problems.push(`flags "${flags}" are not letters and digits (RFC 3403 §4.1)`)
    if (!substitution.test(Buffer.from(unescapeOctets(regexp)).toString('latin1')))
      problems.push(`regexp "${regexp}" is not of the form !pattern!replacement! (RFC 3402 §3.2)`)
    return problems
  },
})

/** Empty, or pattern and replacement between three of one character, which a backslash keeps from being one. */
const substitution = /^(?:([^\\\di])(?:\\[^]|(?!\1)[^\\])*\1(?:\\[^]|(?!\1)[^\\])*\1i?)?$/
