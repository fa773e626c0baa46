// Who or what is blocked: a network, perhaps only some of its ports, or a name with all below it.
import { fault } from '../../base/errors.ts'
import { nameToWire, parseName } from '../../dns/name.ts'
import { ipv4Offset, readAddress } from '../../net/address-words.ts'
import { addressText } from './address-text.ts'
import {
  type BlockTable,
  bitsOf128,
  headWords,
  isIpv4,
  kindBits,
  kindPortBits,
  maskAddress,
  networkHash,
} from './block-table.ts'
import { findNetworkBlock, findSuffixBlock } from './dynamic-blocks.ts'
import { wireNameText } from './name-text.ts'
import { finishHash, hashLabel, lowerOctet, mostLabels, nameAt, readLabels } from './suffix-hash.ts'

export type BlockSubject =
  | {
      readonly form: 'network'
      readonly address: Int32Array
      /** Bits of 128 that the address has, and of the port | << 8. */
      readonly kind: number
      /** Of the ranges of ports. */
      readonly range: number
    }
  | {
      readonly form: 'suffix'
      /** The name on the wire, in lower case. */
      readonly octets: Uint8Array
    }

/** Reads a network in CIDR form, an address, or a name; throws `proxy-block-invalid`. */
export function readSubject(text: string): BlockSubject {
  const [address = '', length] = text.split('/')
  const words = new Int32Array(4)
  if (readAddress(address, words)) {
    const isV4 = !address.includes(':')
    const most = isV4 ? 32 : 128
    const bits = length === undefined ? most : Number(length)
    if (!/^\d{1,3}$/.test(length ?? '0') || bits > most)
      throw fault('proxy-block-invalid', `"${text}" has a prefix that is not a number from 0 to ${most}`)
    return networkSubject(words, bitsOf128(bits, isV4), 0, 0)
  }
  if (length !== undefined || !/[a-z]/i.test(text))
    throw fault('proxy-block-invalid', `"${text}" is neither a network such as 192.0.2.0/24 nor a name`)
  return suffixSubject(nameToWire(parseName(text.endsWith('.') ? text : `${text}.`)))
}

/** A network; the address is masked. */
export function networkSubject(
  address: Int32Array,
  bits: number,
  portBits: number,
  range: number,
): BlockSubject & { form: 'network' } {
  const masked = new Int32Array(4)
  maskAddress(address, bits, masked)
  return { form: 'network', address: masked, kind: bits | (portBits << 8), range }
}

/** A name on the wire and all below it. */
export const suffixSubject = (wire: Uint8Array): BlockSubject & { form: 'suffix' } => ({
  form: 'suffix',
  octets: wire.map(lowerOctet),
})

/** The hash under which a subject is found. */
export function subjectHash({ head }: BlockTable, subject: BlockSubject): number {
  const seed = head[headWords.seed]!
  if (subject.form === 'network') return networkHash(seed, subject.address, subject.kind, subject.range)
  const message = new Uint8Array(nameAt + subject.octets.length)
  message.set(subject.octets, nameAt)
  const starts = new Uint8Array(mostLabels)
  let hash = seed
  for (let label = readLabels(message, message.length, starts) - 1; label >= 0; label--)
    hash = hashLabel(hash, message, nameAt + starts[label]!)
  return finishHash(hash)
}

/** The number of a subject's block, in force or not; undefined if there is none. */
export function findSubject(table: BlockTable, subject: BlockSubject): number | undefined {
  const hash = subjectHash(table, subject)
  const block =
    subject.form === 'network'
      ? findNetworkBlock(table, hash, subject.address, subject.kind, subject.range)
      : findSuffixBlock(table, hash, subject.octets, 0, subject.octets.length)
  return block < 0 ? undefined : block
}

/** Writes a network, and which ports it has if not all: `192.0.2.1/32 ports 0-16383`. */
export function networkText(address: Int32Array, bits: number, portBits: number, range: number): string {
  const length = isIpv4(address) && bits >= ipv4Offset ? bits - ipv4Offset : bits
  const network = `${addressText(address)}/${length}`
  if (portBits === 0) return network
  const ports = 2 ** (16 - portBits)
  return `${network} ports ${range * ports}-${(range + 1) * ports - 1}`
}

/** Writes a subject as lists and the log have it. */
export const subjectText = (subject: BlockSubject): string =>
  subject.form === 'suffix'
    ? wireNameText(subject.octets, 0, subject.octets.length)
    : networkText(subject.address, kindBits(subject.kind), kindPortBits(subject.kind), subject.range)
