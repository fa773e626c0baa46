// The OPT record of a query and of its answer (RFC 6891 §6.1).
import { types } from './codes.ts'
import { type Exchange, sections } from './exchange.ts'
import { maxUdpOctets } from './sizes.ts'

/** Octets of an OPT record without options. */
export const optOctets = 11

/** Notes what an OPT record says, whose fields behind the owner start at a place; false if it is malformed. */
export function readOpt(x: Exchange, fieldsAt: number, dataAt: number, end: number): boolean {
  const { message } = x
  x.hasEdns = true
  x.udpSize = (message[fieldsAt + 2]! << 8) | message[fieldsAt + 3]!
  x.ednsVersion = message[fieldsAt + 5]!
  x.dnssecOk = (message[fieldsAt + 6]! & 0x80) !== 0
  return areOptions(message, dataAt, end)
}

/** Says whether options, of any kind, fill the data exactly. */
function areOptions(message: Uint8Array, start: number, end: number): boolean {
  let at = start
  while (at + 4 <= end) at += 4 + ((message[at + 2]! << 8) | message[at + 3]!)
  return at === end
}

/** Ends the answer with an OPT record: our payload size, the rcode's upper bits, the asker's DO. */
export function putOpt(x: Exchange): void {
  const { message, end } = x
  message[end] = 0
  message[end + 1] = 0
  message[end + 2] = types.OPT
  message[end + 3] = maxUdpOctets >> 8
  message[end + 4] = maxUdpOctets & 0xff
  message[end + 5] = x.rcode >> 4
  message[end + 6] = 0
  message[end + 7] = x.dnssecOk ? 0x80 : 0
  for (let at = end + 8; at < end + optOctets; at++) message[at] = 0
  x.end = end + optOctets
  x.counts[sections.additional]!++
}
