// RFC 4034 §3; the signer is never compressed.
import { defineType } from '../define-type.ts'
import { algorithm } from '../kinds/dnssec-numbers.ts'
import { name } from '../kinds/name.ts'
import { u8, u16 } from '../kinds/numbers.ts'
import { base64 } from '../kinds/octets.ts'
import { seconds } from '../kinds/seconds.ts'
import { timestamp } from '../kinds/timestamp.ts'
import { typeName } from '../kinds/type-names.ts'

export const RRSIG = defineType({
  name: 'RRSIG',
  code: 46,
  rfcs: [4034],
  summary: 'The signature of an RRset of the owner.',
  examples: [
    'A 13 3 86400 20300101000000 20260101000000 2642 example.com. oJB1W6WNGv+ldvQ3WDG0MQkg5IEhjRip8WTrPYGv07h108dUKGMeDPKijVCHX3DDKdfb+v6oB9wfuh3DTJXUAQ==',
  ],
  fields: {
    typeCovered: typeName,
    algorithm: algorithm(),
    labels: u8,
    originalTtl: seconds,
    expiration: timestamp,
    inception: timestamp,
    keyTag: u16,
    signer: name(),
    signature: base64,
  },
  descriptions: {
    typeCovered: 'The type of the RRset',
    algorithm: 'The algorithm of the key',
    labels: 'How many labels the owner has, without a wildcard',
    originalTtl: 'The TTL of the RRset in the zone',
    expiration: 'When the signature ends',
    inception: 'When the signature begins',
    keyTag: 'The tag of the DNSKEY',
    signer: 'The zone whose key it is',
    signature: 'The signature',
  },
})
