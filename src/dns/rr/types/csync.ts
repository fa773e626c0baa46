// RFC 7477 §2.1.
import { defineType } from '../define-type.ts'
import { u16, u32 } from '../kinds/numbers.ts'
import { typeBitmap } from '../kinds/type-names.ts'

export const CSYNC = defineType({
  name: 'CSYNC',
  code: 62,
  rfcs: [7477],
  summary: 'Which records the parent should copy from the zone.',
  examples: ['66 3 A NS AAAA'],
  fields: {
    serial: u32,
    flags: u16,
    types: typeBitmap,
  },
  descriptions: {
    serial: 'The serial of the zone from which on this holds',
    flags: '1 to copy at once, 2 only if the serial is not older',
    types: 'What to copy',
  },
})
