import { describe, expect, test } from 'vitest'
import { queryJson } from '../../../src/cli/views/query-json.ts'
import { queryShortText, queryText } from '../../../src/cli/views/query-text.ts'
import { parseName } from '../../../src/dns/name.ts'
import { typeOf } from '../../../src/dns/rr/table.ts'
import type { Message } from '../../../src/dns/wire/message.ts'
import type { MessageRecord } from '../../../src/dns/wire/record.ts'
import type { Reply } from '../../../src/net/client/ask.ts'

const record = (owner: string, type: string, rdata: string, ttl = 300): MessageRecord => ({
  owner: parseName(owner),
  type,
  class: 'IN',
  ttl,
  rdata: typeOf(type).parse(rdata),
})

const reply = (parts: Partial<Message>): Reply => ({
  message: {
    id: 4660,
    opcode: 'QUERY',
    rcode: 'NOERROR',
    flags: new Set(['qr', 'aa', 'rd']),
    questions: [{ name: parseName('www.example.com.'), type: 'MX', class: 'IN' }],
    answers: [],
    authorities: [],
    additionals: [],
    ...parts,
  },
  octets: new Uint8Array(99),
  server: { host: '127.0.0.1', port: 5300 },
  transport: 'udp',
  ms: 1.26,
})

const full = reply({
  answers: [
    record('www.example.com.', 'CNAME', 'example.com.', 86400),
    record('example.com.', 'MX', '10 mail.example.com.'),
  ],
  additionals: [
    record('mail.example.com.', 'AAAA', '2001:db8::25'),
    record('x.example.com.', 'TYPE65280', '\\# 1 ff'),
  ],
  edns: { version: 0, udpSize: 1232, dnssecOk: true, options: [] },
})

test('an answer as text', () => {
  expect(queryText(full)).toBe(`\
;; ->>HEADER<<- opcode: QUERY, status: NOERROR, id: 4660
;; flags: qr aa rd; QUERY: 1, ANSWER: 2, AUTHORITY: 0, ADDITIONAL: 3

;; OPT PSEUDOSECTION:
; EDNS: version: 0, flags: do; udp: 1232

;; QUESTION SECTION:
;www.example.com.  IN MX

;; ANSWER SECTION:
www.example.com.  86400  IN CNAME  example.com.
example.com.      300    IN MX     10 mail.example.com.

;; ADDITIONAL SECTION:
mail.example.com. 300    IN AAAA   2001:db8::25
x.example.com.    300    IN TYPE65280 \\# 1 ff

;; query time: 1.3 ms
;; server: 127.0.0.1:5300 (udp)
;; msg size: 99`)
})

test('the data of an answer alone', () => {
  expect(queryShortText(full)).toBe('example.com.\n10 mail.example.com.')
  expect(queryShortText(reply({ rcode: 'NXDOMAIN' }))).toBe('')
})

test('an answer as data', () => {
  expect(queryJson(full)).toEqual({
    server: '127.0.0.1:5300',
    transport: 'udp',
    ms: 1.3,
    size: 99,
    header: { id: 4660, opcode: 'QUERY', rcode: 'NOERROR', flags: ['qr', 'aa', 'rd'] },
    edns: { version: 0, udpSize: 1232, dnssecOk: true, options: [] },
    question: [{ name: 'www.example.com.', type: 'MX', class: 'IN' }],
    answer: [
      {
        owner: 'www.example.com.',
        ttl: 86400,
        class: 'IN',
        type: 'CNAME',
        rdata: 'example.com.',
        fields: { target: 'example.com.' },
      },
      {
        owner: 'example.com.',
        ttl: 300,
        class: 'IN',
        type: 'MX',
        rdata: '10 mail.example.com.',
        fields: { preference: 10, exchange: 'mail.example.com.' },
      },
    ],
    authority: [],
    additional: [
      {
        owner: 'mail.example.com.',
        ttl: 300,
        class: 'IN',
        type: 'AAAA',
        rdata: '2001:db8::25',
        fields: { address: '2001:db8::25' },
      },
      { owner: 'x.example.com.', ttl: 300, class: 'IN', type: 'TYPE65280', rdata: '\\# 1 ff' },
    ],
  })
})

describe('EDNS options as text', () => {
  test.each<[NonNullable<Message['edns']>['options'][number], string]>([
    [{ name: 'NSID', id: '6e7331' }, 'NSID: 6e7331 ("ns1")'],
    [{ name: 'NSID', id: '1b5b' }, 'NSID: 1b5b ("\\027[")'],
    [
      { name: 'ECS', address: '192.0.2.0', sourcePrefix: 24, scopePrefix: 0 },
      'CLIENT-SUBNET: 192.0.2.0/24/0',
    ],
    [{ name: 'COOKIE', client: '0102', server: '0304' }, 'COOKIE: 01020304'],
    [{ name: 'KEEPALIVE' }, 'TCP-KEEPALIVE: asked for'],
    [{ name: 'KEEPALIVE', timeoutMs: 12_500 }, 'TCP-KEEPALIVE: 12.5 s'],
    [{ name: 'PADDING', length: 8 }, 'PADDING: 8 octets'],
    [{ name: 'EDE', infoCode: 18, text: '' }, 'EDE: 18 (Prohibited)'],
    [{ name: 'EDE', infoCode: 4000, text: '\u001b[2J' }, 'EDE: 4000 (unassigned): "\\027[2J"'],
    [{ name: 'OPT65001', data: 'beef' }, 'OPT65001: beef'],
  ])('%j', (option, line) => {
    const edns = { version: 0, udpSize: 1232, dnssecOk: false, options: [option] }
    expect(queryText(reply({ edns }))).toContain(`flags:; udp: 1232\n; ${line}\n`)
  })
})
