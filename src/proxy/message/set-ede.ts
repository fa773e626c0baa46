// Puts an Extended DNS Error into an answer (RFC 8914).
import { type Transaction, transports } from '../transaction.ts'
import { addOpt, appendOption, removeOption } from './edns.ts'
import { optionCodes, optionHead, optLayout, payloadOctets, plainUdpOctets, setU16 } from './layout.ts'

/** Octets of text at most: it is for people, and must not crowd out the answer. */
const maxTextOctets = 255
const infoOctets = 2
const data = Buffer.alloc(infoOctets + maxTextOctets)

/**
 * Says in an answer why it is what it is; in place of what it says of that, or beside it. Nothing is said to a client
 * without EDNS, and the text is left out where the answer would become larger than the client takes. Says whether it did.
 */
export function setEde(t: Transaction, code: number, text: string, keepsOthers = false): boolean {
  if (!t.hasEdns) return false
  if (t.optAt === 0 && !(fits(t, optLayout.options) && addOpt(t, payloadOctets, t.dnssecOk))) return false
  if (!keepsOthers) removeOption(t, optionCodes.extendedError)
  setU16(data, 0, code)
  // Whole characters only are written.
  const textOctets = text === '' ? 0 : data.write(text, infoOctets, maxTextOctets, 'utf8')
  const size = infoOctets + (fits(t, optionHead + infoOctets + textOctets) ? textOctets : 0)
  return fits(t, optionHead + size) && appendOption(t, optionCodes.extendedError, data, size)
}

/** Says whether an answer may grow by so many octets. */
const fits = (t: Transaction, octets: number): boolean =>
  t.transport !== transports.udp || t.length + octets <= Math.max(t.udpSize, plainUdpOctets)
