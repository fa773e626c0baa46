// The authoritative server as one function on octets: a query in, its answer in the same place.
// Nothing is allocated for a packet, nothing that a packet holds makes it throw, and each of its loops is bounded.
import { type Counters, counterAt } from '../../metrics/counters.ts'
import type { AddressSource } from '../../net/address-source.ts'
import { answerFromZone } from './answer.ts'
import { beginAsker } from './asker.ts'
import { beginChoice, type ChoiceSite } from './choice.ts'
import { classes, rcodes, types } from './codes.ts'
import { createExchange, type Exchange, sections, type Transport } from './exchange.ts'
import { answerOptOctets, putOpt } from './opt.ts'
import { readQuery } from './query.ts'
import { headerOctets, maxTcpOctets, maxUdpOctets, plainUdpOctets } from './sizes.ts'
import type { ServedZones } from './zone-directory.ts'

/**
 * Answers the query in the first `length` octets of `message` and returns the length of the answer, 0 to send none.
 * The message must have room for what the transport carries: 1232 octets over UDP, 65535 over TCP.
 * `from` tells the IP address of who asks, on which answers by network or location depend.
 */
export type Responder = (
  message: Uint8Array,
  length: number,
  transport: Transport,
  from: AddressSource,
) => number

/** Makes a responder for one thread; the site says what policies draw with, and where addresses are. */
export function createResponder(zones: ServedZones, counters: Counters, site: ChoiceSite): Responder {
  const x = createExchange(site)

  return (message, length, transport, from) => {
    counters[transport === 'udp' ? counterAt.udp : counterAt.tcp]!++
    if (length < headerOctets || message[2]! & 0x80) {
      counters[counterAt.dropped]!++
      return 0
    }
    begin(x, message, length, transport)
    beginAsker(x.asker, from)
    beginChoice(x.choice)
    x.rcode = readQuery(x, zones.seed)
    setLimit(x)
    if (x.rcode === rcodes.NOERROR) answer(x, zones)
    finish(x)
    counters[counterAt.rcodes + x.rcode]!++
    if (x.isTruncated) counters[counterAt.truncated]!++
    return x.end
  }
}

function begin(x: Exchange, message: Uint8Array, length: number, transport: Transport): void {
  x.message = message
  x.transport = transport
  x.end = length
  x.isAuthoritative = false
  x.isTruncated = false
  x.counts[sections.answer] = 0
  x.counts[sections.authority] = 0
  x.counts[sections.additional] = 0
}

function setLimit(x: Exchange): void {
  const most =
    x.transport === 'tcp' ? maxTcpOctets : Math.min(Math.max(x.udpSize, plainUdpOctets), maxUdpOctets)
  x.limit = most - answerOptOctets(x)
}

function answer(x: Exchange, zones: ServedZones): void {
  const zone = isServed(x) ? zones.find(x.name, x.type) : undefined
  if (zone === undefined) {
    x.rcode = rcodes.REFUSED
    return
  }
  x.zone = zone
  answerFromZone(x)
}

/** Data of the Internet; no transfers, and nothing about the server itself (CHAOS). */
const isServed = (x: Exchange): boolean =>
  (x.class === classes.IN || x.class === classes.ANY) && x.type !== types.AXFR && x.type !== types.IXFR

/** Writes the header over the query's: the id, opcode, RD and CD are the asker's (RFC 1035 §4.1.1, RFC 4035 §3.1.6). */
function finish(x: Exchange): void {
  const { message, counts } = x
  if (x.questions === 0) x.end = headerOctets
  if (x.hasEdns && x.rcode !== rcodes.FORMERR) putOpt(x)
  message[2] = 0x80 | (message[2]! & 0x79) | (x.isAuthoritative ? 0x04 : 0) | (x.isTruncated ? 0x02 : 0)
  message[3] = (message[3]! & 0x10) | (x.rcode & 0x0f)
  message[4] = 0
  message[5] = x.questions
  for (let section = 0; section < counts.length; section++) {
    message[6 + 2 * section] = counts[section]! >> 8
    message[7 + 2 * section] = counts[section]!
  }
}
