// RFC 9460 §9; the data are those of SVCB.
import { defineType } from '../define-type.ts'
import { serviceBinding } from './svcb.ts'

export const HTTPS = defineType({
  name: 'HTTPS',
  code: 65,
  rfcs: [9460],
  summary: 'Where and how an HTTPS origin is reached; works at the apex too.',
  examples: ['1 . alpn="h2,h3" ipv4hint=192.0.2.1', '0 www.example.net.'],
  ...serviceBinding,
})
