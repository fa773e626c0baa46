// RFC 9460 §9; the data are those of SVCB.
import { defineType } from '../define-type.ts'
import { name } from '../kinds/name.ts'
import { u16 } from '../kinds/numbers.ts'
import { bindingProblems, svcParams } from '../kinds/svc-params.ts'

export const HTTPS = defineType({
  name: 'HTTPS',
  code: 65,
  rfcs: [9460],
  summary: 'Where and how an HTTPS origin is reached; works at the apex too.',
  examples: ['1 . alpn="h2,h3" ipv4hint=192.0.2.1', '0 www.example.net.'],
  fields: {
    priority: u16,
    target: name({ additional: true, foldCase: false }),
    params: svcParams,
  },
  descriptions: {
    priority: '0 makes the owner an alias of the target; else the lowest is tried first',
    target: 'The host, or . for the owner itself',
    params: 'How to reach the service',
  },
  check: bindingProblems,
})
