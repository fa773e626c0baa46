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
  fields: {
    priority: u16,
    weight: u16,
    port: u16,
    target: name({ additional: true }),
  },
  descriptions: {
    priority: 'The lowest is tried first',
    weight: 'The share among those of one priority',
    port: 'The port of the service',
    target: 'The host, or . if there is no such service',
  },
})
