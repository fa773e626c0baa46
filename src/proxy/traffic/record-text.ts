// What stands in a record of the rings, as text.
import { rcodes } from '../../dns/codes.ts'
import { mnemonicOf } from '../../dns/rr/mnemonics.ts'
import { sources } from '../transaction.ts'
import { addressText } from './address-text.ts'
import { wireNameText } from './name-text.ts'
import type { RingRecord } from './read-ring.ts'
import { recordAt } from './ring.ts'
import { dropReasons } from './totals.ts'

const transportTexts = ['UDP', 'TCP', 'DoT', 'DoH'] as const
const sourceTexts = Object.keys(sources)

/** The address of the client, as words. */
export const clientOf = ({ words }: RingRecord): Int32Array =>
  words.subarray(recordAt.client, recordAt.client + 4)

export const clientText = (record: RingRecord): string => addressText(clientOf(record))

/** The name; empty if the query was not read so far. */
export function nameText({ octets }: RingRecord): string {
  const length = octets[recordAt.nameOctets]!
  return length === 0 ? '' : wireNameText(octets, recordAt.name, recordAt.name + length)
}

/** The type; empty if the query was not read so far. */
export const typeText = ({ octets, words }: RingRecord): string =>
  octets[recordAt.nameOctets] === 0 ? '' : mnemonicOf(words[recordAt.type]!)

export const transportText = ({ octets }: RingRecord): string =>
  transportTexts[octets[recordAt.transport]!] ?? ''

/** The rcode; undefined if it was not answered. */
export function rcodeText({ words }: RingRecord): string | undefined {
  const rcode = words[recordAt.rcode]!
  return rcode < 0 ? undefined : rcodes.name(rcode)
}

/** Who has answered. */
export const sourceText = ({ octets }: RingRecord): string => sourceTexts[octets[recordAt.source]!] ?? ''

/** Why it was dropped; undefined if it was answered. */
export const reasonText = ({ octets }: RingRecord): string | undefined =>
  dropReasons[octets[recordAt.reason]! - 1]
