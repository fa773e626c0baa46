// CAA properties (RFC 8659 §4, RFC 9495, and issuevmc of the mark certificate requirements).
import { CAA } from '../../dns/rr/types/caa.ts'
import type { Finding, ZoneView } from './check.ts'

/** `;` alone forbids issuing; else a domain name, then parameters. */
const issuer = /^\s*(?:[a-z0-9-]+(?:\.[a-z0-9-]+)*\s*)?(?:;\s*(?:[a-z0-9]+\s*=\s*[!-:<-~]*\s*(?:;\s*|$))*)?$/i
const properties: Readonly<Record<string, RegExp>> = {
  issue: issuer,
  issuewild: issuer,
  issuemail: issuer,
  issuevmc: issuer,
  iodef: /^(?:mailto:[^@\s]+@[^@\s]+|https?:\/\/\S+)$/i,
  contactemail: /^[^@\s]+@[^@\s]+$/,
  contactphone: /^\+?[\d\s().-]+$/,
}

/** Finds CAA properties that no authority will understand. */
export function* caa({ ofType }: ZoneView): Iterable<Finding> {
  for (const rrset of ofType('CAA'))
    for (const [value, rdata] of rrset.rdatas.entries()) {
      const { tag, value: text } = CAA.toFields(rdata)
      const pattern = properties[tag.toLowerCase()]
      if (!pattern) yield { code: 'caa-syntax', message: `CAA property "${tag}" is unknown`, rrset, value }
      else if (!pattern.test(text))
        yield { code: 'caa-syntax', message: `CAA property ${tag} does not take "${text}"`, rrset, value }
    }
}
