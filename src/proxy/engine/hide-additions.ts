// Takes out of an answer what the proxy has put into the query for the servers alone.
import { removeOpt, removeOption } from '../message/edns.ts'
import type { Transaction } from '../transaction.ts'

const clientSubnet = 8

/** The client gets no EDNS record that it did not ask with, and no client subnet that was not its own. */
export function hideAdditions(t: Transaction): void {
  const { decided } = t
  if (decided.addedOpt) removeOpt(t)
  else if (decided.addedEcs) removeOption(t, clientSubnet)
  if (decided.restoreFlags) restoreFlags(t)
}

/** RD and CD are those of the query as it came (RFC 1035 §4.1.1, RFC 4035 §3.2.2). */
function restoreFlags({ message, flags }: Transaction): void {
  message[2] = (message[2]! & 0xfe) | ((flags >> 8) & 0x01)
  message[3] = (message[3]! & 0xef) | (flags & 0x10)
}
