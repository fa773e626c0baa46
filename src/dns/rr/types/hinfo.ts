// RFC 1035 §3.3.2; also the answer to ANY (RFC 8482 §4.2).
import { defineType } from '../define-type.ts'
import { characterString } from '../kinds/strings.ts'

export const HINFO = defineType({
  name: 'HINFO',
  code: 13,
  rfcs: [1035, 8482],
  summary: 'Processor and operating system of a host.',
  examples: ['"INTEL-386" "UNIX"'],
  fields: {
    cpu: characterString,
    os: characterString,
  },
  descriptions: {
    cpu: 'The processor',
    os: 'The operating system',
  },
})
