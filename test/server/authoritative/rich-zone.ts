// A zone with one of everything that answering has a rule for, and how to ask it.

import { createRandom } from '../../../src/base/random.ts'
import { parseName } from '../../../src/dns/name.ts'
import { typeOf } from '../../../src/dns/rr/table.ts'
import type { RRset } from '../../../src/dns/rrset.ts'
import { decodeMessage, type Message } from '../../../src/dns/wire/message.ts'
import { createCounters } from '../../../src/metrics/counters.ts'
import { createTextSource } from '../../../src/net/address-source.ts'
import type { ChoiceSite } from '../../../src/server/authoritative/choice.ts'
import { createResponder } from '../../../src/server/authoritative/responder.ts'
import { createZoneBuilder } from '../../../src/server/authoritative/zone-builder.ts'
import { createZoneDirectory } from '../../../src/server/authoritative/zone-directory.ts'

/** Makes RRsets of lines `owner TTL type data`, names relative to the origin; the owner `"` is the last one's. */
export function rrsetsOf(origin: string, text: string): RRset[] {
  const apex = parseName(origin)
  const names = { name: (name: string) => parseName(name, apex) }
  const byKey = new Map<string, RRset>()
  for (const line of text.trim().split('\n')) {
    const [, owner, ttl, type, data] = /^\s*(\S+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line)!
    const rrset = {
      owner: parseName(owner!, apex),
      type: type!,
      ttl: Number(ttl),
      rdatas: [typeOf(type!).parse(data!, names)],
    }
    const key = `${rrset.owner.toLowerCase()}/${type}`
    const there = byKey.get(key)
    byKey.set(key, there ? { ...there, rdatas: [...there.rdatas, ...rrset.rdatas] } : rrset)
  }
  return [...byKey.values()]
}

export const richZone = rrsetsOf(
  'example.com.',
  `@           3600 SOA   ns1 hostmaster 7 7200 3600 1209600 300
   @           3600 NS    ns1
   @           3600 NS    ns.example.net.
   @           3600 MX    10 mail
   @           3600 TXT   "v=spf1 -all"
   ns1         3600 A     192.0.2.1
   mail        3600 A     192.0.2.2
   mail        3600 AAAA  2001:db8::2
   WWW         60   A     192.0.2.3
   WWW         60   TXT   "kept"
   alias       60   CNAME www
   chain       60   CNAME alias
   outside     60   CNAME www.example.net.
   toward-cut  60   CNAME host.sub
   toward-none 60   CNAME none
   toward-mail 60   CNAME mail
   loop1       60   CNAME loop2
   loop2       60   CNAME loop1
   selfloop    60   CNAME selfloop
   2vptu5timamqttgl4luu9kg21e0aor3s 60 NSEC3 1 0 0 - 2vptu5timamqttgl4luu9kg21e0aor3s A
   a.b.c       60   A     192.0.2.4
   *.wild      60   A     192.0.2.5
   *.wild      60   MX    5 mail
   exists.wild 60   TXT   "here"
   x.deep.wild 60   TXT   "here too"
   *.cwild     60   CNAME www
   *.self      60   CNAME x.self
   sub         3600 NS    ns.sub
   sub         3600 NS    ns1
   sub         3600 NS    ns.other
   sub         3600 NS    ns.example.net.
   sub         3600 DS    1 8 2 0000000000000000000000000000000000000000000000000000000000000000
   ns.sub      3600 A     192.0.2.6
   ns.sub      3600 AAAA  2001:db8::6
   *.sub       3600 A     192.0.2.66
   other       3600 NS    ns.other
   ns.other    3600 A     192.0.2.7
   unsigned    3600 NS    ns1
   old         600  DNAME new
   old         600  TXT   "the owner itself"
   hidden.old  600  A     192.0.2.8
   www.new     60   A     192.0.2.9
   away        600  DNAME example.net.
   long        600  DNAME ${'l'.repeat(60)}.${'m'.repeat(60)}.${'n'.repeat(60)}.${'o'.repeat(40)}
   rec         600  DNAME x.rec
   @           60   HTTPS 1 . alpn="h2"
   @           60   A     192.0.2.10
   svc         60   SVCB  1 . port=8443
   svc         60   SVCB  2 mail
   svc         60   SVCB  3 SVC
   svc         60   AAAA  2001:db8::11
   nosvc       60   SVCB  0 .
   nosvc       60   A     192.0.2.12
   aliassvc    60   HTTPS 0 mail
   *.svcwild   60   HTTPS 1 .
   *.svcwild   60   A     192.0.2.13
   nomail      60   MX    0 .
   nomail      60   A     192.0.2.14
   _sip._tcp   60   SRV   1 1 5060 mail
   _sip._tcp   60   SRV   1 2 5060 mail
   big         60   TXT   "${'1'.repeat(250)}"
   big         60   TXT   "${'2'.repeat(250)}"
   big         60   TXT   "${'3'.repeat(250)}"
   huge        60   TXT   ${[...'12345678'].map(d => `"${d.repeat(250)}"`).join(' ')}`,
)

export interface Ask {
  readonly name: string
  readonly type?: string | number
  readonly class?: number
  readonly transport?: 'udp' | 'tcp'
  /** UDP payload size; no EDNS if it is absent. */
  readonly edns?: number
  readonly dnssecOk?: boolean
  /** Data of a client subnet option (RFC 7871 §6); only with EDNS. */
  readonly subnet?: readonly number[]
  /** The address of who asks. */
  readonly from?: string
}

const typeCode = (type: string | number): number => (typeof type === 'number' ? type : typeOf(type).code)

/** A query in octets. */
export function queryOf({
  name,
  type = 'A',
  class: dnsClass = 1,
  edns,
  dnssecOk = false,
  subnet,
}: Ask): number[] {
  const labels = name === '.' ? [] : name.slice(0, -1).split('.')
  const code = typeCode(type)
  const options = subnet ? [0, 8, 0, subnet.length, ...subnet] : []
  const opt = [0, 0, 41, (edns ?? 0) >> 8, (edns ?? 0) & 255, 0, 0, dnssecOk ? 128 : 0, 0, 0, options.length]
  return [
    ...[0x12, 0x34, 1, 0, 0, 1, 0, 0, 0, 0, 0, edns === undefined ? 0 : 1],
    ...labels.flatMap(label => [label.length, ...Buffer.from(label)]),
    ...[0, code >> 8, code & 255, 0, dnsClass],
    ...(edns === undefined ? [] : [...opt, ...options]),
  ]
}

/** A server of zones, asked in octets. */
export function serverOf(
  zones: Readonly<Record<string, readonly RRset[]>>,
  site: ChoiceSite = { random: createRandom(1) },
) {
  const directory = createZoneDirectory(0x5eed)
  for (const [origin, rrsets] of Object.entries(zones))
    directory.set(buildZone(origin, rrsets, directory.seed))
  const counters = createCounters()
  const answer = createResponder(directory, counters, site)
  const source = createTextSource()
  const respond = (octets: Uint8Array, length: number, transport: 'udp' | 'tcp', from: string): number => {
    source.text = from
    return answer(octets, length, transport, source)
  }
  const message = new Uint8Array(65535)
  const send = (octets: ArrayLike<number>, transport: 'udp' | 'tcp' = 'udp', from = '192.0.2.1') => {
    message.fill(0xee)
    message.set(octets)
    return message.slice(0, respond(message, octets.length, transport, from))
  }
  const ask = (question: Ask): Message =>
    decodeMessage(send(queryOf(question), question.transport, question.from))
  return { ask, send, respond, directory, counters }
}

export function buildZone(origin: string, rrsets: Iterable<RRset>, seed: number) {
  const builder = createZoneBuilder(parseName(origin), seed)
  for (const rrset of rrsets) builder.put(rrset)
  return builder.finish()
}
