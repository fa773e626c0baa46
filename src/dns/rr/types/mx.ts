// RFC 1035 §3.3.9; the null MX is RFC 7505.
import { defineType } from '../define-type.ts'
import { name } from '../kinds/name.ts'
import { u16 } from '../kinds/numbers.ts'

export const MX = defineType({
  name: 'MX',
  code: 15,
  rfcs: [1035, 7505],
  summary: 'A mail exchange of the owner; the lowest preference is tried first.',
  examples: ['10 mail.example.com.', '0 .'],
  fields: {
    preference: u16,
    exchange: name({ compress: true, additional: true }),
  },
  descriptions: {
    preference: 'The lowest is tried first',
    exchange: 'The host that takes the mail, or . if none does',
  },
  check: value =>
    value.exchange === '.' && value.preference !== 0
      ? [`a null MX has preference 0, not ${value.preference} (RFC 7505 §3)`]
      : [],
})
