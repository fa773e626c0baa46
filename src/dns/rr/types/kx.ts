// RFC 2230 §3.
import { defineType } from '../define-type.ts'
import { name } from '../kinds/name.ts'
import { u16 } from '../kinds/numbers.ts'

export const KX = defineType({
  name: 'KX',
  code: 36,
  rfcs: [2230],
  summary: 'A key exchanger of the owner.',
  examples: ['10 kx.example.com.'],
  fields: {
    preference: u16,
    exchanger: name({ additional: true }),
  },
  descriptions: {
    preference: 'The lowest is tried first',
    exchanger: 'The host that exchanges keys',
  },
})
