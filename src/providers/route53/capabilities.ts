// What Route 53 can hold (Developer Guide, "Supported DNS record types" and "Choosing a routing policy").
import { type PolicyKind, policyParameters } from '../../dns/routing.ts'
import type { Capabilities } from '../../plan/capabilities.ts'
import { recordTypes } from '../../route53/record-types.ts'
import { heldForm } from './held-form/held-form.ts'
import { type Route53Settings, visibilityOf } from './settings.ts'

/** The same for every account, but for what private zones cannot hold; known without asking it. */
export const route53Capabilities = (
  settings: Pick<Route53Settings, 'visibility' | 'vpcs'>,
): Capabilities => ({
  types: recordTypes,
  virtualTypes: ['ALIAS'],
  policies: Object.keys(policyParameters) as PolicyKind[],
  aliases: true,
  minTtl: 0,
  soa: true,
  serials: false,
  apexNs: true,
  bringsApexNs: true,
  ...(visibilityOf(settings) === 'private' && { isPrivate: true }),
  letterCase: false,
  atomic: false,
  hold: (rrset, _origin, zone) => heldForm(rrset, { zone, isPrivate: visibilityOf(settings) === 'private' }),
})
