// RFC 2782; the target is never compressed.
import { defineType } from '../define-type.ts'
import { name } from '../kinds/name.ts'
import { u16 } from '../kinds/numbers.ts'

export const SRV = defineType({
  name: 'SRV',
  code: 33,
  rfcs: [2782],
  summary: 'A host and port of a service.',
  examples: ['10 60 5060 sip.example.com.'],
  fields: { priority: u16, weight: u16, port: u16, target: name({ additional: true }) },
})
