// RFC 6672; the target is never compressed (§2.5).
import { defineType } from '../define-type.ts'
import { name } from '../kinds/name.ts'

export const DNAME = defineType({
  name: 'DNAME',
  code: 39,
  rfcs: [6672],
  summary: 'Every name below the owner is another name for the same below the target.',
  examples: ['example.net.'],
  fields: {
    target: name(),
  },
  descriptions: {
    target: 'What stands in place of the owner',
  },
  singleton: true,
})
