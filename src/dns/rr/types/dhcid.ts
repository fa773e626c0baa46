// RFC 4701 §3.
import { defineType } from '../define-type.ts'
import { base64 } from '../kinds/octets.ts'

export const DHCID = defineType({
  name: 'DHCID',
  code: 49,
  rfcs: [4701],
  summary: 'Which DHCP client the owner is given to.',
  examples: ['AAIBY2/AuCccgoJbsaxcQc9TUapptP69lOjxfNuVAA2kjEA='],
  fields: {
    digest: base64,
  },
  descriptions: {
    digest: 'Identifier type, digest type and digest',
  },
})
