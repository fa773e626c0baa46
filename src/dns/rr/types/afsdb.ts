// RFC 1183 §1; compression is out since RFC 3597 §4.
import { defineType } from '../define-type.ts'
import { name } from '../kinds/name.ts'
import { u16 } from '../kinds/numbers.ts'

export const AFSDB = defineType({
  name: 'AFSDB',
  code: 18,
  rfcs: [1183, 5864],
  summary: 'A server of an AFS cell, or of a DCE cell.',
  examples: ['1 afs.example.com.'],
  fields: {
    subtype: u16,
    hostname: name({ additional: true }),
  },
  descriptions: {
    subtype: '1 for AFS, 2 for DCE',
    hostname: 'The server',
  },
})
