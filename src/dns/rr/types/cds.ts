// RFC 7344 §3.1; `0 0 0 00` asks the parent to remove every DS (RFC 8078 §4).
import { defineType } from '../define-type.ts'
import { delegationSigner } from './ds.ts'

export const CDS = defineType({
  name: 'CDS',
  code: 59,
  rfcs: [7344, 8078],
  summary: 'The DS that the zone wants its parent to have.',
  examples: ['60485 13 2 D4B7D520E7BB5F0F67674A0CCEB1E3E0614B93C4F9E99B8383F6A1E4469DA50A', '0 0 0 00'],
  ...delegationSigner,
})
