// The OPT record of a query and of its answer (RFC 6891 §6.1).
import { maxSubnetOctets, takeSubnet } from './asker.ts'
import { types } from './codes.ts'
import { type Exchange, sections } from './exchange.ts'
import { maxUdpOctets } from './sizes.ts'

/** Octets of an OPT record without options. */
export const optOctets = 11

/** Code and length before the data of an option. */
const optionHead = 4

/** Client subnet (RFC 7871 §6). */
const clientSubnet = 8

/** Octets of the largest OPT record that an answer has. */
export const largestOpt = optOctets + optionHead + maxSubnetOctets

/** Notes what an OPT record says, whose fields behind the owner start at a place; false if it is malformed. */
export function readOpt(x: Exchange, fieldsAt: number, dataAt: number, end: number): boolean {
  const { message } = x
  x.hasEdns = true
  x.udpSize = (message[fieldsAt + 2]! << 8) | message[fieldsAt + 3]!
  x.ednsVersion = message[fieldsAt + 5]!
  x.dnssecOk = (message[fieldsAt + 6]! & 0x80) !== 0
  return readOptions(x, dataAt, end)
}

/** Goes over options of any kind, which have to fill the data exactly; what they are in other versions is not known. */
function readOptions(x: Exchange, start: number, end: number): boolean {
  const { message, asker } = x
  let at = start
  while (at + optionHead <= end) {
    const length = u16(message, at + 2)
    const isSubnet = u16(message, at) === clientSubnet && x.ednsVersion === 0 && asker.subnetOctets === 0
    const dataAt = at + optionHead
    at = dataAt + length
    if (isSubnet && (at > end || !takeSubnet(asker, message, dataAt, length))) return false
  }
  return at === end
}

const u16 = (message: Uint8Array, at: number): number => (message[at]! << 8) | message[at + 1]!

/** Octets of the OPT record that the answer has. */
export const answerOptOctets = ({ hasEdns, asker }: Exchange): number => {
  if (!hasEdns) return 0
  return asker.subnetOctets === 0 ? optOctets : optOctets + optionHead + asker.subnetOctets
}

/** Ends the answer with an OPT record: our payload size, the rcode's upper bits, the asker's DO and client subnet. */
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
  if (x.asker.subnetOctets > 0) putSubnet(x, end + optOctets)
}

/** The option is that of the query but for the scope (RFC 7871 §7.2.1). */
function putSubnet(x: Exchange, at: number): void {
  const { message, asker } = x
  const { subnet, subnetOctets, scope } = asker
  message[at - 1] = optionHead + subnetOctets
  message[at] = 0
  message[at + 1] = clientSubnet
  message[at + 2] = 0
  message[at + 3] = subnetOctets
  for (let i = 0; i < subnetOctets; i++) message[at + optionHead + i] = subnet[i]!
  message[at + optionHead + 3] = scope
  x.end = at + optionHead + subnetOctets
}
