// The hosted zones of AWS's own services, by the names that aliases lead to.
import { type Name, nameKey } from '../dns/name.ts'
import type { RRTypeName } from '../dns/rr/define-type.ts'

/** Where an alias to an AWS service leads. */
export interface AliasZone {
  readonly zoneId: string
  /** In lower case and without `dualstack.`, which says nothing. */
  readonly target: Name
  /** The types that an alias to it can have. */
  readonly types: readonly RRTypeName[]
}

const addresses: readonly RRTypeName[] = ['A', 'AAAA']

/** Finds the AWS service that a name belongs to; undefined if its zone cannot be told from the name. */
export function aliasZoneOf(target: Name): AliasZone | undefined {
  const key = nameKey(target).replace(/^dualstack\./, '') as Name
  if (/^[a-z0-9-]+\.cloudfront\.net\.$/.test(key))
    return { zoneId: 'Z2FDTNDATAQYW2', target: key, types: addresses }
  if (/^[a-z0-9-]+\.awsglobalaccelerator\.com\.$/.test(key))
    return { zoneId: 'Z2BJ6XQ5FK7U4H', target: key, types: addresses }
  return undefined
}
