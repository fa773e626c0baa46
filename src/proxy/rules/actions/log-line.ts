// Queries and answers in one line each.
import { classes, opcodes, rcodes } from '../../../dns/codes.ts'
import { nameFromWire } from '../../../dns/name.ts'
import { mnemonicOf } from '../../../dns/rr/mnemonics.ts'
import { flagBits, headerAt, u16 } from '../../message/layout.ts'
import { addressText } from '../../traffic/address-text.ts'
import { type Transaction, transports } from '../../transaction.ts'

const transportNames = Object.keys(transports)
const headerOctets = 12

/** A query: `192.0.2.1:5353 udp 4711 www.example.com. IN A rd cd do`. */
export function queryLine(t: Transaction): string {
  const { flags, message } = t
  const opcode = (message[headerAt.flags]! >> 3) & 0x0f
  const words = [
    opcode === 0 ? '' : opcodes.name(opcode),
    flags & flagBits.rd ? 'rd' : '',
    flags & flagBits.cd ? 'cd' : '',
    t.dnssecOk ? 'do' : '',
  ]
  return [askedText(t), ...words.filter(Boolean)].join(' ')
}

/** An answer: what was asked, then its rcode, records by section, octets and how long it took. */
export function answerLine(t: Transaction, ms: number): string {
  const { message, length } = t
  const counts = [headerAt.answers, headerAt.authorities, headerAt.additionals].map(at => u16(message, at))
  const rcode = rcodes.name(message[headerAt.rcode]! & 0x0f)
  const tc = message[headerAt.flags]! & (flagBits.tc >> 8) ? ' tc' : ''
  return `${askedText(t)} ${rcode}${tc} ${counts.join('/')} ${length} octets ${ms.toFixed(1)} ms`
}

/** Names are escaped, so that nobody writes lines of their own. */
function askedText({
  message,
  nameEnd,
  type,
  class: code,
  client,
  clientPort,
  transport,
  id,
}: Transaction): string {
  const address = addressText(client)
  const from = `${address.includes(':') ? `[${address}]` : address}:${clientPort} ${transportNames[transport]} ${id}`
  if (nameEnd <= headerOctets) return `${from} no question`
  const { name } = nameFromWire(message.subarray(0, nameEnd), headerOctets)
  return `${from} ${name} ${classes.name(code)} ${mnemonicOf(type)}`
}
