// RFC 1035 §3.3.13; the minimum is the TTL of negative answers (RFC 2308 §4).
import { defineType } from '../define-type.ts'
import { name } from '../kinds/name.ts'
import { u32 } from '../kinds/numbers.ts'
import { seconds } from '../kinds/seconds.ts'

export const SOA = defineType({
  name: 'SOA',
  code: 6,
  rfcs: [1035, 2308],
  summary: 'The start of the zone: primary, contact, serial and timers.',
  examples: ['ns1.example.com. hostmaster.example.com. 2026010101 7200 3600 1209600 300'],
  fields: {
    mname: name({ compress: true }),
    rname: name({ compress: true }),
    serial: u32,
    refresh: seconds,
    retry: seconds,
    expire: seconds,
    minimum: seconds,
  },
  descriptions: {
    mname: 'The primary name server',
    rname: 'The mail address of who is responsible, its @ as a dot',
    serial: 'The version of the zone',
    refresh: 'How often secondaries look for a new version',
    retry: 'How soon they look again if that failed',
    expire: 'How long they serve the zone without having seen the primary',
    minimum: 'How long resolvers keep answers that something does not exist',
  },
  singleton: true,
})
