// Sequences of records without policies and aliases.
import { quoted, records, type Sequence, sequence } from './sequence.ts'

const a = 'a: { A: 192.0.2.1 }'
const long = (length: number): string => 'abcdefghij'.repeat(Math.ceil(length / 10)).slice(0, length)
const txt = (text: string): string => records(`t: { TXT: ${quoted(text)} }`)
const hosts = (count: number): string =>
  records(...Array.from({ length: count }, (_, i) => `h${i}: { A: 192.0.2.${i % 256} }`))
const addresses = (count: number): string =>
  Array.from({ length: count }, (_, i) => `192.0.2.${i % 256}`)
    .map((address, i) => (i < 256 ? address : `198.51.100.${i - 256}`))
    .join(', ')

/** Every type of record as it comes, changes and goes. */
const ofTypes: readonly [type: string, ...values: string[]][] = [
  ['AAAA', "'2001:db8::1'", "'2001:0db8:0:0::2'"],
  ['CAA', `'0 issue "letsencrypt.org"'`, `['0 issue ";"', '128 iodef "mailto:a@example.com"']`],
  [
    'MX',
    "'10 mail.example.net.'",
    "['10 mail.example.net.', '10 mail2.example.net.', '20 mail3.example.net.']",
  ],
  [
    'NAPTR',
    `'100 50 "s" "SIP+D2U" "" _sip._udp.example.net.'`,
    `'100 50 "u" "E2U+sip" "!^.*$!sip:a@example.com!" .'`,
  ],
  ['PTR', 'host.example.net.', 'host2.example.net.'],
  ['SPF', "'v=spf1 -all'", "'v=spf1 mx -all'"],
  ['SRV', "'10 60 5060 sip.example.net.'", "'0 0 0 .'"],
  [
    'TLSA',
    "'3 1 1 d2abde240d7cd3ee6b4b28c54df034b9 7983a1d16e8a410e4561cb106618e971'",
    "'3 1 1 0000000000000000000000000000000000000000000000000000000000000000'",
  ],
  [
    'SSHFP',
    "'1 1 dd465c09cfa51fb45020cc83316fff21b9ec74ac'",
    "'4 2 0000000000000000000000000000000000000000000000000000000000000000'",
  ],
  ['SVCB', "'1 svc.example.net. port=8443 alpn=h2,h3'", "'1 . ipv4hint=192.0.2.1'"],
  ['HTTPS', "'0 www.example.net.'", "'1 . alpn=h3,h2 ipv6hint=2001:db8::1'"],
]

/** Sequences of plain records. */
export const plainSequences: readonly Sequence[] = [
  sequence('a value', records(a), records('a: { A: 192.0.2.2 }'), records()),
  sequence('a TTL', records(a), records('a: { A: { ttl: 60s, values: 192.0.2.1 } }'), records(a)),
  sequence(
    'a TTL of 0 and the largest',
    records('a: { A: { ttl: 0, values: 192.0.2.1 } }'),
    records('a: { A: { ttl: 2147483647, values: 192.0.2.1 } }'),
  ),
  sequence(
    'a value more and less',
    records(a),
    records('a: { A: [192.0.2.1, 192.0.2.2] }'),
    records('a: { A: 192.0.2.2 }'),
  ),
  sequence(
    'values in another order',
    records('a: { A: [192.0.2.1, 192.0.2.2] }'),
    records('a: { A: [192.0.2.2, 192.0.2.1] }'),
  ),
  sequence(
    'a second type at a label',
    records(a),
    records("a: { A: 192.0.2.1, AAAA: '2001:db8::1', TXT: hello }"),
    records("a: { AAAA: '2001:db8::1' }"),
  ),
  sequence(
    'labels that come and go',
    records(a),
    records(a, 'b: { A: 192.0.2.2 }'),
    records('b: { A: 192.0.2.2 }'),
  ),
  sequence('A and AAAA swapped', records(a), records("a: { AAAA: '2001:db8::1' }"), records(a)),
  sequence('A and CNAME swapped', records(a), records('a: { CNAME: b.example.net. }'), records(a)),
  sequence(
    'several types and CNAME swapped',
    records("a: { A: 192.0.2.1, AAAA: '2001:db8::1', TXT: hello }"),
    records('a: { CNAME: b.example.net. }'),
    records("a: { A: 192.0.2.1, AAAA: '2001:db8::1', TXT: hello }"),
  ),
  sequence(
    'the target of a CNAME',
    records('a: { CNAME: b.example.net. }'),
    records('a: { CNAME: c.example.net. }'),
  ),
  sequence(
    'a chain of CNAMEs',
    records(a, 'b: { CNAME: a }', 'c: { CNAME: b }'),
    records(a, 'b: { CNAME: c }', 'c: { CNAME: a }'),
  ),
  sequence(
    'letter case of an owner',
    records(a),
    records('A: { A: 192.0.2.1 }'),
    records('A: { A: 192.0.2.2 }'),
  ),
  sequence(
    'letter case of a target',
    records('a: { CNAME: b.example.net. }'),
    records('a: { CNAME: B.Example.NET. }'),
  ),
  sequence('letter case of text', records('t: { TXT: Hello }'), records('t: { TXT: hello }')),
  sequence('a wildcard', records("'*': { A: 192.0.2.1 }"), records("'*': { A: 192.0.2.2 }"), records(a)),
  sequence(
    'a wildcard below a label, with text',
    records("'*.dev': { TXT: any }"),
    records("'*.dev': { TXT: any, A: 192.0.2.1 }"),
  ),
  sequence(
    'an internationalised label',
    records('bücher: { A: 192.0.2.1 }'),
    records('xn--bcher-kva: { A: 192.0.2.1 }'),
    records('bücher: { A: 192.0.2.2 }'),
  ),
  sequence(
    'an internationalised target',
    records('a: { CNAME: bücher.example.net. }'),
    records('a: { CNAME: xn--bcher-kva.example.net. }'),
  ),
  sequence(
    'a null MX',
    records("'@': { MX: '10 mail.example.net.' }"),
    records("'@': { MX: '0 .' }"),
    records("'@': { MX: '10 mail.example.net.' }"),
  ),
  sequence(
    'the preference of an MX',
    records("'@': { MX: '10 mail.example.net.' }"),
    records("'@': { MX: '20 mail.example.net.' }"),
  ),
  sequence(
    'names with underscores and digits',
    records(
      '_dmarc: { TXT: v=DMARC1; p=none }',
      '_443._tcp.www: { TLSA: 3 1 1 0000000000000000000000000000000000000000000000000000000000000000 }',
      "'1': { A: 192.0.2.1 }",
    ),
    records('_dmarc: { TXT: v=DMARC1; p=reject }', "'1': { A: 192.0.2.2 }"),
  ),
  sequence(
    'names of many labels',
    records('a.b.c.d.e.f: { A: 192.0.2.1 }'),
    records('a.b.c.d.e.f: { A: 192.0.2.2 }', 'c.d.e.f: { A: 192.0.2.1 }'),
  ),
  sequence(
    'a delegation with DS',
    records(
      "sub: { NS: [ns1.example.net., ns2.example.net.], DS: '12345 13 2 0000000000000000000000000000000000000000000000000000000000000000' }",
    ),
    records('sub: { NS: [ns1.example.net., ns3.example.net.] }'),
    records(a),
  ),
  sequence(
    'names that sort oddly',
    records(
      'a-b: { A: 192.0.2.1 }',
      'a: { A: 192.0.2.1 }',
      'x.a: { A: 192.0.2.1 }',
      'a_b: { A: 192.0.2.1 }',
      'aa: { A: 192.0.2.1 }',
    ),
    records('a-b: { A: 192.0.2.2 }', 'x.a: { A: 192.0.2.2 }', 'aa: { A: 192.0.2.1 }'),
  ),
  sequence(
    'everything, and then nothing',
    records(a, 'b: { TXT: hello }', 'c: { CNAME: a }', "'@': { MX: '10 mail.example.net.' }"),
    records(),
    records(a),
  ),
  ...ofTypes.map(([type, first, second]) =>
    sequence(
      `the type ${type}`,
      records(`r: { ${type}: ${first} }`),
      records(`r: { ${type}: ${second} }`),
      records(a),
    ),
  ),
  ...[0, 1, 254, 255, 256, 509, 510, 511, 764, 765, 766].map(length =>
    sequence(`text of ${length} octets`, txt(long(length)), txt(`${long(length)}+`), txt(long(length))),
  ),
  sequence('text with quotes and backslashes', txt('say "hi"'), txt('a\\b "c" \\" \\\\'), txt('\\032 \\"')),
  sequence('text with semicolons and spaces', txt('v=DKIM1; k=rsa; p=abc'), txt('  two  spaces  '), txt(' ')),
  sequence('text in UTF-8', txt('grüße'), txt('日本語 ☃'), txt('\u0000\u007f\u0080')),
  sequence(
    'quotes where strings are parted',
    txt(`${long(254)}"${long(254)}\\${long(20)}`),
    txt(`${long(255)}""`),
    txt(`${long(254)}üü`),
  ),
  sequence(
    'text in strings of one’s own',
    records(`t: { TXT: '"first" "second"' }`),
    records(`t: { TXT: '"first" "other"' }`),
    records('t: { TXT: firstsecond }'),
  ),
  sequence(
    'several texts',
    records('t: { TXT: [one, two, Two] }'),
    records('t: { TXT: [two, one, three] }'),
    records('t: { TXT: one }'),
  ),
  sequence('400 values', records(`a: { A: [${addresses(400)}] }`), records(`a: { A: [${addresses(399)}] }`)),
  ...[101, 601, 1201].map(count => sequence(`${count} records`, hosts(count), hosts(count + 1), hosts(1))),
  sequence(
    '1,201 records that all change',
    hosts(1201),
    hosts(1201).replaceAll('192.0.2.', '198.51.100.'),
    records(a),
  ),
  sequence(
    '1,000 texts of 255 octets',
    records(...Array.from({ length: 1000 }, (_, i) => `t${i}: { TXT: ${quoted(long(250) + i)} }`)),
    records(a),
  ),
  sequence(
    'the SOA',
    `soa: { mname: ns1.example.net., rname: hostmaster.example.com. }\n${records(a)}`,
    `soa: { mname: ns1.example.net., rname: admin.example.com., minimum: 60s }\n${records(a)}`,
    records(a),
  ),
  sequence(
    'the name servers of the zone',
    records("'@': { NS: [ns1.example.net., ns2.example.net.] }"),
    records("'@': { NS: [ns1.example.net., ns3.example.net.] }"),
    records(a),
  ),
]
