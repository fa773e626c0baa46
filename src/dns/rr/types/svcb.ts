// RFC 9460 §2.
import { defineData } from '../declaration.ts'
import { defineType } from '../define-type.ts'
import { name } from '../kinds/name.ts'
import { u16 } from '../kinds/numbers.ts'
import { bindingProblems, svcParams } from '../kinds/svc-params.ts'

/** Where and how a service is reached (RFC 9460 §2.2). */
export const serviceBinding = defineData({
  fields: {
    priority: u16,
    target: name({ additional: true, foldCase: false, rootIsOwner: ({ priority }) => priority !== 0 }),
    params: svcParams,
  },
  descriptions: {
    priority: '0 makes the owner an alias of the target; else the lowest is tried first',
    target: 'The host, or . for the owner itself',
    params: 'How to reach the service',
  },
  check: bindingProblems,
})

export const SVCB = defineType({
  name: 'SVCB',
  code: 64,
  rfcs: [9460],
  summary: 'Where and how a service is reached.',
  examples: ['1 svc.example.com. alpn="h2,h3" port=8443', '0 svc.example.net.'],
  ...serviceBinding,
})
