// A convention of DNS providers: no RFC has it, and it never goes on the wire.
import { defineType } from '../define-type.ts'
import { name } from '../kinds/name.ts'

export const ALIAS = defineType({
  name: 'ALIAS',
  code: 65401,
  rfcs: [],
  summary: 'The owner has the addresses of another name; unlike CNAME, it may stand at the apex.',
  examples: ['lb.example.net.'],
  fields: {
    target: name(),
  },
  descriptions: {
    target: 'The name whose addresses the owner gets',
  },
  singleton: true,
  virtual: true,
})
