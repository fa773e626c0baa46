// RFC 1035 §3.3.11.
import { defineType } from '../define-type.ts'
import { name } from '../kinds/name.ts'

export const NS = defineType({
  name: 'NS',
  code: 2,
  rfcs: [1035, 2181],
  summary: 'A name server of the zone, or of the zone delegated at the owner.',
  examples: ['ns1.example.com.'],
  fields: {
    nsdname: name({ compress: true, additional: true }),
  },
  descriptions: {
    nsdname: 'The name server',
  },
})
