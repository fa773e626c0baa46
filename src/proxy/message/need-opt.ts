// Gives a query an OPT record to put options into, and notes that the client must not see one.
import { type Transaction, transports } from '../transaction.ts'
import { addOpt } from './edns.ts'
import { payloadOctets, plainUdpOctets } from './layout.ts'

/** Adds an OPT record to a query that has none; false if that cannot be. */
export function needOpt(t: Transaction): boolean {
  if (t.optAt > 0) return true
  // A client without EDNS takes no more over UDP than it did before there was EDNS.
  const payload = t.transport === transports.udp ? plainUdpOctets : payloadOctets
  if (!addOpt(t, payload, false)) return false
  t.decided.addedOpt = true
  return true
}
