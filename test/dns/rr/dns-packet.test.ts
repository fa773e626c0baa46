// dns-packet, another implementation, makes the same octets of the same data and reads them alike.
import { type Answer, decode, encode } from 'dns-packet'
import { expect, test } from 'vitest'
import { typeOf } from '../../../src/dns/rr/table.ts'

const digest = Buffer.alloc(32, 0xab)
const hex = digest.toString('hex')
const base64 = digest.toString('base64')

test.each<[type: string, text: string, data: unknown]>([
  ['A', '192.0.2.1', '192.0.2.1'],
  ['AAAA', '2001:db8::1', '2001:db8::1'],
  ['CNAME', 'www.example.com.', 'www.example.com'],
  ['NS', 'ns1.example.com.', 'ns1.example.com'],
  ['PTR', 'www.example.com.', 'www.example.com'],
  ['DNAME', 'example.net.', 'example.net'],
  ['MX', '10 mail.example.com.', { preference: 10, exchange: 'mail.example.com' }],
  ['SRV', '10 60 5060 sip.example.com.', { priority: 10, weight: 60, port: 5060, target: 'sip.example.com' }],
  ['TXT', '"one" "two words"', [Buffer.from('one'), Buffer.from('two words')]],
  ['HINFO', '"cpu" "os"', { cpu: 'cpu', os: 'os' }],
  ['RP', 'admin.example.com. info.example.com.', { mbox: 'admin.example.com', txt: 'info.example.com' }],
  [
    'SOA',
    'ns1.example.com. host.example.com. 1 2 3 4 5',
    {
      mname: 'ns1.example.com',
      rname: 'host.example.com',
      serial: 1,
      refresh: 2,
      retry: 3,
      expire: 4,
      minimum: 5,
    },
  ],
  [
    'CAA',
    '128 issue "ca.example.net"',
    { flags: 128, issuerCritical: true, tag: 'issue', value: 'ca.example.net' },
  ],
  [
    'NAPTR',
    '100 10 "u" "E2U+sip" "!^.*$!sip:info@example.com!" .',
    {
      order: 100,
      preference: 10,
      flags: 'u',
      services: 'E2U+sip',
      regexp: '!^.*$!sip:info@example.com!',
      replacement: '.',
    },
  ],
  ['DS', `60485 13 2 ${hex}`, { keyTag: 60485, algorithm: 13, digestType: 2, digest }],
  ['DNSKEY', `257 3 13 ${base64}`, { flags: 257, algorithm: 13, key: digest }],
  ['SSHFP', `4 2 ${hex}`, { algorithm: 4, hash: 2, fingerprint: hex.toUpperCase() }],
  ['TLSA', `3 1 1 ${hex}`, { usage: 3, selector: 1, matchingType: 1, certificate: digest }],
  [
    'NSEC',
    'b.example.com. A MX RRSIG NSEC CAA',
    { nextDomain: 'b.example.com', rrtypes: ['A', 'MX', 'RRSIG', 'NSEC', 'CAA'] },
  ],
  [
    'NSEC3',
    '1 1 12 AABB VVVVVVVV A RRSIG',
    {
      algorithm: 1,
      flags: 1,
      iterations: 12,
      salt: Buffer.of(0xaa, 0xbb),
      nextDomain: Buffer.alloc(5, 0xff),
      rrtypes: ['A', 'RRSIG'],
    },
  ],
  [
    'RRSIG',
    `A 13 2 3600 20300101000000 20260101000000 7 example.com. ${base64}`,
    {
      typeCovered: 'A',
      algorithm: 13,
      labels: 2,
      originalTTL: 3600,
      expiration: Date.UTC(2030, 0) / 1000,
      inception: Date.UTC(2026, 0) / 1000,
      keyTag: 7,
      signersName: 'example.com',
      signature: digest,
    },
  ],
])('%s %s', (type, text, data) => {
  const rdata = typeOf(type).parse(text)
  const wire = typeOf(type).toWire(rdata)
  const answer = { name: '.', type, class: 'IN', ttl: 0, data } as Answer
  const message = encode({ type: 'response', answers: [answer] })
  expect(Buffer.from(wire).toString('hex')).toBe(message.subarray(recordData).toString('hex'))
  expect(decode(Buffer.concat([message.subarray(0, recordData), wire])).answers![0]).toMatchObject(answer)
})

/** Behind the header, the root as owner, type, class, TTL and length. */
const recordData = 12 + 1 + 2 + 2 + 4 + 2
