// The OPT pseudo-record: what EDNS adds to a message (RFC 6891 §6.1).
//
//   owner | type | class        | TTL: ext. rcode | version | DO, Z | rdata
//   root  | 41   | payload size |      8 bits     | 8 bits  | 16    | options
import { type EdnsOption, readOption, writeOption } from './edns-options.ts'
import type { WireReader } from './reader.ts'
import type { WireWriter } from './writer.ts'

/** The type code of OPT. */
export const optCode = 41

const dnssecOkBit = 0x8000

export interface Edns {
  readonly version: number
  /** Octets of UDP payload that the sender can take. */
  readonly udpSize: number
  /** The sender wants DNSSEC records (RFC 3225). */
  readonly dnssecOk: boolean
  readonly options: readonly EdnsOption[]
}

/** EDNS 0 with a payload size that no path fragments, and nothing else. */
export const plainEdns: Edns = { version: 0, udpSize: 1232, dnssecOk: false, options: [] }

/** Reads what follows the type of an OPT record; `extendedRcode` are the upper 8 bits of the rcode. */
export function readOpt(wire: WireReader): { readonly edns: Edns; readonly extendedRcode: number } {
  const udpSize = wire.u16()
  const extendedRcode = wire.u8()
  const version = wire.u8()
  const dnssecOk = (wire.u16() & dnssecOkBit) !== 0
  const data = wire.section(wire.u16())
  const options: EdnsOption[] = []
  while (data.left > 0) options.push(readOption(data))
  return { edns: { version, udpSize, dnssecOk, options }, extendedRcode }
}

/** Writes an OPT record with the upper 8 bits of `rcode`. */
export function writeOpt(wire: WireWriter, edns: Edns, rcode: number): void {
  wire.u8(0)
  wire.u16(optCode)
  wire.u16(edns.udpSize)
  wire.u8(rcode >> 4)
  wire.u8(edns.version)
  wire.u16(edns.dnssecOk ? dnssecOkBit : 0)
  wire.lengthPrefixed(() => {
    for (const option of edns.options) writeOption(wire, option)
  })
}
